"""What a power cut may forget: each step that counts on an earlier one is taken when that stands on the disk."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from recorded import profile

from archiver.crawl.recovery import recover
from archiver.jobs.claim import claim
from archiver.jobs.rebuild import rebuild
from archiver.layout import ArchiveFolder, torn_of
from archiver.store.ledger import Ledger
from archiver.warc.fixity import append_sum
from archiver.warc.growing import make_folder


@pytest.fixture
def at_each_sync(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[Path], None]]]:
    """Whoever is in the list is told of each file or folder that is synced, by its path."""
    watchers: list[Callable[[Path], None]] = []
    real = os.fsync

    def sync(descriptor: int) -> None:
        real(descriptor)
        for watcher in watchers:
            watcher(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", sync)
    return watchers


def test_the_old_journal_is_gone_on_the_disk_before_the_new_index_stands_and_then_that_stands_too(folder, at_each_sync):
    rebuild(folder, profile(), processes=1)
    old = folder.archive_db.stat().st_ino
    with closing(sqlite3.connect(folder.archive_db)) as reader:  # its journal stands as long as this is open
        reader.execute("UPDATE articles SET title = 'late'")
        reader.commit()
        seen: list[tuple[bool, bool]] = []

        def look(path: Path) -> None:
            if path == folder.root:
                journal = folder.archive_db.with_name("archive.db-wal").exists()
                seen.append((folder.archive_db.stat().st_ino == old, journal))

        at_each_sync.append(look)
        rebuild(folder, profile(), processes=1)
    assert seen == [(True, False), (False, False)]


def test_a_torn_tail_stands_on_the_disk_before_it_is_cut(folder, at_each_sync):
    path = folder.warc_files()[-1]  # the crash came before it was closed
    end = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"torn")
    lengths: list[int] = []
    at_each_sync.append(
        lambda synced: lengths.append(path.stat().st_size) if synced.name.startswith(torn_of(path, end).name) else None
    )
    with Ledger(folder.crawl_db) as ledger:
        recover(folder, ledger, profile())
    assert lengths == [end + 4]
    assert torn_of(path, end).read_bytes() == b"torn"
    assert path.stat().st_size == end


def test_the_names_of_new_folders_and_of_the_first_sums_are_safe(tmp_path, at_each_sync):
    synced: list[Path] = []
    at_each_sync.append(synced.append)
    folder = ArchiveFolder(tmp_path / "output" / "site")
    make_folder(folder.warc)
    assert synced == [tmp_path, tmp_path / "output", folder.root]
    append_sum(folder, "a.warc.gz", "0" * 64)
    assert synced[3:] == [folder.sha256sums, folder.warc]


def test_what_explains_an_archive_is_the_old_text_or_the_new_one_at_any_instant(tmp_path, at_each_sync):
    """A crawl that was killed while its profile was empty was refused from then on: its folder was that of no site."""
    folder = ArchiveFolder(tmp_path)
    claim(folder, profile())
    files = (folder.profile, folder.readme, folder.schema)
    old = {path: path.read_bytes() for path in files}
    seen: list[bytes] = []
    for path in files:
        os.link(path, tmp_path / f"{path.name}.kept")  # shows whether the file itself is written over
    at_each_sync.append(lambda _: seen.append(folder.profile.read_bytes()))
    claim(folder, profile())
    assert seen == []  # nothing to write
    other = replace(profile(), title="Sở khác", source=profile().source + "# new\n")
    claim(folder, other)
    new = folder.profile.read_bytes()
    assert seen[:2] == [old[folder.profile], new]
    assert {(tmp_path / f"{path.name}.kept").read_bytes() for path in files} == set(old.values())
