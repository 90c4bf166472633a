"""`archiver copy`: a second copy of the record, made, kept and compared."""

from __future__ import annotations

from dataclasses import asdict

import click

from archiver.cli.options import archive_option, keep_quietly
from archiver.cli.terminal import BYTES, bars, say, tell_json
from archiver.jobs.care import keep_care
from archiver.jobs.copy_report import Copied
from archiver.jobs.sample import whole_files
from archiver.jobs.second_copy import copy_to
from archiver.jobs.shelf import shelf_at
from archiver.layout import ArchiveFolder
from archiver.quantity import counted


@click.command("copy")
@click.argument("dest")
@archive_option
@click.option("--reread", is_flag=True, help="Read all that is there again, not only what is new.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was copied as JSON.")
def copy(dest: str, archive: ArchiveFolder, reread: bool, as_json: bool) -> None:
    """Make or keep a second copy of the record in a folder, or at an address such as s3://bucket/folder.

    What is new is copied and read back. Nothing there is deleted, and files that differ are named: exit code 1.
    A crawl may run meanwhile. The databases are not copied: archiver rebuild makes archive.db from the copy.

    \b
    Example: archiver copy /mnt/second-copy/dang-bo-khoi --archive output/dang-bo-khoi
    """
    shelf = shelf_at(dest)
    with bars(*BYTES) as progress:
        task = progress.add_task("Copying", total=sum(part.size for part in whole_files(archive)))
        copied = copy_to(archive, shelf, reread=reread, progress=lambda size: progress.advance(task, size))
    if copied.files or not copied.whole:
        kept = keep_quietly(lambda: keep_care(archive, "copy", copied.told()))
        if kept and copied.whole:  # the copy has the note of itself too
            copied.add(copy_to(archive, shelf))
    if as_json:
        tell_json(asdict(copied) | {"whole": copied.whole})
    else:
        show(copied)
    if not copied.whole:
        click.get_current_context().exit(1)


def show(copied: Copied) -> None:
    """What a run has brought, for a reader."""
    for refusal in copied.refused:
        say(f"NOT copied: {refusal.file}: {refusal.why}")
    for name in copied.only_there:
        say(f"Only in the copy: {name}")
    for name in copied.open:
        say(f"Not closed yet, what is committed of it is copied: {name}")
    click.echo(
        f"{copied.to}: {counted(len(copied.files), 'file')} with {copied.bytes / 1e6:.1f} MB copied and read back, "
        f"{copied.already:,} {'was' if copied.already == 1 else 'were'} there: {'whole' if copied.whole else 'NOT whole'}"
    )
