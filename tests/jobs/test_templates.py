"""Pages of an archive that no name tells are read with what others of their layout have in common, whichever way they came."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from killing import cut_off
from recorded import HOST, MORNING, Recorder, page, profile
from sqlite_utils import Database

from archiver.extract.site_template import MOST
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.ingest import conclude, ingest
from archiver.jobs.lessons import Lessons
from archiver.jobs.prove import prove
from archiver.jobs.read_again import learn_and_read_again
from archiver.jobs.rebuild import rebuild
from archiver.jobs.taking import Source, look_at, retry_revisits, settle_everything, settle_keys, take_in
from archiver.layout import ArchiveFolder
from archiver.model import Capture
from archiver.store.database import create_archive, open_archive
from archiver.store.dump import canonical_dump
from archiver.store.ledger import Ledger
from archiver.store.marks import last_number, set_ledger_mark
from archiver.store.migrations import migrations
from archiver.warc.reader import Exchange, scan

NOTICE = "Bản tin nội bộ, phát hành vào thứ hai hằng tuần"
PLACES = ("Bình An", "Hòa Bình", "Tân Lập", "Phú Mỹ", "Long Khánh", "Xuân Lộc", "Định Quán", "Cẩm Mỹ")
_TOLD = ("templates", "observations", "drafts", "mentions", "to_read")


def words_of(number: int) -> str:
    chance = random.Random(number)
    lines = (
        f"Đoàn công tác số {chance.randint(10, 99)} đã về {chance.choice(PLACES)} và {chance.choice(PLACES)} để nghe "
        f"{chance.randint(2, 40)} hộ dân trình bày về việc làm đường, điện và nước sạch trong năm {number}."
        for _ in range(4)
    )
    return "".join(f"<p>{line}</p>" for line in lines)


def story(number: int, *, beside: str = "", new: bool = False, words: str = "") -> bytes:
    """A page that neither our profile nor a platform's names tell; under its text stands what stands under every other."""
    head = f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>Chuyện số {number}</title></head>"
    body = words or words_of(number)
    if new:
        return (
            f"{head}<body class=moi><div class=khung><div class=cot-a><h1 class=ten>Chuyện số {number}</h1>"
            f"<div class=chu>{body}</div></div><div class=cot-b><p>{NOTICE}</p></div><div class=day>{beside}</div></div></body></html>"
        ).encode()
    return (
        f"{head}<body><div class=tren><span>{beside}</span></div><div class=giua><h1>Chuyện số {number}</h1>"
        f"<div class=loi>{body}</div></div><div class=hop><p>{NOTICE}</p></div></body></html>"
    ).encode()


def recorded_stories(root: Path, numbers: range, *, days: int = 0, beside: str = "", **how: bool) -> Recorder:
    recorder = Recorder(root, crawl=f"crawl-{days}", begin=MORNING + timedelta(days=days))
    for number in numbers:
        recorder.fetch(f"/chuyen/{number}.html", story(number, beside=beside, **how), role="item")
    return recorder


def rows(folder: ArchiveFolder, query: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query, values).fetchall()


def captures_of(folder: ArchiveFolder) -> list[Capture]:
    return [found.capture for path in folder.warc_files() for found in scan(path) if isinstance(found, Exchange)]


def dump(folder: ArchiveFolder) -> list[bytes]:
    return list(canonical_dump(folder.archive_db))


def state(folder: ArchiveFolder) -> tuple[object, ...]:
    """All that a rebuild must give again."""
    with closing(sqlite3.connect(folder.archive_db)) as db:
        tables = [
            sorted(repr(sorted(row.items())) for row in Database(db).query(f"SELECT * FROM {table}")) for table in _TOLD
        ]
    return dump(folder), *tables


def stands_again(folder: ArchiveFolder, processes: int = 1) -> None:
    live = state(folder)
    rebuild(folder, profile(), processes=processes)
    assert state(folder) == live


def texts(folder: ArchiveFolder) -> dict[str, str]:
    return dict(rows(folder, "SELECT url, text FROM articles"))


