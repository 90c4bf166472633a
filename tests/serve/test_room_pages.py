from __future__ import annotations

import re
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup

from archiver.errors import ArchiveError
from archiver.jobs.profile import profile_of
from archiver.jobs.report import read_report
from archiver.layout import ArchiveFolder
from archiver.serve.room import room
from archiver.store.database import open_archive
from tests.serve.kept import Kept
from tests.serve.small_archive import PAGE_ID, SITE, fill

OURS = [
    "/-/read/portal",
    "/-/read/portal/article/1",
    "/-/read/portal/article/1?version=1",
    "/-/read/portal/article/2",
    "/-/read/portal/search",
    "/-/read/portal/search?q=dai+hoi",
    "/-/read/portal/search?q=%3Cscript%3Ealert(1)%3C/script%3E&section=%3Cb%3E&year=abcd&page=-1",
    "/-/read/portal/article/999",
    "/-/file/portal/outside",
]
THEIRS = [
    "/portal",
    "/portal/articles",
    "/portal/articles/2",
    "/portal/articles?published__startswith=2008",
    "/portal/captures",
    "/portal/attachments",
    "/portal/url_states",
    "/portal/articles.json",
]


def soup(reader: Any, path: str, language: str = "en") -> BeautifulSoup:
    return BeautifulSoup(reader.get(path, language).text, "lxml")


def test_the_only_archive_is_what_the_room_opens_on(reader):
    answer = reader.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/-/read/portal")


def test_the_front_page_says_what_is_there(reader):
    page = soup(reader, "/-/read/portal")
    assert page.h1.text == "Cổng <b>thông tin</b>"
    figures = {row.dt.text: row.dd.text for row in page.select(".figures div")}
    assert figures == {"Articles": "32", "Documents": "1", "Pictures": "1", "Captures": "15"}
    assert "Files that articles name and the archive does not hold: 1" in page.text
    assert page.select_one(".counted li").a.text == "Tin tức"
    assert [text.text for text in page.select("svg .year")] == ["2008", "2009", "2010", "2011", "2012"]
    assert "undated: 1" in page.text
    assert "running, or cut off" in page.text
    assert "1,234" in page.text


def test_the_front_page_says_when_the_record_was_checked(empty, open_room):
    db = open_archive(empty.archive_db)
    capture = {
        "id": "c",
        "url": "u",
        "url_key": "u",
        "method": "GET",
        "fetched_at": "2014-05-06T07:08:09Z",
        "status": 200,
        "size": 0,
    }
    db.table("captures").insert(capture | {"digest": "sha256:0", "warc_file": "x", "warc_offset": 0, "warc_length": 1})
    reader = open_room(empty)
    assert "has not been checked yet" in reader.get("/-/read/empty").text
    row = {
        "id": 1,
        "checked_at": "2015-01-02T03:04:05Z",
        "outcome": "damaged",
        "files": 1,
        "records": 2,
        "findings": "[]",
    }
    db.table("checks").insert(row)
    db.conn.close()
    assert ">damage found</a>" in reader.get("/-/read/empty").text


def test_an_article_leads_to_its_files_its_neighbours_and_its_bytes(reader):
    page = soup(reader, "/-/read/portal/article/1")
    text = page.select_one(".text")
    assert text["lang"] == "vi"
    assert [a["href"] for a in text.select("a")] == ["/-/read/portal/article/2", "http://other.example/a?b=1&c=2"]
    assert text.img["src"] == "/-/file/portal/picture"
    said = page.main.text
    for fact in ("18/06/2008 10:35", "2008-06-18T10:35:00+07:00", "37-CT/TW", "Nguyễn Văn A", "Tin tức", "ab" * 32):
        assert fact in said
    assert "warc/portal-20140506070809-00001.warc.gz" in said
    assert "urn:uuid:11111111-1111-4111-8111-111111111111" in said
    assert re.search(r"tail -c \+1 warc/portal-\S+ \| head -c \d+ \| gunzip", said)
    assert page.select_one('a[href="/portal/articles/1"]')


