"""A short article beside the teasers of others looks like a list by itself; its layout tells, whenever that is known."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from recorded import HOST, assert_a_rebuild_is_the_same, capture, profile, visit

from archiver.jobs.examine import examine
from archiver.jobs.ingest import ingest
from archiver.jobs.prove import prove
from archiver.layout import ArchiveFolder

PLACES = ("Bình An", "Hòa Bình", "Tân Lập", "Phú Mỹ", "Long Khánh", "Xuân Lộc", "Định Quán", "Cẩm Mỹ")
LONG, SHORT = range(1, 9), range(9, 12)


def sentence(number: int) -> str:
    chance = random.Random(number)
    return (
        f"Đoàn công tác số {chance.randint(10, 99)} đã về {chance.choice(PLACES)} và {chance.choice(PLACES)} để nghe "
        f"{chance.randint(2, 40)} hộ dân trình bày về việc làm đường, điện và nước sạch trong năm {number}."
    )


def title(number: int) -> str:
    return f"Hội nghị thứ {number} của {PLACES[number % 8]} về nước sạch"


def text(number: int) -> str:
    return "\n".join(sentence(100 * number + line) for line in range(9 if number in LONG else 2))


def story(number: int) -> bytes:
    """A page of which six others are quoted at the side."""
    others = [other for other in range(1, 40) if other != number][number % 5 :][:6]
    beside = "".join(
        f"<div class=o><h4><a href=/chuyen/{other}.html>{title(other)}</a></h4><p>{sentence(100 * other)}</p></div>"
        for other in others
    )
    lines = "".join(f"<p>{line}</p>" for line in text(number).split("\n"))
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title(number)}</title></head><body><div class=giua>"
        f"<h1>{title(number)}</h1><div class=loi>{lines}</div></div><div class=phai>{beside}</div></body></html>"
    ).encode()


def listed(begin: int) -> bytes:
    """A list in the clothes of the articles."""
    rows = "".join(
        f"<h4><a href=/chuyen/{other}.html>{title(other)}</a></h4><p>{sentence(100 * other)}</p>"
        for other in range(begin, begin + 12)
    )
    return story(1).replace(text(1).split("\n")[0].encode(), b"").split(b"<h1>")[0] + (
        f"<h1>Tin tức</h1><div class=loi>{rows}</div></div></body></html>".encode()
    )


def kept(root: Path, numbers: list[int], *, at_once: int = 99, day: int = 0) -> ArchiveFolder:
    """The archive after crawls of so many pages each, a day after the other."""
    pages = [*((f"/chuyen/{number}.html", story(number)) for number in numbers), ("/danh-sach/1", listed(1))]
    for begin in range(0, len(pages), at_once):
        ingest(visit(root, day + begin, *pages[begin : begin + at_once]), profile())
    return ArchiveFolder(root)


def rows(folder: ArchiveFolder, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query).fetchall()


def test_by_itself_it_looks_like_a_list():
    found = examine(capture("/chuyen/9.html", story(9)), profile())
    assert (found.reason, found.observation) == ("listing", None)
    assert found.aside is not None
    assert examine(capture("/chuyen/1.html", story(1)), profile()).aside is None
    assert examine(capture("/tin-tuc", story(9), role="listing", section="tin-tuc"), profile()).aside is None


@pytest.mark.parametrize("at_once", [1, 99])
@pytest.mark.parametrize("order", [[*SHORT, *LONG], [*LONG, *SHORT]])
def test_with_the_others_it_is_an_article(tmp_path, order, at_once):
    folder = kept(tmp_path / "so-vi-du", order, at_once=at_once)
    assert dict(rows(folder, "SELECT title, text FROM articles")) == {title(n): text(n) for n in (*LONG, *SHORT)}
    assert {url for (url,) in rows(folder, "SELECT url FROM set_aside")} == {
        f"{HOST}/danh-sach/1",
        *(f"{HOST}/chuyen/{n}.html" for n in SHORT),
    }
    assert prove(folder, f"{HOST}/chuyen/9.html", profile()).holds
    learned = rows(folder, "SELECT learned_from FROM templates")
    aside = rows(folder, "SELECT * FROM set_aside ORDER BY 1")
    assert not any(capture in told for (told,) in learned for capture, *_ in aside), "it teaches nothing"
    assert_a_rebuild_is_the_same(folder)
    assert rows(folder, "SELECT learned_from FROM templates") == learned
    assert rows(folder, "SELECT * FROM set_aside ORDER BY 1") == aside


def test_where_too_few_pages_are_known_it_stays_aside_and_a_second_visit_changes_nothing(tmp_path):
    root = tmp_path / "so-vi-du"
    folder = kept(root, [1, 9])
    assert rows(folder, "SELECT title FROM articles") == [(title(1),)]
    folder = kept(root, [*LONG, 9], day=1)
    known = rows(folder, "SELECT title, version_count, first_seen, last_seen FROM articles WHERE title LIKE '% 9 %'")
    assert [row[:2] for row in known] == [(title(9), 1)]
    assert known[0][2] < known[0][3], "the visit when nobody could tell is one of it too"
    assert_a_rebuild_is_the_same(folder)
