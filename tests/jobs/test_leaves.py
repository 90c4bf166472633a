"""A text that the portal spreads over several pages is one article, whatever came when, and each of its versions is proved."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import recorded
from recorded import HOST, assert_a_rebuild_is_the_same, page, profile

from archiver.jobs.ingest import ingest
from archiver.jobs.leaves import in_one
from archiver.jobs.prove import prove
from archiver.layout import ArchiveFolder
from archiver.model import Draft, Link

TITLE = "Văn kiện Đại hội"
PLACES = {1: "Bình An", 2: "Hòa Bình", 3: "Tân Lập"}


def leaf(number: int, *, of: int = 3, title: str = TITLE, word: str = "") -> tuple[str, bytes]:
    """The address of one page of the text, and the page."""
    numbers = " ".join(
        f"<b>{n}</b>" if n == number else f"<a href='/van-kien/{f'{n}/' if n > 1 else ''}'>{n}</a>"
        for n in range(1, of + 1)
    )
    path = f"/van-kien/{number}/" if number > 1 else "/van-kien/"
    return path, page(title, word or PLACES[number], links=f"<div>Trang: {numbers}</div>")


def visit(root: Path, day: int, *leaves: tuple[str, bytes], lost: tuple[str, ...] = ()) -> ArchiveFolder:
    folder = recorded.visit(root, day, *leaves, lost=lost)
    ingest(folder, profile())
    return folder


def rows(folder: ArchiveFolder, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query).fetchall()


def places(folder: ArchiveFolder) -> list[list[str]]:
    """What each version of the one article speaks of, in its order."""
    texts = rows(folder, "SELECT text FROM versions ORDER BY number")
    known = (*PLACES.values(), "Xuân Lộc")
    return [sorted((word for word in known if word in text), key=text.index) for (text,) in texts]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3)])
def test_its_pages_are_one_article_in_whatever_order_they_came(tmp_path, order):
    folder = visit(tmp_path / "so-vi-du", 0, *(leaf(number) for number in order))
    assert rows(folder, "SELECT url, title, version_count FROM articles") == [(f"{HOST}/van-kien/", TITLE, 1)]
    assert places(folder) == [list(PLACES.values())]
    assert len(rows(folder, "SELECT url FROM article_urls")) == 3
    assert rows(folder, "SELECT leaf, capture_id = last_capture_id FROM version_leaves") == [(1, 1), (2, 1), (3, 1)]
    for path in ("/van-kien/", "/van-kien/3/"):
        proof = prove(folder, HOST + path, profile())
        assert proof.holds
        assert [one.url for one in proof.evidence] == [f"{HOST}{leaf(number)[0]}" for number in (1, 2, 3)]
    assert_a_rebuild_is_the_same(folder)


def test_a_page_that_changed_is_one_new_version_and_one_that_is_not_asked_for_again_stands(tmp_path):
    root = tmp_path / "so-vi-du"
    visit(root, 0, *map(leaf, (1, 2, 3)))
    visit(root, 1, *map(leaf, (1, 2, 3)))
    visit(root, 2, leaf(2, word="Xuân Lộc"), leaf(1))
    folder = visit(root, 3, leaf(1))
    assert places(folder) == [["Bình An", "Hòa Bình", "Tân Lập"], ["Bình An", "Xuân Lộc", "Tân Lập"]]
    assert prove(folder, f"{HOST}/van-kien/", profile(), 1).holds
    assert prove(folder, f"{HOST}/van-kien/", profile(), 2).holds
    assert_a_rebuild_is_the_same(folder)


def test_a_page_that_is_asked_for_alone_makes_a_version_of_the_whole(tmp_path):
    root = tmp_path / "so-vi-du"
    visit(root, 0, *map(leaf, (1, 2, 3)))
    folder = visit(root, 1, leaf(3, word="Xuân Lộc"))
    assert places(folder) == [["Bình An", "Hòa Bình", "Tân Lập"], ["Bình An", "Hòa Bình", "Xuân Lộc"]]
    assert prove(folder, f"{HOST}/van-kien/", profile()).holds
    assert_a_rebuild_is_the_same(folder)


def test_a_page_that_the_portal_took_away_is_no_part_of_what_it_shows(tmp_path):
    root = tmp_path / "so-vi-du"
    visit(root, 0, *map(leaf, (1, 2, 3)))
    folder = visit(root, 1, leaf(1, of=2), leaf(2, of=2), lost=("/van-kien/3/",))
    assert places(folder) == [["Bình An", "Hòa Bình", "Tân Lập"], ["Bình An", "Hòa Bình"]]
    assert rows(folder, "SELECT status FROM articles") == [("live",)]
    assert_a_rebuild_is_the_same(folder)


def test_texts_of_other_titles_stay_apart_and_so_do_pages_whose_first_is_not_there(tmp_path):
    folder = visit(
        tmp_path / "so-vi-du", 0, leaf(1), leaf(2, title="Nghị quyết khác"), leaf(3, title=f"{TITLE} (trang 3)")
    )
    assert len(rows(folder, "SELECT 1 FROM articles")) == 2
    alone = visit(tmp_path / "hai", 0, leaf(2), leaf(3))
    assert len(rows(alone, "SELECT 1 FROM articles")) == 2
    assert_a_rebuild_is_the_same(folder)


def test_a_page_that_repeats_the_text_adds_nothing():
    draft = Draft(kind="article", title=TITLE, text="Một đoạn", html="<p>Một đoạn</p>", markdown="Một đoạn\n")
    other = replace(draft, links=(Link(url=f"{HOST}/b.jpg", text="", kind="image"),))  # of the comments that are turned
    assert in_one([draft, draft]) == draft
    assert in_one([draft, other]) == draft


def test_files_and_signature_of_the_last_page_are_the_article_s():
    link = Link(url=f"{HOST}/a.pdf", text="Toàn văn", kind="document")
    first = Draft(kind="article", title=TITLE, text="Một", html="<p>Một</p>", markdown="Một\n", published="2015-03-12")
    last = Draft(
        kind="article", title=TITLE, text="Hai", html="<p>Hai</p>", markdown="Hai\n", author="Lê Hà", links=(link,)
    )
    whole = in_one([first, last])
    assert (whole.text, whole.html, whole.markdown) == ("Một\nHai", "<p>Một</p>\n<p>Hai</p>", "Một\n\nHai\n")
    assert (whole.author, whole.published, whole.links) == ("Lê Hà", "2015-03-12", (link,))