def test_what_stands_under_every_page_is_no_text_of_any_and_a_rebuild_agrees(tmp_path):
    recorder = recorded_stories(tmp_path / "two", range(2))
    recorder.finish()
    ingest(recorder.folder, profile())
    assert all(NOTICE in text for text in texts(recorder.folder).values()), "the case is none: a page alone sees it"
    recorder = recorded_stories(tmp_path / "six", range(6))
    recorder.finish()
    ingest(recorder.folder, profile())
    found = texts(recorder.folder)
    assert len(found) == 6
    assert not any(NOTICE in text for text in found.values())
    assert {stage for (stage,) in rows(recorder.folder, "SELECT stage FROM articles")} == {"site template"}
    ((pages, learned_from),) = rows(recorder.folder, "SELECT pages, learned_from FROM templates")
    assert (pages, len(json.loads(learned_from))) == (6, 6)
    stands_again(recorder.folder)
    stands_again(recorder.folder, processes=2)
    assert all(prove(recorder.folder, url, profile()).holds for url in found)


def test_a_proof_learns_once_more_from_the_record_what_the_index_keeps(tmp_path):
    recorder = recorded_stories(tmp_path / "so-vi-du", range(12))
    recorder.finish()
    folder = recorder.folder
    ingest(folder, profile())
    with closing(sqlite3.connect(folder.archive_db)) as db:
        db.execute("UPDATE templates SET traces = ?", [b"not what was learned"])
        db.commit()
    proof = prove(folder, f"{HOST}/chuyen/7.html", profile())
    assert proof.holds
    assert proof.stage == "site template"
    assert proof.taught_by == tuple(one for (one,) in rows(folder, "SELECT id FROM captures ORDER BY fetched_at"))


def test_a_page_that_was_captured_before_there_was_a_template_gets_no_version_by_it(tmp_path):
    root = tmp_path / "so-vi-du"
    recorded_stories(root, range(2)).finish()
    folder = ArchiveFolder(root)
    ingest(folder, profile())
    assert all(NOTICE in text for text in texts(folder).values())
    recorded_stories(root, range(6), days=1, beside="Lượt xem: 7").finish()
    ingest(folder, profile())
    assert not any(NOTICE in text for (text,) in rows(folder, "SELECT text FROM versions"))
    assert rows(folder, "SELECT count(*), max(version_count) FROM articles") == [(6, 1)]
    assert rows(folder, "SELECT count(*) FROM observations") == [(8,)]
    stands_again(folder)


def test_the_first_pages_teach_and_later_crawls_read_their_own_pages_alone(tmp_path):
    root = tmp_path / "so-vi-du"
    recorded_stories(root, range(MOST + 3)).finish()
    folder = ArchiveFolder(root)
    read: list[int] = []
    ingest(folder, profile(), on_template=read.append)
    assert sum(read) == MOST + 3
    learned = rows(folder, "SELECT * FROM templates")
    recorded_stories(root, range(MOST, MOST + 20), days=1, beside="Lượt xem: 7").finish()
    read.clear()
    ingest(folder, profile(), on_template=read.append)
    assert rows(folder, "SELECT * FROM templates") == learned
    assert not read, "what is known when a page is taken in need not be told to it again"
    assert not any(NOTICE in text for text in texts(folder).values())
    ingest(folder, profile(), on_template=read.append)
    assert not read
    stands_again(folder)