def test_texts_with_passages_in_common_lead_to_each_other(empty, open_room):
    db = open_archive(empty.archive_db)
    row = {
        "text": "x",
        "html": "<p>x</p>",
        "markdown": "x",
        "kind": "article",
        "status": "live",
        "version_count": 1,
        "word_count": 90,
    }
    seen = {
        "first_seen": "2014-05-06T07:08:09Z",
        "last_seen": "2014-05-06T07:08:09Z",
        "capture_id": "c",
        "stage": "content",
    }
    db.table("articles").insert_all(
        {"id": n, "url": f"http://a.example/{n}", "title": f"Báo cáo tuần {n}"} | row | seen for n in (1, 2)
    )
    shared = {
        "kind": "near-duplicate",
        "share": 0.96,
        "other_share": 0.48,
        "words": 86,
        "direction": "equal",
        "found_by": "runs",
    }
    db.table("article_relations").insert({"article_id": 2, "other_id": 1} | shared)
    db.conn.close()
    reader = open_room(empty)
    assert "nearly the same · 96 % of this text stands there" in reader.get("/-/read/empty/article/2").text
    assert "gần như giống hệt · 48 % bài này có ở đó" in reader.get("/-/read/empty/article/1", language="vi").text


def test_every_link_of_an_article_into_the_archive_is_answered(reader):
    page = soup(reader, "/-/read/portal/article/1")
    inside = {a["href"] for a in page.select("a[href^='/']")}
    assert {path: reader.get(path).status_code for path in inside if path != "/"} == dict.fromkeys(inside - {"/"}, 200)


def test_an_older_wording_is_shown_as_such(reader):
    page = soup(reader, "/-/read/portal/article/1?version=1")
    assert page.h1.text == "Đại hội (cũ)"
    assert "Lời cũ" in page.select_one(".text").text
    assert "version 1" in page.select_one(".notice").text


def test_the_interface_speaks_vietnamese(reader):
    page = soup(reader, "/-/read/portal/article/1", "vi-VN,vi;q=0.9,en;q=0.8")
    assert page.html["lang"] == "vi"
    assert "Tệp đính kèm" in page.text
    assert "18 tháng 6 năm 2008, 10:35 (UTC+7)" in page.text
    assert "Accept-Language" in reader.get("/-/read/portal").headers["vary"]


