"""How every command finds its archive, and how an error becomes one clear line and an exit code."""

from __future__ import annotations

import os
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from archiver.cli.terminal import keep_standard_streams
from archiver.errors import ArchiveError, ArchiverError, DiskFull, IndexBehind, UsageError
from archiver.layout import OUTPUT, ArchiveFolder, archives
from archiver.sites.profile import SiteProfile
from archiver.sites.scope import typed
from archiver.store.disk import blames_surroundings


class ArchiverGroup(click.Group):
    """Commands that are loaded when called; our errors end them with their message and exit code, no traceback."""

    def __init__(self, *arguments: Any, modules: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._modules = modules

    def list_commands(self, context: click.Context) -> list[str]:
        del context
        return list(self._modules)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        del context
        if name not in self._modules:
            return None
        module = import_module(f"archiver.cli.{self._modules[name]}")
        command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return command if isinstance(command, click.Command) else None

    def main(self, *arguments: Any, **options: Any) -> Any:
        keep_standard_streams()
        try:
            return super().main(*arguments, **options)
        except Exception:  # noqa: BLE001 a fault of ours, which Python would end with 1: "done, but expectations broken"
            traceback.print_exc()
            sys.exit(ArchiverError.exit_code)

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        with _told_in_words(context):  # help is printed here, and standard output may take none of it
            return super().parse_args(context, args)

    def invoke(self, context: click.Context) -> Any:
        with _told_in_words(context):
            return super().invoke(context)


@contextmanager
def _told_in_words(context: click.Context) -> Iterator[None]:
    """An error of ours or of the machine's ends the command with one line and its exit code."""
    try:
        yield
    except ArchiverError as error:
        behind = None if isinstance(error, DiskFull) else _named_damage(context, error.__cause__)
        click.echo(f"archiver: {behind or error}", err=True)
        context.exit(error.exit_code)
    except UnicodeEncodeError as error:
        click.echo(f"archiver: {_not_written(error)}", err=True)
        context.exit(ArchiverError.exit_code)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.errno is None:  # click ends quietly where nobody reads on
            raise
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"archiver: {place}{error.strerror}; see to the place, then start the command again.", err=True)
        context.exit(ArchiverError.exit_code)
    except KeyboardInterrupt:
        click.echo(
            "\narchiver: stopped; what was kept before is whole, and the same command goes on or begins again.",
            err=True,
        )
        context.exit(ArchiverError.exit_code)
    except sqlite3.DatabaseError as error:
        click.echo(f"archiver: {_named_damage(context, error) or _unusable(context, error)}", err=True)
        context.exit(ArchiverError.exit_code)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if not (words := _damage_behind(context)):  # then it is a fault of ours
            raise
        click.echo(f"archiver: {words}", err=True)
        raise click.exceptions.Exit(ArchiverError.exit_code) from error


def _named_damage(context: click.Context, error: BaseException | None) -> str | None:
    """Which database is damaged, where SQLite said so of one; a look through a large one takes its time."""
    if not isinstance(error, sqlite3.DatabaseError) or blames_surroundings(error):
        return None
    return _damage_behind(context)


def _unusable(context: click.Context, error: sqlite3.DatabaseError) -> str:
    place = context.obj.root if isinstance(context.obj, ArchiveFolder) else "the archive"
    mend = "archiver rebuild makes archive.db again"
    if blames_surroundings(error):
        mend = "see to the rights and the room of its folder, then start the command again"
    return f"{place}: a database cannot be used ({error}); the record is not touched: {mend}."


def _not_written(error: UnicodeEncodeError) -> str:
    letter = ascii(error.object[error.start])
    if error.encoding == "utf-8":
        return f"a name or a word holds bytes that are no UTF-8 ({letter}); write it in UTF-8."
    return f"standard output takes no {letter} ({error.encoding}); call it with PYTHONIOENCODING=utf-8."


def _damage_behind(context: click.Context) -> str | None:
    """What a damaged database hands out may be anything: whether one of them is the cause, in words."""
    from archiver.jobs.surroundings import troubles_of  # noqa: PLC0415  only a command that failed needs it

    folder = context.obj
    if not isinstance(folder, ArchiveFolder):
        return None
    for path, mend in (
        (folder.archive_db, "archiver rebuild makes it again"),
        (folder.crawl_db, "delete it, and the next crawl makes it again"),
    ):
        for trouble in troubles_of(path):
            return f"{path}: is damaged ({trouble}); the record is not touched: {mend}."
    return None


def _named(context: click.Context, path: Path | None) -> ArchiveFolder:
    folder = the_archive(path)
    context.find_root().obj = folder
    return folder


def archive_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--archive DIR`; the command gets an ArchiveFolder named `archive`."""
    return click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        callback=lambda context, _option, value: _named(context, value),
        help="The archive's folder (default: output/<site>, when there is only one, or the folder that one stands in).",
    )(command)


def the_archive(path: Path | None) -> ArchiveFolder:
    """The archive in a folder, or the only one that there is, or the one in whose folder the command is called."""
    if path is not None:
        if not path.is_dir():
            raise UsageError(f"{path}: there is no such folder; archiver crawl makes an archive.")
        folder = ArchiveFolder(path)
        if not folder.is_begun:  # else a check of a mistyped folder finds nothing damaged, and keeps that it did
            within = next((f", as {one.root}" for one in archives(path)), "")
            raise UsageError(
                f"{path}: is no archive: it holds neither warc/ nor profile.toml nor a database; "
                f"give the folder of one{within}."
            )
        return folder
    found = archives_at_hand()
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"{OUTPUT}/: holds no archive yet; make one with archiver crawl SITE, or give --archive DIR.")
    names = ", ".join(folder.name for folder in found)
    raise UsageError(f"{OUTPUT}/: holds several archives ({names}); say which with --archive DIR.")


def archives_at_hand() -> list[ArchiveFolder]:
    """Those under output/; where there are none, the one in whose folder the command is called."""
    here = ArchiveFolder(Path.cwd())
    return archives() or ([here] if here.warc.is_dir() else [])


def person() -> str | None:
    """Who has it done, as the environment names them; commands that ask for it take `--by` as well."""
    return os.environ.get("ARCHIVER_BY", "").strip() or None


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--by NAME`; the command gets the name as `by`."""
    return click.option(
        "--by",
        metavar="NAME",
        envvar="ARCHIVER_BY",
        help="Who says so (default: the environment variable ARCHIVER_BY).",
    )(command)


def named(by: str | None) -> str:
    """The name of whoever says something; nothing is said by nobody."""
    if by is None or not by.strip():
        raise UsageError("nobody is named; say who says so with --by NAME, or set ARCHIVER_BY.")
    return by.strip()


def meant(url: str, profile: SiteProfile) -> str:
    """An address as people write it: it may begin at the portal's host, as browsers show it, without http://."""
    written = url.strip()
    if not written:
        raise UsageError("the address is empty; give one, as https://so-vi-du.example/Pages/about.aspx.")
    return typed(written, profile.start or "")


def keep_quietly(keeping: Callable[[], None]) -> bool:
    """Whether it could be kept; what was found or done stands, though it cannot."""
    try:
        keeping()
    except IndexBehind as error:
        click.echo(f"archiver: {error}", err=True)
    except ArchiveError as error:
        click.echo(f"archiver: this cannot be kept in the record: {error}", err=True)
        return False
    return True
