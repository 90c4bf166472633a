"""`archiver report`: what the last crawl brought."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from archiver.cli.options import archive_option
from archiver.jobs.profile import profile_of
from archiver.jobs.report import Report, read_report
from archiver.layout import ArchiveFolder


@click.command()
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def report(archive: ArchiveFolder, as_json: bool) -> None:
    """Show what the last crawl brought, and what of it was expected.

    \b
    Example: archiver report --archive output/dang-bo-khoi
    """
    found = read_report(archive, profile_of(archive))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        show(found)
    if found.broken:
        click.get_current_context().exit(1)


def show(report: Report) -> None:
    """The report for a reader."""
    console = Console()
    table = Table(title=f"{report.title}: {report.outcome or 'not finished'}", title_justify="left")
    for name in ("section", "articles", "dated", "latest"):
        table.add_column(name, justify="left" if name in {"section", "latest"} else "right")
    for row in report.sections:
        table.add_row(row.title, str(row.articles), str(row.dated), row.latest or "")
    console.print(table)
    kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds)
    files = ", ".join(f"{count} {kind}" for kind, count in report.files)
    console.print(f"Rows: {kinds or 'none'}. Files: {files or 'none'}.")
    console.print(
        f"This crawl: {report.requests} requests, {report.bytes / 1e6:.1f} MB; {report.articles_new} new, "
        f"{report.articles_changed} changed. WARC: {report.warc_files} files, {report.warc_bytes / 1e6:.1f} MB."
    )
    states = ", ".join(f"{count} {state}" for state, count in report.states)
    console.print(f"Addresses: {states or 'none'}.")
    for title, reasons in (("Failed", report.failed), ("Not fetched", report.skipped)):
        for reason, count in reasons:
            console.print(f"  {title}: {count} x {reason}", markup=False)
    for expectation in report.broken:
        console.print(f"[red]Expectation broken:[/red] {expectation}")
