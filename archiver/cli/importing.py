"""`archiver import`: take in what others have crawled or saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from archiver.cli.given import given, tell_left
from archiver.cli.importing_terminal import closing_lines, lines_of
from archiver.cli.leftovers import close_what_is_open
from archiver.cli.options import the_archive
from archiver.cli.terminal import bars, say, say_beside, tell_json
from archiver.errors import ArchiverError, UsageError
from archiver.jobs.hearing import refuse_lost
from archiver.jobs.import_report import Imported, Sums
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.ingest import result_of
from archiver.jobs.profile import profile_of
from archiver.layout import ArchiveFolder, archive_of
from archiver.sites.catalog import find_profile
from archiver.sites.profile import SiteProfile
from archiver.store.database import open_archive

_BEGIN = "To begin one with the files, name its profile with --site; archiver new URL FILE writes that by what the files hold."


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
        looked = [given(stack, path, profile, base, near=folder.root) for path in files]
        for path, some in zip(files, looked, strict=True):
            tell_left(path, some, hint="; give one with --base URL")
            if not some.files:
                raise UsageError(
                    f"{path}: holds nothing that can be taken; give files of records, or saved pages and --base URL."
                )
        incoming = [one for some in looked for one in some.files]
        watch = stack.enter_context(_watch(incoming, quiet=as_json))
        done = import_files(
            folder, profile, incoming, progress=watch.progress, on_done=watch.tell, recover=close_what_is_open
        )
    sums = Sums.of(done, sum(len(some.left) for some in looked), _articles(folder, done))
    if as_json:
        told = {"files": [asdict(one) | {"records": one.records} for one in done], "sums": asdict(sums)}
        tell_json(told)
    else:
        for line in closing_lines(done, sums, profile):
            say(line)
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


class _Watch:
    """Two bars on a terminal, a third where pages are read again by what was learned; and of each file its lines when it is done."""

    def __init__(self, shown: Progress, size: int, *, quiet: bool) -> None:
        self._shown = shown
        self._quiet = quiet
        self._tasks = {
            "bytes": shown.add_task("bytes copied", total=size),
            "captures": shown.add_task("captures", total=None),
            "read again": shown.add_task("pages read again", total=None, visible=False),
        }

    def progress(self, what: str, count: int) -> None:
        self._shown.advance(self._tasks[what], count)
        self._shown.update(self._tasks[what], visible=True)

    def tell(self, one: Imported) -> None:
        if not self._quiet:
            for line in lines_of(one):
                say_beside(self._shown, line)


@contextmanager
def _watch(incoming: list[Incoming], *, quiet: bool) -> Iterator[_Watch]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with bars(*columns) as shown:
        yield _Watch(shown, sum(one.path.stat().st_size for one in incoming), quiet=quiet)


def _articles(folder: ArchiveFolder, done: list[Imported]) -> int | None:
    """How many the archive holds now; None where no file was taken, and so none was opened."""
    if all(one.refused for one in done):
        return None
    with closing(open_archive(folder.archive_db)) as db:
        return result_of(db, 0).articles


def _end(done: list[Imported]) -> None:
    if all(one.refused for one in done):
        click.get_current_context().exit(ArchiverError.exit_code)
    if any(one.damaged for one in done):
        click.get_current_context().exit(1)
