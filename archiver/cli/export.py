"""`archiver export`: hand the archive on in a form that others take."""

from __future__ import annotations

import json
from pathlib import Path

import click

from archiver.cli.options import archive_option, keep_quietly, person
from archiver.cli.terminal import BYTES, bars, say
from archiver.export.wacz import Packed, pack
from archiver.jobs.hearing import refuse_behind
from archiver.jobs.words import keep_deed
from archiver.layout import ArchiveFolder, legible
from archiver.quantity import counted
from archiver.warc.fixity import file_digest


@click.group("export")
def export() -> None:
    """Hand the archive on in a form that others take.

    \b
    Example: archiver export wacz --archive output/so-vi-du
    """


@export.command("wacz")
@archive_option
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file (default: exports/<name>.wacz in the archive).",
)
@click.option("--whole", is_flag=True, help="With what access rules withhold.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was exported as JSON.")
def wacz(archive: ArchiveFolder, target: Path | None, *, whole: bool, as_json: bool) -> None:
    """Write the record as one WACZ file, which anybody opens in a browser with ReplayWeb.page.

    It holds the WARC files as they are, each checked by its digest on the way. Where access rules withhold something, it is not
    written without --whole.

    \b
    Example: archiver export wacz --to so-vi-du.wacz --archive output/so-vi-du
    """
    if not whole:
        refuse_behind(archive)
    total = sum(path.stat().st_size for path in (*archive.warc_files(), *archive.imported_files()))
    with bars(*BYTES) as progress:
        task = progress.add_task("Packing", total=total)
        packed = pack(
            archive,
            target or archive.exports / f"{archive.name}.wacz",
            whole=whole,
            progress=lambda size: progress.advance(task, size),
        )
    keep_quietly(lambda: _keep(archive, packed, whole=whole))
    if as_json:
        told = {"path": str(packed.path), "bytes": packed.bytes, "warc_files": packed.warc_files, "pages": packed.pages}
        click.echo(json.dumps(told | {"left_out": packed.left_out, "unplayed": packed.unplayed}, ensure_ascii=False))
        return
    for name in packed.left_out:
        say(f"Not in it, because a WACZ holds WARC files only: warc/{name}")
    for name in packed.unplayed:
        say(f"In it, but no player shows all of it, because records share a gzip member there: warc/{name}")
    click.echo(
        f"{packed.path}: {packed.bytes / 1e6:.1f} MB with {counted(packed.warc_files, 'WARC file')}"
        f" and {counted(packed.pages, 'page')}"
    )


def _keep(archive: ArchiveFolder, packed: Packed, *, whole: bool) -> None:
    """To whom a package was handed on is not known; that it was made, of what and with which digest, is kept."""
    path = legible(packed.path.resolve())
    holding = f"{counted(packed.warc_files, 'WARC file')} and {counted(packed.pages, 'page')}"
    keep_deed(
        archive,
        "export",
        about=path,
        outcome="done",
        outcome_detail=f"{holding}{', with what access rules withhold' if whole else ''}",
        person=person(),
        detail={"path": path, "sha256": file_digest(packed.path), "bytes": packed.bytes, "whole": whole},
    )
