"""`archiver import`: take in what others have crawled or saved."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

from archiver.cli.importing_terminal import show
from archiver.cli.leftovers import close_what_is_open
from archiver.cli.options import person, the_archive
from archiver.cli.terminal import bars, harmless
from archiver.errors import ArchiverError, UsageError
from archiver.jobs.hearing import refuse_lost
from archiver.jobs.import_folder import is_page, read_folder, read_page
from archiver.jobs.importing import Imported, Incoming, import_files
from archiver.jobs.importing import Progress as Told
from archiver.jobs.profile import profile_of
from archiver.layout import ArchiveFolder, archive_of, legible
from archiver.sites.catalog import find_profile
from archiver.sites.profile import SiteProfile
from archiver.warc.foreign.kept import NO_EXCHANGE, write_kept

_BEGIN = "To begin one with the files, name its profile with --site; archiver new URL FILE writes that by what the files hold."
_NAMED = 10  # files of a folder that are not taken, by name


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--site", help="Whose archive it belongs to: a shipped site, a PROFILE.toml, or an archive's name.")
@click.option("--archive", type=click.Path(path_type=Path, file_okay=False), help="Default: output/<site>.")
@click.option("--start", metavar="URL", help="Where the portal begins, if the profile does not say it.")
@click.option("--base", metavar="URL", help="The address that a folder of saved pages stands for, or that of one page.")
@click.option("--json", "as_json", is_flag=True, help="Tell what became of each file as JSON.")
def import_(
    files: tuple[Path, ...], site: str | None, archive: Path | None, start: str | None, base: str | None, as_json: bool
) -> None:
    """Take WARC, ARC and WACZ files that others made, saved pages, and folders of them, into an archive.

    The files are copied as they are into warc/import/. What cannot be read is reported with its place: exit code 1.

    \b
    Example: archiver import old-crawl.warc.gz mirror/ --site dang-bo-khoi --start http://portal.example/
    """
    folder, profile = _archive(site, archive, start)
    refuse_lost(folder)
    with ExitStack() as stack:
        incoming = [one for path in files for one in _incoming(stack, path, folder, profile, base)]
        progress = stack.enter_context(_progress(incoming))
        done = import_files(folder, profile, incoming, progress=progress, recover=close_what_is_open)
    if as_json:
        told = [asdict(one) | {"records": one.records} for one in done]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        show(done, profile)
    _end(done)


def _archive(site: str | None, archive: Path | None, start: str | None) -> tuple[ArchiveFolder, SiteProfile]:
    """The archive, and its own profile; a new one has the profile that is named."""
    if site is None:
        try:
            folder = the_archive(archive)
        except UsageError as error:
            raise UsageError(f"{error} {_BEGIN}") from None
        return folder, profile_of(folder)
    named = None if site.lower().endswith(".toml") else archive_of(site)
    given = None if named is not None and named.profile.exists() else find_profile(site)
    name = given.name if given is not None else site
    folder = ArchiveFolder(archive) if archive is not None else archive_of(name)
    profile = profile_of(folder) if folder.profile.exists() else given
    if profile is None:
        profile = find_profile(site)
    if profile.name != name:
        raise UsageError(
            f"{folder.root}: holds the archive of site {profile.name!r}, not of {name!r}; give another --archive."
        )
    if start:
        profile = profile.with_start(start)
    if profile.start is None:
        raise UsageError(f"{profile.name}: the profile names no start address; give it with --start URL.")
    return folder, profile


def _incoming(
    stack: ExitStack, path: Path, folder: ArchiveFolder, profile: SiteProfile, base: str | None
) -> Iterator[Incoming]:
    """The files that an argument stands for."""
    if not path.is_dir():
        if not path.is_file():
            raise UsageError(
                f"{path}: there is no such file; give the path of a WARC, ARC or WACZ file, of a saved page, or of a folder."
            )
        if not is_page(path):
            yield Incoming(path, path.name, legible(path), person=person())
            return
    saved = read_folder(path, profile, base) if path.is_dir() else read_page(path, base)
    for one in saved.records:
        yield Incoming(one, one.name, legible(one), person=person())
    for reason in saved.left[:_NAMED]:
        click.echo(harmless(f"{path}: not taken: {reason}"), err=True)
    if len(saved.left) > _NAMED:
        click.echo(f"{path}: not taken: {len(saved.left) - _NAMED} more", err=True)
    if saved.kept:
        folder.root.mkdir(parents=True, exist_ok=True)
        made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".saved-", dir=folder.root)))
        own = legible(Path(path.resolve().name))
        name = f"{own or 'saved'}.warc.gz"
        write_kept(made / name, own, saved.kept)
        about = {"made_of": NO_EXCHANGE, "files": len(saved.kept), "left": list(saved.left)[:100]}
        yield Incoming(made / name, name, legible(path), about, person())
    elif not saved.records:
        raise UsageError(
            f"{path}: holds nothing that can be taken; give files of records, or saved pages and --base URL."
        )


@contextmanager
def _progress(incoming: list[Incoming]) -> Iterator[Told]:
    """Two bars on a terminal, a third where pages are read again by what was learned, and silence elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with bars(*columns) as shown:
        size = sum(one.path.stat().st_size for one in incoming)
        tasks = {
            "bytes": shown.add_task("bytes copied", total=size),
            "captures": shown.add_task("captures", total=None),
            "read again": shown.add_task("pages read again", total=None, visible=False),
        }

        def told(what: str, count: int) -> None:
            shown.advance(tasks[what], count)
            shown.update(tasks[what], visible=True)

        yield told


def _end(done: list[Imported]) -> None:
    if all(one.refused for one in done):
        click.get_current_context().exit(ArchiverError.exit_code)
    if any(one.damaged for one in done):
        click.get_current_context().exit(1)
