"""`archiver report`: what a crawl brought, on the terminal, as JSON or as a page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from archiver.cli.options import archive_option
from archiver.cli.report_terminal import show, show_crawls
from archiver.cli.terminal import tell_json
from archiver.jobs.profile import profile_of
from archiver.jobs.report import list_crawls, read_report
from archiver.jobs.report_html import write_report
from archiver.layout import ArchiveFolder

_BY_ITSELF = "reports/"


@click.command()
@archive_option
@click.option("--crawl", metavar="ID", help="An earlier crawl, by the beginning of its id or of its time.")
@click.option("--all", "every", is_flag=True, help="List all crawls, a line each.")
@click.option(
    "--html",
    "html",
    metavar="[FILE]",
    is_flag=False,
    flag_value=_BY_ITSELF,
    help="Write it as one page, by default into the archive's folder reports/.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def report(archive: ArchiveFolder, crawl: str | None, every: bool, html: str | None, as_json: bool) -> None:
    """Show what the last crawl brought, what of it was expected, and what failed and why.

    \b
    Example: archiver report --archive output/dang-bo-khoi --html
    """
    if every:
        lines = list_crawls(archive)
        tell_json([asdict(line) for line in lines]) if as_json else show_crawls(lines)
        return
    found = read_report(archive, profile_of(archive), crawl)
    if html is not None:
        written = write_report(found, archive, None if html == _BY_ITSELF else Path(html))
        click.echo(f"The report is written: {written}", err=as_json)
    if as_json:
        tell_json(asdict(found))
    elif html is None:
        show(found)
    if found.broken:
        click.get_current_context().exit(1)
