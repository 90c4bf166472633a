"""After a crash at any byte: whole exchanges are acknowledged, a torn tail is cut and kept, nothing else is touched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.crawl.recovery import recover
from archiver.crawl.session import Session
from archiver.errors import ArchiveBusy, UsageError
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder, torn_of
from archiver.sites.catalog import platforms
from archiver.sites.profile import SiteProfile, parse_profile
from archiver.store.ledger import Ledger
from archiver.warc.reader import Exchange, scan
from archiver.warc.writer import Recording, WarcWriter

PROFILE = 'name = "a-site"\ntitle = "A site"\nstart = "http://portal.example/"\n'


@pytest.fixture
def profile() -> SiteProfile:
    return parse_profile(PROFILE, where="a-site.toml", platforms=platforms())


def recording(number: int, crawl: str = "crawl") -> Recording:
    return Recording(
        url=f"http://portal.example/{number}",
        method="GET",
        fetched_at=datetime(2026, 1, 1, 0, number, tzinfo=UTC),
        request=b"GET / HTTP/1.1\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\n\r\nbody %d" % number,
        facts={"role": "page", "crawl": crawl},
    )


def written_file(folder: ArchiveFolder, exchanges: int) -> tuple[Path, list[int]]:
    """A WARC file with so many exchanges, and where each ends."""
    writer = WarcWriter(folder, "a-site", {})
    ends = [writer.append(recording(number), lambda _: None).end for number in range(exchanges)]
    writer.close()
    return folder.warc_files()[0], ends


def test_every_cut_keeps_whole_exchanges_and_sets_the_torn_tail_aside(tmp_path: Path, profile: SiteProfile) -> None:
    path, ends = written_file(ArchiveFolder(tmp_path / "whole"), 3)
    data = path.read_bytes()
    for cut in range(ends[0] - 5, len(data), 23):
        folder = ArchiveFolder(tmp_path / f"cut-{cut}")
        folder.warc.mkdir(parents=True)
        torn = folder.warc / path.name
        torn.write_bytes(data[:cut])
        with Ledger(folder.crawl_db) as ledger:
            recovered = recover(folder, ledger, profile)
            whole = sum(end <= cut for end in ends)
            assert recovered.captures == len(ledger.committed()) == whole
        kept, aside = torn.read_bytes(), torn_of(torn, torn.stat().st_size)
        assert kept + (aside.read_bytes() if aside.exists() else b"") == data[:cut]
        assert sum(isinstance(found, Exchange) for found in scan(torn)) == whole
        assert verify(folder).whole


def test_zeros_that_a_power_cut_leaves_are_set_aside_too(tmp_path: Path, profile: SiteProfile) -> None:
    path, ends = written_file(ArchiveFolder(tmp_path / "whole"), 3)
    for cut in (ends[1], ends[1] + 200):
        folder = ArchiveFolder(tmp_path / f"cut-{cut}")
        folder.warc.mkdir(parents=True)
        (folder.warc / path.name).write_bytes(path.read_bytes()[:cut] + bytes(700))
        with Ledger(folder.crawl_db) as ledger:
            assert recover(folder, ledger, profile).captures == 2
        assert (folder.warc / path.name).stat().st_size == ends[1]
        assert verify(folder).whole


def test_what_is_recovered_once_is_left_alone(tmp_path: Path, profile: SiteProfile) -> None:
    folder = ArchiveFolder(tmp_path / "a-site")
    path, _ = written_file(folder, 3)
    path.write_bytes(path.read_bytes()[:-7])
    with Ledger(folder.crawl_db) as ledger:
        assert recover(folder, ledger, profile).torn_bytes > 0
        before = {file: file.read_bytes() for file in folder.warc.iterdir()}
        again = recover(folder, ledger, profile)
    assert (again.captures, again.torn_bytes) == (0, 0)
    assert {file: file.read_bytes() for file in folder.warc.iterdir()} == before


def test_lost_ledger_is_filled_again_from_the_record(tmp_path: Path, profile: SiteProfile) -> None:
    folder = ArchiveFolder(tmp_path / "a-site")
    with Session(folder, profile) as session:
        for number in range(3):
            session.record(recording(number, session.crawl_id), None)
        session.finish("finished")
    with Ledger(folder.crawl_db, readonly=True) as ledger:
        known = [place for _, place in ledger.committed()]
    for file in folder.root.glob("crawl.db*"):
        file.unlink()
    with Session(folder, profile) as session:
        assert [place for _, place in session.ledger.committed()] == known
        again = session.record(recording(1, session.crawl_id), None)
        assert again.revisit_of is not None  # the payload is known from the record


def test_damage_within_a_closed_file_is_reported_and_not_mended(tmp_path: Path, profile: SiteProfile) -> None:
    folder = ArchiveFolder(tmp_path / "a-site")
    with Session(folder, profile) as session:
        written = [session.record(recording(number, session.crawl_id), None) for number in range(3)]
        session.finish("finished")
    (path,) = folder.warc_files()
    data = bytearray(path.read_bytes())
    data[written[1].place.offset + 40] ^= 255
    path.write_bytes(data)
    for file in folder.root.glob("crawl.db*"):
        file.unlink()
    with Session(folder, profile) as session:
        known = {place.offset for _, place in session.ledger.committed()}
    assert known == {written[0].place.offset, written[2].place.offset}
    assert path.read_bytes() == bytes(data)


def test_one_archive_is_written_by_one_crawl(tmp_path: Path, profile: SiteProfile) -> None:
    folder = ArchiveFolder(tmp_path / "a-site")
    with Session(folder, profile), pytest.raises(ArchiveBusy, match="another crawl"):
        Session(folder, profile)
    other = parse_profile(PROFILE.replace("a-site", "b-site"), where="b", platforms=platforms())
    with pytest.raises(UsageError, match="a-site"):
        Session(folder, other)
    Session(folder, profile).abandon()  # the lock is free again