@pytest.mark.parametrize("path", OURS)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_nothing_archived_runs_or_loads_from_elsewhere(reader, path, language):
    answer = reader.get(path, language)
    page = BeautifulSoup(answer.text, "lxml")
    assert not page.select("script, iframe, style, base, object, embed, [onload], [onerror], [onclick], [style]")
    assert all(one["src"].startswith("/-/file/") for one in page.select("[src]"))
    assert all(one["href"].startswith("/-/") for one in page.select("link[href]"))
    assert all(re.match(r"https?://|/|\?|#", one["href"]) for one in page.select("a[href]"))
    assert all(one["action"].startswith("/") for one in page.select("form"))
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("path", THEIRS)
def test_datasettes_own_pages_escape_it_too(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text or answer.headers["content-type"].startswith("application/json")
    assert 'href="javascript:' not in answer.text.lower()


@pytest.mark.parametrize("path", [*OURS, *THEIRS, "/-/reading.css", "/-/nothing", "/-/file/portal/picture"])
def test_every_answer_carries_the_headers(reader, path):
    headers = reader.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", OURS)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_page_can_be_read_without_seeing_it(reader, path, language):
    page = soup(reader, path, language)
    assert page.html["lang"] == language
    assert len(page.select("main")) == len(page.select("h1")) == 1
    assert page.title.text.strip()
    assert page.select_one("a.skip")["href"] == "#main"
    assert page.select_one(f'label[for="{page.select_one("input")["id"]}"]')
    assert all(image.has_attr("alt") for image in page.select("main > :not(article) img"))
    labels = [one["aria-labelledby"] for one in page.select("[aria-labelledby]")]
    assert all(page.find(id=label) for label in labels)
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    levels = [int(one.name[1]) for one in page.select("main :is(h1, h2, h3)")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "path",
    [
        "/-/read/nobody",
        "/-/read/_internal",
        "/-/read/_memory",
        "/-/read/~2E~2E~2Fportal",
        "/-/read/portal/article/999",
        "/-/read/portal/article/9999999999999999999",
        "/-/read/portal/article/-1",
        "/-/read/portal/article/1?version=9",
        "/-/read/portal/article/1?version=x",
        "/-/read/portal/article/1?version=%C2%B2",
        "/-/read/portal/article/abc",
        "/-/read/nobody/search?q=a",
        "/-/file/nobody/picture",
        "/-/file/portal/nothing",
        "/-/file/portal/~2E~2E~2F~2E~2E~2Fetc~2Fpasswd",
        "/-/tables.css.map",
    ],
)
def test_what_is_not_there_is_not_found(reader, path):
    assert reader.get(path).status_code == 404


SLOW = "with+recursive+c(x)+as+(select+1+union+all+select+x%2B1+from+c)+select+count(*)+from+c"


@pytest.mark.parametrize(("question", "told"), [("nonsense", "Statement must be a SELECT"), (SLOW, "took too long")])
def test_a_question_in_sql_that_is_refused_is_answered_in_our_way(reader, question, told):
    """Datasette's own page has neither a language nor our style, and prints the values of all variables into the log."""
    answer = reader.get(f"/portal?sql={question}")
    assert answer.status_code == 400
    assert told in BeautifulSoup(answer.text, "lxml").select_one("main .notice").text
    assert "<textarea" not in answer.text
    data = reader.get(f"/portal.json?sql={question}")
    assert (data.status_code, data.json()["ok"], data.json()["status"]) == (400, False, 400)
    assert told in data.json()["error"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("_sort=nope", "Cannot sort table by nope"),
        ("_sort_desc=zz", "Cannot sort table by zz"),
        ("_timelimit=abc", "abc"),
        ("_through=%7B", "line 1 column 2"),
        ("_size=abc", "_size"),
    ],
)
@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_an_address_without_sense_is_not_understood(reader, capfd, query, told, form):
    answer = reader.get(f"/portal/articles{form}?{query}")
    assert answer.status_code == 400
    assert told in answer.text
    assert "Traceback" not in "".join(capfd.readouterr())


def test_facets_by_section_year_and_kind(reader):
    facets = reader.get("/portal/articles.json?_size=0").json()["facet_results"]
    years = {one["value"]: one["count"] for one in facets["published"]["results"]}
    assert years == {"2012": 6, "2011": 6, "2010": 6, "2009": 6, "2008": 7}
    assert facets["section"]["results"][0]["count"] == 30
    narrowed = facets["published"]["results"][0]["toggle_url"].removeprefix("http://localhost")
    assert reader.get(narrowed).json()["filtered_table_rows_count"] == 6
    again = reader.get(narrowed).json()["facet_results"]["published"]["results"]
    assert [(one["value"], one["selected"]) for one in again] == [("2012", True)]


def test_every_canned_query_answers(reader):
    names = list(reader.room.metadata("queries", database="portal"))
    assert len(names) >= 20
    for name in names:
        values = "&year=2008" if name == "articles_of_a_year" else ""
        answer = reader.get(f"/portal/{name}.json?_shape=objects{values}")
        assert (name, answer.status_code, answer.json().get("error")) == (name, 200, None)
    assert '<a href="/-/read/portal/article/1">1</a>' in reader.get("/portal/newest").text
    assert len(reader.get("/portal/articles_of_a_year.json?year=2008&_shape=array").json()) == 7


def test_hidden_tables_are_shown_with_links_that_lead_somewhere(reader):
    """But for what the search index keeps for itself, whose rows have keys that are no words."""
    tables = [one["href"] for one in soup(reader, "/portal?_show_hidden=1").select("h3 a")]
    assert "/portal/search" in tables
    assert "/portal/drafts" in tables
    for table in tables:
        links = [one["href"] for one in soup(reader, table).select("td.type-pk a")]
        assert {reader.get(link).status_code for link in links[:2]} <= {200}
    assert not [one for one in tables if re.search("search_.*(idx|data|docsize|config)$", one)]
    assert reader.get("/portal/search_idx").status_code == 403
    assert reader.get("/portal.json?sql=SELECT+count(*)+FROM+search").status_code == 200


