"""`archiver verify`: whether the record is as it was written, and what can be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from archiver.cli.leftovers import close_what_is_open
from archiver.cli.options import archive_option, keep_quietly
from archiver.cli.terminal import BYTES, bars, tell_json
from archiver.cli.verify_terminal import show, show_calendar, show_repair
from archiver.errors import ArchiveError, UsageError
from archiver.jobs.calendar import calendar
from archiver.jobs.care import keep_care, keep_verdict, past_checks
from archiver.jobs.profile import profile_of
from archiver.jobs.repair import Repaired, repair
from archiver.jobs.sample import Part, sample, whole_files
from archiver.jobs.shelf import Shelf, source_at
from archiver.jobs.verify import Verdict
from archiver.jobs.verify import verify as check
from archiver.layout import ArchiveFolder
from archiver.store.disk import disk_errors
from archiver.store.lock import hold

_FROM_ITSELF = "."


@click.command()
@archive_option
@click.option(
    "--repair",
    "copy",
    metavar="[FROM]",
    is_flag=False,
    flag_value=_FROM_ITSELF,
    help="Mend what is damaged: WARC files from a second copy (an archive's folder, or an address such as s3://...),"
    " indexes from the WARC files. What was damaged is kept in warc/damaged/.",
)
@click.option("--sample", "share", metavar="PERCENT", help="Read only so much, what was not read for longest: 5%.")
@click.option("--calendar", "as_calendar", is_flag=True, help="Show on which days the record was checked, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(archive: ArchiveFolder, copy: str | None, share: str | None, as_calendar: bool, as_json: bool) -> None:
    """Re-read every WARC file and its digests; exit code 1 where damage is found.

    Each finding names file, record, address and the articles that lean on it; the check is kept in the record.

    \b
    Example: archiver verify --archive output/dang-bo-khoi
             archiver verify --archive output/dang-bo-khoi --sample 5%
             archiver verify --archive output/dang-bo-khoi --repair /mnt/second-copy
    """
    if as_calendar:
        days = calendar(archive)
        tell_json([asdict(day) for day in days]) if as_json else show_calendar(days)
        return
    if copy is not None and share is not None:
        raise UsageError("--repair reads everything; leave --sample out.")
    source = None if copy in {None, _FROM_ITSELF} else source_at(str(copy), archive)
    parts, unknown = (None, None) if share is None else _sample(archive, _share(share))
    verdict = _checked(archive, parts)
    keep_quietly(lambda: keep_verdict(archive, verdict))
    repaired = None if copy is None or verdict.whole else _repaired(archive, verdict, source)
    after = verdict if repaired is None else _checked(archive, None)
    if copy is not None and after.record_whole and after.open_files:
        _close_leftovers(archive)
    if as_json:
        told: dict[str, Any] = asdict(verdict) | {"whole": verdict.whole, "record_whole": verdict.record_whole}
        told["unknown"] = unknown
        if repaired is not None:
            told |= {"repair": asdict(repaired), "after_repair": asdict(after) | {"whole": after.whole}}
        tell_json(told)
    else:
        show(verdict, unknown)
        if repaired is not None:
            show_repair(repaired, archive)
            show(after)
    if not after.whole:
        click.get_current_context().exit(1)


def _sample(archive: ArchiveFolder, share: float) -> tuple[tuple[Part, ...], str | None]:
    past, unknown = past_checks(archive)
    return sample(whole_files(archive), past, share, datetime.now(UTC).date()), unknown


def _share(text: str) -> float:
    """`5%` or `5` is a twentieth."""
    try:
        share = float(text.strip().removesuffix("%")) / 100
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise UsageError(f"--sample {text!r} is no share of the record; give a percentage, as 5%.")
    return share


def _checked(archive: ArchiveFolder, parts: Sequence[Part] | None) -> Verdict:
    size = sum(part.length for part in (whole_files(archive) if parts is None else parts))
    with bars(*BYTES) as progress:
        task = progress.add_task("Reading", total=size)
        return check(archive, lambda read: progress.advance(task, read), parts)


def _repaired(archive: ArchiveFolder, verdict: Verdict, source: Shelf | None) -> Repaired:
    repaired = repair(archive, verdict, source)
    if repaired.mended:
        keep_quietly(lambda: keep_care(archive, "repair", repaired.told()))
    return repaired


def _close_leftovers(archive: ArchiveFolder) -> None:
    """A file that was left open is neither copied nor exported; whole as it is now, it needs no crawl to be closed."""
    busy = f"{archive.root}: a crawl is writing to this archive, and closes its files itself."
    try:
        with disk_errors(archive.root), hold(archive.lock("crawl"), busy):
            close_what_is_open(archive, profile_of(archive))
    except ArchiveError as error:
        click.echo(f"archiver: what was left open cannot be closed now: {error}", err=True)
