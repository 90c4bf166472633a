"""A report on the terminal, and the list of crawls.

Titles, addresses and reasons were written by others: they are printed as plain signs, never as colours or commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table

from archiver.jobs.report import Report
from archiver.jobs.report_crawls import CrawlLine
from archiver.jobs.report_expected import ListReport
from archiver.jobs.report_html import by_sort
from archiver.jobs.report_reasons import Group
from archiver.jobs.report_words import asked_for, moment, plain, size, span
from archiver.quantity import counted
from archiver.sites.gaps import Series

_REASONS = 4  # of each sort, the most frequent first
_RANGES = 8
_WIDTH = 110  # of tables that go into a file
_TURNED = 5
_TURNS = {"gone": "Gone", "suspect": "Not found this time", "moved": "Moved", "back": "Back again"}
_LISTS = {"listing": "listing", "feed": "feeds", "sitemap": "sitemaps"}


def show(report: Report) -> None:
    """The report for a reader."""
    console = _console()
    state = report.outcome or ("not finished" if report.crawl else "no crawl")
    console.print(f"{plain(report.title)}: {state}", style="bold")
    console.print(_sections(report))
    for line in _lines(report):
        console.print(line, soft_wrap=True)
    if len(report.crawls) > 1:
        console.print(crawl_table(report.crawls))
    for line in (*report.upheavals, *report.warnings):
        console.print(f"Worth a look: {plain(line)}", style="yellow")
    for line in report.broken:
        console.print(f"Expectation broken: {plain(line)}", style="red")


def show_crawls(lines: Sequence[CrawlLine]) -> None:
    """All crawls of an archive, a line each."""
    console = _console()
    console.print(crawl_table(lines, ids=True) if lines else "This archive tells of no crawl.")


def _console() -> Console:
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDTH
    return console


def crawl_table(lines: Iterable[CrawlLine], *, ids: bool = False) -> Table:
    left = ("crawl", "began (UTC)", "asked for") if ids else ("began (UTC)", "asked for")
    table = _table(left, ("took", "requests", "MB", "articles", "new", "changed", "gone", "failed"))
    for line in lines:
        asked = asked_for(line.asked) + ("" if line.outcome == "finished" else f" ({line.outcome or 'not finished'})")
        failed = "" if line.failed is None else f"{line.failed:,}"
        figures = (line.articles, line.new, line.changed, line.gone)
        table.add_row(
            *([line.id[:8]] if ids else []),
            moment(line.started_at),
            plain(asked),
            "" if line.seconds is None else span(line.seconds),
            f"{line.requests:,}",
            f"{line.bytes / 1e6:,.1f}",
            *(f"{figure:,}" for figure in figures),
            failed,
        )
    return table


def _sections(report: Report) -> Table:
    table = _table(("section",), ("listing says", "named", "held", "articles", "new", "dated"), ("latest",))
    for row in report.sections:
        total = "" if row.total is None else f"{'' if row.total_exact else '≥ '}{row.total:,}"
        named = (f"{row.named:,}", f"{row.held:,}") if row.named else ("", "")
        figures = (f"{row.articles:,}", f"{row.new:,}", f"{row.dated:,}")
        table.add_row(plain(row.title), total, *named, *figures, (row.latest or "")[:10])
    return table


def _table(left: Sequence[str], right: Sequence[str], end: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for name in (*left, *right, *end):
        table.add_column(
            name, justify="right" if name in right else "left", no_wrap=name not in {"section", "asked for"}
        )
    return table


def _lines(report: Report) -> Iterator[str]:
    kinds = ", ".join(counted(count, kind) for kind, count in report.kinds)
    files = ", ".join(counted(count, kind) for kind, count in report.files)
    yield ""
    yield f"In the archive: {kinds or 'no articles'}. Files: {files or 'none'}."
    took = f" in {span(report.seconds)} ({report.requests / report.seconds:.1f} a second)" if report.seconds else ""
    brought = (
        f"This crawl ({asked_for(report.asked)}): {counted(report.requests, 'request')}{took}, {size(report.bytes)}; "
        f"{report.articles_new:,} new, {report.articles_changed:,} changed, {report.articles_gone:,} gone."
    )
    written = f"WARC: {counted(report.warc_files, 'file')}, {size(report.warc_bytes)}."
    if report.imported_files:
        written += f" Imported: {counted(report.imported_files, 'file')}, {size(report.imported_bytes)}."
    yield f"{brought if report.crawl else 'This archive tells of no crawl: what it holds was imported.'} {written}"
    for one in report.lists:
        yield from _list(one)
    for series in report.series:
        yield from _numbers(series)
    for turns in report.turns:
        yield f"{_TURNS[turns.kind]}: {counted(turns.count, 'article')}"
        for turned in turns.examples[:_TURNED]:
            yield f"  {plain(turned.title or 'without a title')}, {plain(turned.url)}"
    states = ", ".join(f"{count:,} {state}" for state, count in report.states)
    yield f"Addresses: {states or 'none'}."
    yield from _reasons("Failed", report.failed)
    yield from _reasons("Not fetched", report.skipped)
    for title, groups in (("Not whole", report.truncated), ("Not readable", report.unreadable)):
        yield from (f"{title}: {group.count:,} x {plain(group.reason)}" for group in groups[:_REASONS])


def _list(one: ListReport) -> Iterator[str]:
    where = f"{_LISTS[one.source]} of {one.section}" if one.section else _LISTS[one.source]
    if one.source != "listing":
        yield f"The {where} name {counted(one.named, 'address')}; {one.held:,} are held."
    for group in one.missing[:_REASONS]:
        example = f", as {plain(group.examples[0])}" if group.examples else ""
        yield f"  named by the {where} and not held: {group.count:,} x {plain(group.reason)}{example}"


def _numbers(series: Series) -> Iterator[str]:
    told = [str(gap.first) if gap.first == gap.last else f"{gap.first}-{gap.last}" for gap in series.missing]
    more = f" and {counted(len(told) - _RANGES, 'range')} more" if len(told) > _RANGES else ""
    missing = f"; not held: {', '.join(told[:_RANGES])}{more} (they need not ever have been public)" if told else ""
    yield f"Numbered {plain(series.shape)}: {series.held:,} of {series.first} to {series.last}{missing}."


def _reasons(title: str, groups: tuple[Group, ...]) -> Iterator[str]:
    for heading, count, some in by_sort(groups):
        yield f"{title}: {count:,}. {heading}:"
        for group in some[:_REASONS]:
            example = f", as {plain(group.examples[0])}" if group.examples else ""
            yield f"  {group.count:,} x {plain(group.reason)}{example}"
        if len(some) > _REASONS:
            yield f"  and {counted(len(some) - _REASONS, 'reason')} more"