def test_titles_lead_from_the_table_to_the_text(reader):
    page = soup(reader, "/portal/articles?id=2")
    link = page.select_one('td a[href="/-/read/portal/article/2"]')
    assert link.text.startswith("<img src=x")


def test_described_columns_exist(reader, folder):
    described = reader.room.metadata("tables", database="portal")
    for table, facts in described.items():
        columns = {
            row["name"]
            for row in reader.get(f"/portal.json?sql=select+name+from+pragma_table_info('{table}')&_shape=array").json()
        }
        assert columns, table
        assert set(facts.get("columns", {})) <= columns, table


def test_several_archives_stand_side_by_side(folder, other_folder, open_room):
    opened = open_room(folder, other_folder)
    page = soup(opened, "/")
    assert [a["href"] for a in page.select(".cards a")] == ["/-/read/portal", "/-/read/portal_2"]
    assert opened.get("/-/read/portal_2/article/1").status_code == 200
    assert opened.get("/-/file/portal_2/picture").status_code == 200


def test_the_start_page_and_the_report_count_the_same_files(tmp_path, open_room):
    """Each content once, and what is held only: three articles show one picture, and name two that nobody had."""
    kept = Kept(ArchiveFolder(tmp_path / "counted"))
    for number in (1, 2, 3):
        kept.article(number, "Bài", "<p>x</p>")
        kept.attachment(number, number, kind="image", url=f"{SITE}/a.png", sha256="ab" * 32, capture_id="a")
        kept.attachment(10 + number, number, kind="image", url=f"{SITE}/{min(number, 2)}.png")
    kept.attachment(20, 1, sha256="cd" * 32, capture_id="b")
    folder = kept.done()
    folder.profile.write_text(f"name = 'counted'\ntitle = 'Counted'\nstart = '{SITE}/'\n", "utf-8")
    reader = open_room(folder)
    page = soup(reader, "/-/read/counted")
    figures = {one.dt.text: one.dd.text for one in page.select(".figures div")}
    assert (figures["Documents"], figures["Pictures"]) == ("1", "1")
    link = page.find("a", string=re.compile("does not hold: 2"))
    assert len(reader.get(f"{link['href'].rstrip('?')}.json?_shape=array").json()) == 3
    assert dict(read_report(folder, profile_of(folder)).files) == {"document": 1, "image": 1}


def test_an_empty_archive_says_so(empty, open_room):
    opened = open_room(empty)
    assert "Nothing has been archived yet." in opened.get("/-/read/empty").text
    assert opened.get("/-/read/empty/search?q=a").status_code == 200


def test_a_profile_with_a_byte_order_mark_names_its_archive(empty, open_room):
    empty.profile.write_text('\ufefftitle = "Sở Ví dụ"\n', encoding="utf-8")
    assert "Sở Ví dụ" in open_room(empty).get("/-/read/empty").text


def test_rows_that_a_crawl_writes_now_are_seen(empty, open_room):
    opened = open_room(empty)
    db = open_archive(empty.archive_db)
    assert opened.get("/-/read/empty/article/5").status_code == 404
    assert "Nothing has been archived yet." in opened.get("/-/read/empty").text
    now = "2014-05-06T07:08:09Z"
    row = {"id": 5, "url": "http://portal.example/5", "text": "", "html": "<p>x</p>", "markdown": "", "kind": "page"}
    state = {"status": "live", "first_seen": now, "last_seen": now, "version_count": 1, "word_count": 1}
    db.table("articles").insert(row | state | {"capture_id": "c", "stage": "s"})
    assert opened.get("/-/read/empty/article/5").status_code == 200
    assert "/-/read/empty/article/5" in opened.get("/-/read/empty").text
    db.conn.close()


def test_a_folder_without_an_index_is_named(tmp_path):
    with pytest.raises(ArchiveError, match="archiver rebuild"):
        room([ArchiveFolder(tmp_path)])


