"""After the program or the profile has changed, all is read again: the same as a rebuild, and it is told what changed."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from recorded import GENERIC, HOST, PROFILE, profile

from archiver.jobs import examine
from archiver.jobs.annotate import Remark, annotate
from archiver.jobs.reader import MODULES
from archiver.jobs.rebuild import rebuild
from archiver.jobs.reextract import reextract
from archiver.layout import ArchiveFolder
from archiver.sites.profile import parse_profile
from archiver.store.dump import canonical_dump


def dump(folder: ArchiveFolder) -> bytes:
    return b"".join(canonical_dump(folder.archive_db))


def as_an_older_program_left_it(folder: ArchiveFolder) -> None:
    """An index whose texts were read otherwise, by what called itself by another digest."""
    with closing(sqlite3.connect(folder.archive_db)) as db:
        db.execute("UPDATE readers SET digest = 'sha256:older', software = 'portal-archive/0.0.1'")
        db.execute("UPDATE articles SET text = text || ' Lượt truy cập: 15' WHERE url = ?", [f"{HOST}/bai-2"])
        db.execute("UPDATE articles SET author = 'Trang chủ' WHERE url = ?", [f"{HOST}/bai-1"])
        db.commit()


def test_nothing_is_read_again_where_nothing_has_changed(folder):
    before = folder.archive_db.stat().st_ino
    result = reextract(folder, profile())
    assert (result.captures, result.articles, result.changes) == (0, 2, ())
    assert folder.archive_db.stat().st_ino == before


def test_what_a_profile_tells_the_crawl_alone_is_no_reason_to_read_again(folder, tmp_path):
    gentle = PROFILE.replace('name = "tin-tuc"', 'name = "tin-tuc"\nevery = "6h"\nexpect = { articles_min = 1 }')
    gentle += "# as the owner asked\n[politeness]\ndelay = 5.0\n[budget]\nrequests = 100\n[expect]\narticles_min = 2\n"
    other = parse_profile(gentle, where="so-vi-du.toml", platforms={"generic": GENERIC})
    assert (other.politeness, other.expect, other.sections[0].every) != (profile().politeness, profile().expect, None)
    assert reextract(folder, other).captures == 0
    again = ArchiveFolder(tmp_path / "again")
    shutil.copytree(folder.warc, again.warc)
    rebuild(again, other)
    assert dump(folder) == dump(again)
    renamed = parse_profile(gentle.replace("Tin tức", "Tin mới"), where="so-vi-du.toml", platforms={"generic": GENERIC})
    assert reextract(folder, renamed).captures == 13


def test_what_an_older_program_read_is_read_again_and_the_changes_are_told(folder, taken_in):
    as_an_older_program_left_it(folder)
    assert dump(folder) != dump(taken_in)
    result = reextract(folder, profile())
    assert (result.captures, result.texts) == (13, 1)
    assert [(one.url, one.what) for one in result.changes] == [
        (f"{HOST}/bai-1", ("author",)),
        (f"{HOST}/bai-2", ("text",)),
    ]
    assert dump(folder) == dump(taken_in)
    assert reextract(folder, profile()).captures == 0


def test_what_articles_are_about_is_compared_too(folder):
    as_an_older_program_left_it(folder)
    with closing(sqlite3.connect(folder.archive_db)) as db:
        (number,) = db.execute("SELECT id FROM articles WHERE url = ?", [f"{HOST}/bai-1"]).fetchone()
        db.executemany(
            "INSERT INTO article_subjects VALUES (?, ?, ?, ?)",
            [(number, "tag", 90, "Trang chủ"), (number, "event date", 90, "2008-06-18")],
        )
        db.commit()
    changes = {one.url: one.what for one in reextract(folder, profile()).changes}
    assert changes[f"{HOST}/bai-1"] == ("author", "tag", "event date")
    assert changes[f"{HOST}/bai-2"] == ("text",)


def test_it_gives_what_a_rebuild_gives_and_makes_no_version(folder, tmp_path):
    """A profile that says where the text stands: all is read otherwise, and the portal has changed nothing by it."""
    other = parse_profile(
        f"{PROFILE}\n[article]\ntitle = 'nav a'\n", where="so-vi-du.toml", platforms={"generic": GENERIC}
    )
    with closing(sqlite3.connect(folder.archive_db)) as db:
        versions = db.execute("SELECT article_id, number, first_seen, last_seen FROM versions ORDER BY 1, 2").fetchall()
    number = annotate(folder, profile(), Remark(url=f"{HOST}/bai-1", said={"note": "x"}), "Lan")
    result = reextract(folder, other)
    assert {name for one in result.changes for name in one.what} >= {"title"}
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert (
            db.execute("SELECT article_id, number, first_seen, last_seen FROM versions ORDER BY 1, 2").fetchall()
            == versions
        )
        assert db.execute("SELECT id FROM annotations").fetchall() == [(number,)]
    again = ArchiveFolder(tmp_path / "again")
    shutil.copytree(folder.warc, again.warc)
    rebuild(again, other)
    assert dump(folder) == dump(again)


def test_documents_that_today_s_readers_read_are_not_read_again(folder):
    as_an_older_program_left_it(folder)
    read: list[int] = []
    reextract(folder, profile(), on_document=read.append)
    assert max(read, default=0) == 1  # the broken one alone: what could not be read is tried again
    rebuild(folder, profile(), on_document=read.append)
    assert max(read) == 2


def test_what_examines_a_capture_counts_as_its_reader():
    """All of ours that it asks: where one of them is changed, captures are read by another reader."""
    asked = re.findall(r"^from archiver\.jobs\.(\w+) import", Path(examine.__file__).read_text("utf-8"), re.MULTILINE)
    assert {"examine", *asked} <= set(MODULES)
