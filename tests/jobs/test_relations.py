"""Articles with passages in common are linked and stay articles of their own, the same in whatever order they came."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from recorded import HOST, MORNING, Recorder, assert_a_rebuild_is_the_same, profile
from sqlite_utils import Database

from archiver.jobs.ingest import ingest
from archiver.jobs.relate import relate
from archiver.layout import ArchiveFolder
from archiver.store.database import create_archive
from archiver.store.relations import NEIGHBOURS

_SYLLABLES = [first + rest for first in ("b", "c", "đ", "gi", "kh", "l", "m", "nh", "ph", "th") for rest in ("an", "ường", "iệt", "ông", "ấp", "uyên", "ới", "ăng")]  # fmt: skip


def prose(seed: int, count: int) -> str:
    """Sentences of so many words that no other seed gives."""
    chance = random.Random(seed)
    words = [chance.choice(_SYLLABLES) for _ in range(count)]
    return " ".join(f"{word.capitalize()}" if n % 14 == 0 else f"{word}." if n % 14 == 13 else word for n, word in enumerate(words))  # fmt: skip


def page(title: str, *paragraphs: str, date: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head><body><main><article>"
        f"<h1>{title}</h1>{date and f'<p class=date>Ngày đăng: {date}</p>'}<div class=noidung>{body}</div></article></main></body></html>"
    ).encode()


def kept(root: Path, *crawls: dict[str, bytes]) -> ArchiveFolder:
    folder = ArchiveFolder(root / "so-vi-du")
    root.mkdir(exist_ok=True)
    for number, shown in enumerate(crawls):
        recorder = Recorder(folder.root, crawl=f"crawl-{number}", begin=MORNING + timedelta(days=number))
        for path, body in shown.items():
            recorder.fetch(path, body, role="item")
        recorder.finish()
        ingest(folder, profile())
    assert_a_rebuild_is_the_same(folder)
    return folder


def relations(folder: ArchiveFolder) -> list[tuple]:
    """(later, earlier, kind, direction, share, share of the other), by path."""
    with closing(sqlite3.connect(folder.archive_db)) as db:
        found = db.execute(
            "SELECT a.url, o.url, r.kind, r.direction, r.share, r.other_share FROM article_relations r"
            " JOIN articles a ON a.id = r.article_id JOIN articles o ON o.id = r.other_id"
        ).fetchall()
    return sorted((one.removeprefix(HOST), other.removeprefix(HOST), *rest) for one, other, *rest in found)


def report(week: int, *, day: str) -> bytes:
    body = prose(1, 200), f"Trong tuần đã tiếp nhận {100 + week} hồ sơ của công dân.", prose(2, 60)
    return page("Báo cáo công tác tuần", *body, date=day)


def test_weekly_reports_are_linked_with_each_other_and_are_never_one(tmp_path):
    weeks = {f"/bao-cao-{week}": report(week, day=f"{week:02}/03/2026") for week in (2, 9, 16)}
    folder = kept(tmp_path, weeks | {"/khac": page("Tin khác", prose(3, 200))})
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert db.execute("SELECT count(*), max(version_count) FROM articles").fetchone() == (4, 1)
    pairs = [("/bao-cao-16", "/bao-cao-2"), ("/bao-cao-16", "/bao-cao-9"), ("/bao-cao-9", "/bao-cao-2")]
    assert relations(folder) == [(*pair, "near-duplicate", "equal", 1.0, 1.0) for pair in pairs]


def test_a_release_that_sections_quote_is_linked_with_the_share_in_common(tmp_path):
    release = prose(1, 140)
    folder = kept(
        tmp_path,
        {
            "/thong-cao": page("Thông cáo báo chí", release, date="01/03/2026"),
            "/tin-1": page("Sở họp báo", prose(2, 140), release, prose(3, 70), date="02/03/2026"),
            "/tin-2": page("Về thông cáo của Sở", prose(4, 280), release, date="03/03/2026"),
        },
    )
    assert relations(folder) == [
        ("/tin-1", "/thong-cao", "quotation", "holds", 0.4, 1.0),
        ("/tin-2", "/thong-cao", "quotation", "holds", 0.333, 1.0),
    ]


def test_one_text_with_two_dates_is_two_articles_of_the_same_text(tmp_path):
    first, second = (page("Thư chúc Tết", prose(1, 120), date=day) for day in ("01/02/2025", "01/02/2026"))
    folder = kept(tmp_path, {"/thu-2025": first, "/thu-2026": second})
    assert relations(folder) == [("/thu-2026", "/thu-2025", "same-text", "equal", 1.0, 1.0)]


def test_a_relation_goes_when_the_text_that_held_it_does(tmp_path):
    one, other = page("Một", prose(1, 120), prose(2, 30)), page("Hai", prose(1, 120))
    assert len(relations(kept(tmp_path / "a", {"/1": one, "/2": other}))) == 1
    assert relations(kept(tmp_path / "b", {"/1": one, "/2": other}, {"/1": page("Một", prose(5, 150))})) == []


ROW = {"html": "", "markdown": "", "kind": "article", "status": "live", "version_count": 1, "word_count": 0} | {
    "last_seen": "2026-01-01T00:00:00.000000Z",
    "capture_id": "c",
    "stage": "s",
}


def put(db: Database, number: int, text: str, day: str) -> None:
    db["articles"].insert(ROW | {"id": number, "url": f"/{number}", "text": text, "first_seen": f"{day}T00:00:00Z"})


def all_rows(db: Database) -> list[tuple]:
    tables = ("article_relations", "article_passages", "article_marks")
    return [row for table in tables for row in sorted(db.execute(f"SELECT * FROM {table}").fetchall())]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_comes_changes_and_goes_the_relations_are_those_of_what_is_there(tmp_path, seed):
    """Families larger than what one is compared with: who is beside whom changes with each that comes or goes."""
    chance = random.Random(seed)
    texts = [prose(n, 90) + " " + prose(100 + n // 3, 60) for n in range(6)]
    with closing(create_archive(tmp_path / "one.db")) as one, closing(create_archive(tmp_path / "two.db")) as two:
        rows: dict[int, tuple[str, str]] = {}
        for _ in range(8):
            for _ in range(chance.randint(1, 12)):
                number = chance.randint(1, 60)
                if rows.pop(number, None) is not None:
                    one.execute("DELETE FROM articles WHERE id = ?", [number])
                if chance.random() < 0.8:
                    rows[number] = chance.choice(texts), f"2026-01-{chance.randint(1, 28):02}"
                    put(one, number, *rows[number])
            with one.atomic():
                relate(one)
        for number, (text, day) in rows.items():
            put(two, number, text, day)
        with two.atomic():
            relate(two)
        assert all_rows(one) == all_rows(two)
        assert two.execute("SELECT count(*) FROM article_relations").fetchone()[0] > 0


def test_a_thousand_reports_make_no_million_pairs(tmp_path):
    with closing(create_archive(tmp_path / "archive.db")) as db:
        text = prose(1, 120)
        for number in range(300):
            put(db, number, f"{text} Tuần {number}.", f"2026-{1 + number // 28:02}-{1 + number % 28:02}")
        with db.atomic():
            relate(db)
        (count,) = db.execute("SELECT count(*) FROM article_relations").fetchone()
        assert count == NEIGHBOURS * 300 - NEIGHBOURS * (NEIGHBOURS + 1) // 2
        nearest = db.execute("SELECT max(article_id - other_id) FROM article_relations").fetchone()
        assert nearest == (NEIGHBOURS,)