def test_an_article_says_what_it_is_about_and_leads_to_what_else_is(reader):
    facts = {row.dt.text: row.dd for row in soup(reader, "/-/read/portal/article/1").select(".facts div")}
    assert facts["Tags"].text == "Đại hội, Chi bộ & Đảng bộ"
    assert facts["Written or issued at"].text == "Đồng Nai"
    assert [link.text for link in facts["Days it speaks of"].select("a")] == ["3 February 1930", "18 June 2008"]
    vietnamese = soup(reader, "/-/read/portal/article/1", "vi")
    assert {"Từ khóa", "Nơi viết hoặc ban hành", "Ngày được nhắc đến"} <= {one.text for one in vietnamese.select("dt")}
    for link in (*facts["Tags"].select("a"), *facts["Days it speaks of"].select("a")):
        path, _, question = link["href"].partition("?")
        assert [row["article_id"] for row in reader.get(f"{path}.json?{question}&_shape=array").json()] == [1]


def test_an_index_of_before_subjects_were_kept_is_shown(tmp_path, open_room):
    folder = ArchiveFolder(tmp_path / "portal")
    fill(folder)
    with closing(open_archive(folder.archive_db)) as db:
        db.execute("DROP TABLE article_subjects")
    page = soup(open_room(folder), "/-/read/portal/article/1")
    assert "Tags" not in {one.text for one in page.select("dt")}


def test_files_and_pictures_are_called_as_the_article_calls_them(tmp_path, reader, open_room):
    page = soup(reader, "/-/read/portal/article/1")
    (file,) = page.select(".files li")
    assert file.a.text == "Quyết định số 37 & phụ lục"
    assert file.p.text.startswith('Quyết định "37".pdf · ')
    (picture,) = page.select(".pictures li")
    assert (picture.img["alt"], picture.p.text) == ("Toàn cảnh Đại hội", "Toàn cảnh Đại hội")
    folder = ArchiveFolder(tmp_path / "portal")
    fill(folder)
    with closing(open_archive(folder.archive_db)) as db:  # as an index of before has it
        db.execute("ALTER TABLE attachments DROP COLUMN label")
    older = soup(open_room(folder), "/-/read/portal/article/1")
    assert (older.select_one(".files li").a.text, older.select_one(".pictures img")["alt"]) == (
        'Quyết định "37".pdf',
        "anh.png",
    )


def test_a_file_without_text_says_why_and_one_with_text_what_was_left_out(tmp_path, open_room):
    """A scan looked like a file that nobody had read."""
    kept = Kept(ArchiveFolder(tmp_path / "notes"))
    kept.article(1, "Bài", "<p>x</p>")
    for number, text in ((1, ""), (2, ""), (3, "chữ"), (4, "")):
        kept.attachment(number, 1, sha256=str(number) * 64, capture_id="a", text=text)
    folder = kept.done()
    scan = "2 of 2 pages without text: a scan, perhaps"
    read = {"version": 2, "repairs": "[]", "detail": None}
    with closing(open_archive(folder.archive_db)) as db:
        db.table("documents").insert_all(
            [
                read | {"sha256": "1" * 64, "outcome": "empty", "detail": scan, "repairs": f'["{scan}"]'},
                read | {"sha256": "2" * 64, "outcome": "unreadable", "detail": "the PDF is protected by a password"},
                read
                | {"sha256": "3" * 64, "outcome": "read", "repairs": '["TCVN3 to Unicode", "page 3 cannot be read"]'},
            ]
        )
    told = {
        "en": [
            f"there is no text in it: {scan}",
            "its text cannot be read: the PDF is protected by a password",
            "Mended or left out: TCVN3 to Unicode; page 3 cannot be read",
        ],
        "vi": [
            "không có chữ nào trong tệp: 2 trên 2 trang không có chữ: có lẽ là bản quét",
            "nội dung không đọc được: tệp PDF được bảo vệ bằng mật khẩu",
            "Đã sửa hoặc bỏ qua: TCVN3 to Unicode; trang 3 không đọc được",
        ],
    }
    room = open_room(folder)
    for language, notes in told.items():
        files = soup(room, "/-/read/notes/article/1", language).select(".files li")
        assert [note in file.text for note, file in zip(notes, files, strict=False)] == [True] * 3
        assert len(files[3].select("p")) == len(files[0].select("p")) - 1
    with closing(open_archive(folder.archive_db)) as db:  # as an index of before has it
        db.execute("DROP TABLE documents")
    assert len(soup(open_room(folder), "/-/read/notes/article/1").select(".files li")) == 4


