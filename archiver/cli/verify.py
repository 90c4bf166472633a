"""`archiver verify`: whether the record is as it was written."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from archiver.cli.options import archive_option
from archiver.errors import ArchiveError
from archiver.jobs.verify import Verdict, keep_verdict
from archiver.jobs.verify import verify as check
from archiver.layout import ArchiveFolder

BYTES = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())


@click.command()
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(archive: ArchiveFolder, as_json: bool) -> None:
    """Re-read every WARC file and its digests; exit code 1 where damage is found.

    \b
    Example: archiver verify --archive output/dang-bo-khoi
    """
    files = (*archive.warc_files(), *archive.imported_files())
    with Progress(*BYTES, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading", total=sum(path.stat().st_size for path in files))
        verdict = check(archive, lambda size: progress.advance(task, size))
    if as_json:
        click.echo(json.dumps(asdict(verdict), ensure_ascii=False, indent=1))
    else:
        show(verdict)
    try:
        keep_verdict(archive, verdict)
    except ArchiveError as error:  # the verdict stands, though it cannot be kept
        click.echo(f"archiver: {error}", err=True)
    if not verdict.whole:
        click.get_current_context().exit(1)


def show(verdict: Verdict) -> None:
    """The verdict for a reader."""
    for finding in verdict.findings:
        place = "" if finding.offset is None else f" at offset {finding.offset}"
        click.echo(f"{finding.file}{place}: {finding.what}" + (f" ({finding.url})" if finding.url else ""))
    outcome = "whole" if verdict.whole else f"DAMAGED, {len(verdict.findings)} findings"
    click.echo(f"{verdict.files} WARC files, {verdict.records} records, {verdict.bytes / 1e6:.1f} MB: {outcome}")