def test_a_day_on_which_the_newest_pages_were_all_published_is_theirs(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    for number in range(12):
        dated = story(number).replace(b"</h1>", b"</h1><span class=luc>28/02/2026</span>")
        recorder.fetch(f"/chuyen/{number}.html", dated, role="item")
    recorder.finish()
    ingest(recorder.folder, profile())
    assert rows(recorder.folder, "SELECT DISTINCT published, stage FROM articles") == [("2026-02-28", "site template")]
    stands_again(recorder.folder)


def test_pages_that_names_tell_teach_nothing(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    for number, place in enumerate(PLACES):
        recorder.fetch(f"/bai-{number}", page(f"Tin về {place}", place), role="item")
    recorder.finish()
    read: list[int] = []
    ingest(recorder.folder, profile(), on_template=read.append)
    assert not read
    assert rows(recorder.folder, "SELECT count(*), count(read_with) FROM observations") == [(len(PLACES), 0)]
    assert rows(recorder.folder, "SELECT * FROM templates") == rows(recorder.folder, "SELECT * FROM to_read") == []


def test_a_redesign_opens_a_layout_of_its_own_and_makes_no_version(tmp_path):
    root = tmp_path / "so-vi-du"
    recorded_stories(root, range(6)).finish()
    folder = ArchiveFolder(root)
    ingest(folder, profile())
    (first,) = rows(folder, "SELECT * FROM templates")
    recorded_stories(root, range(8), days=1, new=True).finish()
    ingest(folder, profile())
    assert rows(folder, "SELECT number, pages FROM templates ORDER BY number") == [(1, 6), (2, 8)]
    assert rows(folder, "SELECT * FROM templates WHERE number = 1") == [first]
    assert rows(folder, "SELECT count(*), max(version_count) FROM articles") == [(8, 1)]
    assert not any(NOTICE in text for text in texts(folder).values())
    stands_again(folder)


def test_what_is_captured_again_unchanged_or_at_another_address_says_the_same(tmp_path):
    root = tmp_path / "so-vi-du"
    recorder = recorded_stories(root, range(3))
    recorder.fetch("/in/chuyen/1.html", story(1), role="page")  # the same bytes: its record names the first one
    recorder.fetch("/chuyen/0.html", story(0), role="item")
    recorder.finish()
    folder = ArchiveFolder(root)
    ingest(folder, profile())
    assert rows(folder, "SELECT count(*) FROM captures WHERE revisit_of IS NOT NULL") == [(2,)]
    recorded_stories(root, range(3, 7), days=1).finish()
    ingest(folder, profile())
    assert rows(folder, "SELECT count(*), count(DISTINCT draft), count(DISTINCT read_with) FROM observations") == [(9, 7, 1)]  # fmt: skip
    assert rows(folder, "SELECT count(*), max(version_count) FROM articles") == [(7, 1)]
    stands_again(folder)


def test_older_captures_that_are_imported_teach_instead_in_whatever_order_they_come(tmp_path):
    """Texts of a year ago, and some of next month."""
    files = []
    for name, numbers, days in (("a", range(100, 100 + MOST), -400), ("b", range(3, 9), 30)):
        recorder = recorded_stories(tmp_path / name, numbers, days=days)
        recorder.close()
        paths = recorder.folder.warc_files()
        files.append([Incoming(path, f"{name}-{path.name}", str(path)) for path in paths])
    texts_of_turns = []
    for turn, order in enumerate((files, files[::-1])):
        root = tmp_path / f"turn-{turn}"
        recorded_stories(root, range(6)).finish()
        folder = ArchiveFolder(root)
        ingest(folder, profile())
        before = rows(folder, "SELECT digest FROM templates")
        for some in order:
            import_files(folder, profile(), some)
        assert rows(folder, "SELECT digest FROM templates") != before
        assert rows(folder, "SELECT max(fetched_at) < '2026' FROM observations, templates, json_each(learned_from)"
                            " WHERE capture_id = value") == [(1,)]  # fmt: skip
        assert not any(NOTICE in text for text in texts(folder).values())
        texts_of_turns.append(rows(folder, "SELECT url, text, html FROM articles ORDER BY url"))
        stands_again(folder)
    assert texts_of_turns[0] == texts_of_turns[1]


@pytest.mark.parametrize("after", [0.05, 0.15, 0.3, 0.45])
def test_cut_off_at_any_time_the_next_ingest_makes_the_same(tmp_path, after):
    root = tmp_path / "so-vi-du"
    recorded_stories(root, range(2)).finish()
    folder = ArchiveFolder(root)
    ingest(folder, profile())
    recorded_stories(root, range(30), days=1, beside="Lượt xem: 7").finish()
    cut_off(lambda: ingest(folder, profile()), after=after)
    ingest(folder, profile())
    assert rows(folder, "SELECT * FROM to_read") == []
    assert rows(folder, "SELECT max(version_count) FROM articles") == [(1,)]
    stands_again(folder)


@pytest.fixture(scope="module")
def lively(tmp_path_factory):
    """Two crawls: texts that stay, one that is edited, one at a second address, a redesign; and the captures of both."""
    root = tmp_path_factory.mktemp("lively") / "so-vi-du"
    recorded_stories(root, range(5)).finish()
    recorder = recorded_stories(root, range(4), days=1)
    recorder.fetch("/chuyen/4.html", story(4, words=words_of(4) + "<p>Cuộc họp kết thúc lúc mười một giờ trưa.</p>"))
    recorder.fetch("/in/chuyen/1.html", story(1), role="page")
    recorder.finish()
    recorded_stories(root, range(2, 8), days=2, new=True).finish()
    folder = ArchiveFolder(root)
    ingest(folder, profile())
    return folder, captures_of(folder)


@pytest.mark.parametrize("seed", range(8))
def test_any_order_portions_and_ends_of_commands_give_the_same_rows(lively, tmp_path, seed):
    chance = random.Random(seed)
    size, often = chance.randint(1, 17), chance.random() < 0.5
    archive, captures = lively
    shuffled = captures[:]
    chance.shuffle(shuffled)
    other = ArchiveFolder(tmp_path)
    with closing(create_archive(other.archive_db)) as db:
        lessons = Lessons(db, Source(archive.warc, profile()))
        for start in range(0, len(shuffled), size):
            source = lessons.source
            with db.atomic():
                findings = [look_at(one, source.profile, source.templates) for one in shuffled[start : start + size]]
                settle_keys(db, take_in(db, findings, source), source.profile)
            if often:
                end_of_command(db, source)
            lessons = Lessons(db, source)
        end_of_command(db, source)
    assert state(other) == state(archive)
    assert rows(other, "SELECT url, version_count FROM articles WHERE version_count > 1") == [
        (f"{HOST}/chuyen/4.html", 2)
    ]


def end_of_command(db: Database, source: Source) -> None:
    with db.atomic():
        settle_keys(db, retry_revisits(db, source), source.profile)
    learn_and_read_again(db, source, lambda keys: settle_keys(db, keys, source.profile), lambda _: None)
    with db.atomic():
        conclude(db, source.profile)


def test_an_index_of_an_older_program_is_read_again_by_the_next_ingest(tmp_path):
    root = tmp_path / "so-vi-du"
    recorded_stories(root, range(6)).finish()
    folder, twin = ArchiveFolder(root), ArchiveFolder(tmp_path / "twin")
    shutil.copytree(root, twin.root)
    ingest(twin, profile())
    as_an_older_program_left_it(folder)
    ingest(folder, profile())
    assert not any(NOTICE in text for text in texts(folder).values())
    assert state(folder) == state(twin)


def as_an_older_program_left_it(folder: ArchiveFolder) -> None:
    """An index of the time before there were templates: each page was read alone, and nothing says so."""
    source = Source(folder.warc, profile())
    with closing(open_archive(folder.archive_db)) as db, closing(Ledger(folder.crawl_db, readonly=True)) as ledger:
        with db.atomic():
            take_in(db, [look_at(capture, source.profile) for capture in captures_of(folder)], source)
            settle_everything(db, source.profile)
            set_ledger_mark(db, last_number(ledger))
        for statement in ("DROP TRIGGER observations_to_learn_of", "DROP TABLE templates", "DROP TABLE to_read"):
            db.execute(statement)
        db.execute("ALTER TABLE observations DROP COLUMN read_with")
        db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm019%'")
        db.conn.commit()
        assert [one.name for one in migrations.pending(db)] == ["m019_read_pages_with_what_they_have_in_common"]
    assert all(NOTICE in text for text in texts(folder).values())
