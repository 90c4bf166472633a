"""What changed at the portal: the list, its feed, two wordings against each other, and how an article is cited."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from urllib.parse import unquote
from xml.etree import ElementTree as Tree

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archiver.serve.citation import Cited
from archiver.serve.difference import Piece, differences
from archiver.serve.turns import Asked, count_turns, read_turns
from archiver.store.database import read_archive

ATOM = "{http://www.w3.org/2005/Atom}"
TEXTS = st.text(st.sampled_from("ab \nđ"), max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_again(old, new):
    pieces = [piece for line in differences(old, new) for piece in line]
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == new


def test_a_changed_figure_is_all_that_is_marked():
    (line,) = differences("Có 120 đảng viên dự", "Có 125 đảng viên dự")
    assert line == [
        Piece("same", "Có "),
        Piece("out", "120"),
        Piece("in", "125"),
        Piece("same", " đảng viên dự"),
    ]


def test_a_space_between_two_changes_belongs_to_both():
    (line,) = differences("Ngô Văn Hùng ghi chép 270 ý kiến", "Ngô Văn Hùng trình bày 270 ý kiến")
    assert [piece.text for piece in line] == ["Ngô Văn Hùng ", "ghi chép", "trình bày", " 270 ý kiến"]


def test_a_long_text_is_compared_in_bounded_time():
    old, new = ("".join(f"{word} {number}\n" for number in range(30_000)) for word in ("a", "b"))
    assert [piece.kind for line in differences(old, new)[:1] for piece in line] == ["out"]


@pytest.mark.parametrize("joint", [" ", "\n"])
def test_texts_of_few_words_said_often_are_compared_in_bounded_time(joint):
    old, new = joint.join(("a", "b") * 740), joint.join(("b", "a", "c") * 490)
    pieces = [piece for line in differences(old, new) for piece in line]
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == new


@pytest.mark.parametrize(
    "ask", [lambda db: read_turns(db, Asked()), lambda db: count_turns(db, "2008-06-18T00:00:00Z")]
)
def test_no_table_is_gone_through_for_what_happened_last(folder, ask):
    asked: list[str] = []
    with closing(read_archive(folder.archive_db)) as db:
        db.conn.set_trace_callback(asked.append)
        ask(db.conn)
        db.conn.set_trace_callback(None)
        plans = [row[3] for one in asked for row in db.execute(f"EXPLAIN QUERY PLAN {one}")]
    assert [plan for plan in plans if plan in {"SCAN a", "SCAN v", "SCAN e"}] == []
    assert any("versions_reworded" in plan for plan in plans)


def test_changes_lead_to_what_was_changed(reader):
    page = reader.get("/-/read/portal/changes?kind=changed").text
    assert page.count('class="turn turn-changed"') == 1
    assert "/-/read/portal/article/1/difference?from=1&amp;to=2" in page
    shown = reader.get("/-/read/portal/article/1/difference?from=1&to=2").text
    assert "<del>cũ</del><ins>mới</ins>" in shown
    assert "(cũ)</del>" in shown
    assert reader.get("/-/read/portal/article/1/difference").text == shown


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/-/read/portal/article/1/difference?from=1&to=9", 404),
        ("/-/read/portal/article/10/difference", 404),
        ("/-/read/portal/article/99999/difference", 404),
        ("/-/read/portal/article/1/difference?from=x&to=%00", 200),
        ("/-/read/portal/changes?kind=nonsense&from=never&page=-1", 200),
    ],
)
def test_addresses_without_sense(reader, path, status):
    assert reader.get(path).status_code == status


def test_the_newest_stand_first_and_pages_follow_each_other(reader):
    first, second = (reader.get(f"/-/read/portal/changes?page={page}").text for page in (1, 2))
    assert first.count('class="turn ') == 33  # 32 articles and one rewording
    assert "turn-changed" in first.split("</li>")[0]
    assert second.count('class="turn ') == 0
    assert reader.get("/-/read/portal/changes?section=thong-bao").text.count('class="turn ') == 30
    assert reader.get("/-/read/portal/changes?from=2014-06-01&to=2014-06-07").text.count('class="turn ') == 1


@pytest.mark.parametrize(
    "path", ["changes?page=9", "search?q=hoi&page=9", "crawls?page=9", "fixity?page=9", "search?year=2008&page=2"]
)
def test_a_page_behind_the_last_says_that_the_list_has_ended(reader, path):
    page = reader.get(f"/-/read/portal/{path}").text
    assert "The list ends before this page." in page
    for nothing in ("Nothing found", "No change", "No crawl has been made yet", "never"):
        assert nothing not in page
    assert "page=" not in BeautifulSoup(page, "lxml").find("a", string="To the first page")["href"]


@pytest.mark.parametrize(
    "path", ["", "/changes", "/changes?kind=new", "/article/1", "/crawls", "/search?q=&section=tin-tuc"]
)
def test_the_field_of_the_search_is_empty_where_nothing_was_asked_for(reader, path):
    field = BeautifulSoup(reader.get(f"/-/read/portal{path}").text, "lxml").select_one("#q")
    assert field["value"] == ""


def test_what_happened_since_a_moment_is_what_its_link_shows(reader, folder):
    """The moment lies within a day: a rewording of the hour before it is not counted, and not shown."""
    for since, expected in (("2014-06-07T07:08:08Z", 1), ("2014-06-07T07:08:10Z", 0)):
        with closing(read_archive(folder.archive_db)) as db:
            assert sum(count_turns(db.conn, since).values()) == expected
        page = BeautifulSoup(reader.get(f"/-/read/portal/changes?from={since}").text, "lxml")
        assert len(page.select(".turn")) == expected
        assert page.select_one("input[name=from]")["value"] == "2014-06-07"
        assert page.select_one(f'time[datetime="{since}"]')
        assert since in unquote(page.select_one("link[rel=alternate]")["href"])


def test_the_feed_says_what_the_page_says(reader):
    answer = reader.get("/-/read/portal/changes.atom?kind=changed", language="vi")
    assert "Accept-Language" in answer.headers["vary"]
    assert answer.headers["content-type"].startswith("application/atom+xml")
    (entry,) = Tree.fromstring(answer.content).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "sửa lời: Đại hội đảng bộ khối"
    assert entry.find(f"{ATOM}link").get("href").endswith("/-/read/portal/article/1")
    assert entry.findtext(f"{ATOM}updated") == "2014-06-07T07:08:09Z"


def test_a_search_can_be_taken_away(reader):
    found = json.loads(reader.get("/-/read/portal/search.json?q=dai+hoi").content)
    assert found["total"] == 2
    assert {hit["id"] for hit in found["hits"]} == {1, 2}
    rows = list(
        csv.DictReader(io.StringIO(reader.get("/-/read/portal/search.csv?q=dai+hoi").content.decode("utf-8-sig")))
    )
    assert [row["title"] for row in rows] == [hit["title"] for hit in found["hits"]]
    feed = Tree.fromstring(reader.get("/-/read/portal/search.atom?q=dai+hoi").content)
    assert len(list(feed.iter(f"{ATOM}entry"))) == 2


def test_an_article_is_cited(reader):
    ris = reader.get("/-/read/portal/article/1.ris")
    assert ris.text.splitlines()[0] == "TY  - ELEC"
    assert "AU  - Nguyễn Văn A" in ris.text.splitlines()
    assert "@online{archived-1," in reader.get("/-/read/portal/article/1.bib").text
    plain = reader.get("/-/read/portal/article/1.txt").text
    assert plain.startswith("Nguyễn Văn A. “Đại hội đảng bộ khối”. ")
    page = reader.get("/-/read/portal/article/1").text
    assert '<meta name="DC.title" content="Đại hội đảng bộ khối">' in page
    assert "Archived 2014-05-06: http" in page
    assert "Language</dt><dd>Vietnamese</dd>" in page
    vietnamese = reader.get("/-/read/portal/article/1", "vi").text
    assert "Lưu ngày 2014-05-06: http" in vietnamese
    assert "Ngôn ngữ</dt><dd>tiếng Việt</dd>" in vietnamese
    for one in (
        'DC.subject" content="Chi bộ &amp; Đảng bộ',
        'DC.coverage" content="Đồng Nai',
        'DC.coverage" content="1930-02-03',
    ):
        assert f'<meta name="{one}">' in page


@given(st.text(max_size=40))
def test_no_title_begins_a_field_of_its_own(title):
    cited = Cited(
        number=1, title=title, author=title, site="S", url="http://a.example/", published=None, captured=None, language=None,
        kind="article", page="http://b.example/",
    )  # fmt: skip
    tags = [line[:6] for line in cited.ris().split("\r\n") if line]
    assert tags[0] == "TY  - "
    assert tags[-1] == "ER  - "
    assert all(tag[2:] == "  - " for tag in tags)
    assert "\n" not in cited.in_words()
