"""A check on the terminal: what was found, what was mended, and the calendar of checks.

Addresses and titles were written by others: they are printed as plain signs, never as colours or commands.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence

import click

from archiver.cli.terminal import say
from archiver.jobs.calendar import CheckedDay
from archiver.jobs.findings import Finding
from archiver.jobs.repair import Repaired
from archiver.jobs.verify import Verdict
from archiver.layout import ArchiveFolder
from archiver.quantity import counted

_ARTICLES = 5
_MONTHS = 3  # of the calendar


def show(verdict: Verdict, unknown: str | None = None) -> None:
    """The verdict for a reader; `unknown`: why the checks of before are not known."""
    for finding in verdict.findings:
        _show_finding(finding)
    for words in verdict.silent:
        if any(finding.articles == () and not finding.rebuildable for finding in verdict.findings):
            say(f"{words}: it could not be asked what stood in the damaged places.")
    if unknown:
        say(f"{unknown}.")
    if verdict.open_files:
        count = counted(len(verdict.open_files), "file is", "files are")
        click.echo(f"{count} not closed yet: there the records' own digests were compared, SHA256SUMS has none.")
    made_again = sum(finding.rebuildable for finding in verdict.findings)
    damaged = len(verdict.findings) - made_again
    outcome = f"DAMAGED, {counted(damaged, 'finding')}" if damaged else "whole"
    if made_again:
        outcome += f"; {counted(made_again, 'thing')} beside the record can be made again"
    files = [counted(verdict.files - verdict.imported, "WARC file"), counted(verdict.records, "record")]
    if verdict.imported:
        files = [
            " with ".join(files),
            counted(verdict.imported, "imported file by its digest", "imported files by their digests"),
        ]
    click.echo(f"{', '.join(files)}, {verdict.bytes / 1e6:.1f} MB: {outcome}")
    if verdict.scope == "sample":
        _show_share(verdict)


def _show_finding(finding: Finding) -> None:
    place = "" if finding.offset is None else f" at offset {finding.offset}"
    record = " ".join(filter(None, (finding.record_type, finding.record_id)))
    inside = f" ({record})" if record else ""
    say(f"{finding.file}{place}{inside}: {finding.what}" + (f" ({finding.url})" if finding.url else ""))
    for article in finding.articles[:_ARTICLES]:
        say(f"    article {article.id}: {article.title or 'without a title'} ({article.url})")
    if len(finding.articles) > _ARTICLES:
        click.echo(f"    and {counted(len(finding.articles) - _ARTICLES, 'more article')}; --json names them all")
    if finding.mend:
        say(f"    {finding.mend}")


def _show_share(verdict: Verdict) -> None:
    """What was not looked at is said as plainly as what was."""
    share = verdict.bytes / verdict.all_bytes if verdict.all_bytes else 1.0
    left = verdict.all_bytes - verdict.bytes
    click.echo(
        f"This was a sample: {share:.1%} of the record. {left / 1e6:.1f} MB were not looked at, and nothing is said of them."
    )
    parts = [one for one in verdict.read if one.begin > 0 or one.end < one.size]
    for part in parts:
        say(
            f"{part.file}: only bytes {part.begin} to {part.end} of {part.size} were read; its SHA-256 was not compared,"
            " the records' own digests were."
        )


def show_repair(repaired: Repaired, folder: ArchiveFolder) -> None:
    """What was mended, how, and what was not."""
    for mended in repaired.mended:
        kept = f"; the damaged bytes are kept as warc/{mended.kept_as}" if mended.kept_as else ""
        say(f"Mended: {mended.file}: {mended.how}{kept}")
    for left in repaired.left:
        say(f"NOT mended: {left.file}: {left.why}")
    record = [mended for mended in repaired.mended if not mended.file.endswith(".cdxj")]
    if any(mended.kept_as or mended.before is None for mended in record):
        say(f"What could not be read of these files is not in archive.db yet: archiver rebuild --archive {folder.root}")


def show_calendar(days: Sequence[CheckedDay]) -> None:
    """The last months as a wall calendar: the share that was checked, `!` where damage was found."""
    if not days:
        click.echo("The record was never checked; archiver verify does it.")
        return
    by_day = {one.day: one for one in days}
    last = int(days[-1].day[:4]) * 12 + int(days[-1].day[5:7]) - 1
    shown = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - _MONTHS + 1, last + 1)]
    for month in shown:
        if any(one.day.startswith(month) for one in days):
            _show_month(int(month[:4]), int(month[5:]), by_day)
    click.echo("Per day: the share of the record's bytes that was read (a day's largest check); ! damage was found.")
    hidden = sum(one.day[:7] < shown[0] for one in days)
    if hidden:
        click.echo(f"{counted(hidden, 'earlier day')} with checks: --json names them all.")


def _show_month(year: int, month: int, by_day: dict[str, CheckedDay]) -> None:
    click.echo(f"{year}-{month:02}")
    click.echo("  ".join(f"{name:<8}" for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")).rstrip())
    for week in months.Calendar().monthdayscalendar(year, month):
        cells = [_cell(number, by_day.get(f"{year:04}-{month:02}-{number:02}")) for number in week]
        click.echo("  ".join(f"{cell:<8}" for cell in cells).rstrip())
    click.echo()


def _cell(number: int, found: CheckedDay | None) -> str:
    if number == 0 or found is None:
        return str(number or "")
    share = "?" if found.share is None else f"{found.share:.0%}"
    return f"{number} {share}{'!' if found.damaged else ''}"