def call(db, titles: dict[int, str]) -> None:
    """Give articles other titles; the index follows rows that come and go."""
    db.execute("PRAGMA foreign_keys = OFF")
    for number, title in titles.items():
        row = next(db.query("SELECT * FROM articles WHERE id = ?", [number]))
        db.execute("DELETE FROM articles WHERE id = ?", [number])
        db["articles"].insert(row | {"title": title})


def test_similar_articles_share_words_of_the_title_or_tags(tmp_path, open_room):
    folder = ArchiveFolder(tmp_path / "portal")
    fill(folder)
    with closing(open_archive(folder.archive_db)) as db, db.conn:
        call(db, {10: "Đại hội Đảng bộ huyện", 11: "Tin thể thao", 12: "Hội đồng nhân dân"})
        db.execute("INSERT INTO article_subjects VALUES (11, 'tag', 1, 'Chi bộ & Đảng bộ')")
    room = open_room(folder)
    similar = room.get("/-/read/portal/article/1/similar.json").json()
    assert (similar["id"], similar["title"]) == (1, "Đại hội đảng bộ khối")
    assert [one["id"] for one in similar["similar"]] == [10, 11]
    assert similar["similar"][0]["page"].endswith("/-/read/portal/article/10")
    page = soup(room, "/-/read/portal/article/1/similar")
    assert [link["href"].rpartition("/")[2] for link in page.select(".hits a")] == ["10", "11"]
    assert (
        soup(room, "/-/read/portal/article/1")
        .find("a", string="Similar articles")["href"]
        .endswith("/article/1/similar")
    )
    for number in ("999", "9223372036854775808"):
        assert room.get(f"/-/read/portal/article/{number}/similar").status_code == 404
    with closing(open_archive(folder.archive_db)) as db, db.conn:
        db.execute("UPDATE articles SET title = NULL WHERE id = 11")
        db.execute("DROP TABLE article_subjects")
    assert room.get("/-/read/portal/article/11/similar.json").json()["similar"] == []
    assert "Nothing in the archive resembles it." in room.get("/-/read/portal/article/11/similar").text


def test_a_sign_between_two_words_of_a_title_does_not_part_them(tmp_path, open_room):
    folder = ArchiveFolder(tmp_path / "portal")
    fill(folder)
    with closing(open_archive(folder.archive_db)) as db, db.conn:
        call(db, {10: "Dân vận", 11: "Nhân dân", 12: "Nhân _ dân"})
        db.execute("DELETE FROM article_subjects")
    similar = open_room(folder).get("/-/read/portal/article/12/similar.json").json()
    assert [one["id"] for one in similar["similar"]] == [11]


def test_the_command_that_keeps_a_page_now_is_shown(reader):
    command = soup(reader, "/-/read/portal/article/1").select_one('[aria-labelledby="keep"] pre').text
    assert command == f"archiver crawl --archive portal --url '{SITE}/Pages/newsdetail.aspx?NewsId=1'"
    assert not soup(reader, "/-/read/portal/article/2").select('[aria-labelledby="keep"]')  # its address is a script


def test_an_article_on_several_pages_leads_to_each_of_them_as_it_looked(other_folder, open_room):
    with closing(open_archive(other_folder.archive_db)) as db:
        db.table("version_leaves").insert_all(
            {"article_id": 1, "number": 2, "leaf": leaf, "capture_id": capture, "last_capture_id": capture}
            for leaf, capture in enumerate((PAGE_ID, "picture"), 1)
        )
    reader = open_room(other_folder)
    (english,) = [one for one in soup(reader, "/-/read/portal/article/1").select("p") if "over 2 pages" in one.text]
    (vietnamese,) = [
        one for one in soup(reader, "/-/read/portal/article/1", "vi").select("p") if "thành 2 trang" in one.text
    ]
    assert [link["href"] for link in english.select("a")] == [link["href"] for link in vietnamese.select("a")]
    assert [link.text for link in english.select("a")] == ["1", "2"]
    assert f"{SITE}/anh.png" in english.select("a")[1]["href"]
    assert "over 2 pages" not in soup(reader, "/-/read/portal/article/1?version=1").text
