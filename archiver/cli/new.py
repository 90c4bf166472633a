"""`archiver new`: look at a portal and write its first profile."""

from __future__ import annotations

import re
import shlex
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from archiver.cli.given import given, tell_left
from archiver.cli.terminal import bars, harmless, say, tell_json
from archiver.errors import FetchError, UsageError
from archiver.jobs.probe import Looking, address_in, probe
from archiver.jobs.probe_crawl import look_by_crawl
from archiver.jobs.probe_files import KeptPortal
from archiver.layout import legible
from archiver.sites.catalog import platforms
from archiver.sites.discover import Discovery
from archiver.sites.draft import draft
from archiver.sites.profile import parse_profile

_SHOWN = 12  # paths of robots.txt
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@click.command()
@click.argument("url")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--name", help="The site's name, in small letters (default: from its host).")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="Where to write (default: ./NAME.toml).")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def new(url: str, files: tuple[Path, ...], name: str | None, to: Path | None, as_json: bool) -> None:
    """Look at the portal at URL, show what it is, and write a profile that can be crawled with at once.

    Of a portal that is gone, name the FILEs that hold it (WARC, ARC, WACZ, saved pages, and folders of them): they are looked
    at, and nothing is fetched.

    \b
    Example: archiver new https://so-vi-du.example/ --name so-vi-du
             archiver new https://so-vi-du.example/ old-crawl.warc.gz 2009.arc.gz
    """
    if name is not None and not _NAME.fullmatch(name):
        raise UsageError(f"--name is {name!r}; use small letters a-z, digits and single hyphens.")
    for path in filter(None, (to, Path(f"{name}.toml") if name and not to else None)):
        _refuse_to_overwrite(path)
    with ExitStack() as stack:
        found = probe(url, _kept(stack, url, files) if files else look_by_crawl, name)
    path = to or Path(f"{found.name}.toml")
    text = draft(found)
    parse_profile(text, where=str(path), platforms=platforms())
    _write(path, text)
    if as_json:
        tell_json(asdict(found) | {"profile": str(path)})
    else:
        _show(found, path, files)


def _kept(stack: ExitStack, url: str, files: tuple[Path, ...]) -> Looking:
    """A look into files and folders, which are taken as `archiver import` takes them."""
    portal = parse_profile('name = "new"\ntitle = "new"\n', where="new", platforms=platforms())
    portal = portal.with_start(address_in(url))
    incoming = []
    for path in files:
        some = given(stack, path, portal)
        tell_left(path, some)
        incoming += [(one.path, one.source) for one in some.files]
    with bars(TextColumn("{task.description}"), TextColumn("{task.completed:.0f}"), TimeElapsedColumn()) as shown:
        task = shown.add_task("captures seen", total=None)
        kept = KeptPortal(incoming, lambda count: shown.advance(task, count))
    for reason in kept.refused:
        click.echo(harmless(f"{reason}; not looked at"), err=True)
    if len(kept.refused) == len(incoming):
        raise FetchError(
            "Nothing that is named holds records or pages that could be looked at; give WARC, ARC or WACZ files."
        )
    return kept.look


def _refuse_to_overwrite(path: Path) -> None:
    if path.exists():
        raise UsageError(f"{path}: stands already, and is not overwritten; give another file with --to FILE.")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        _refuse_to_overwrite(path)
    except OSError as error:
        with suppress(OSError):
            path.unlink()  # half of a profile would stand in the way next time
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another file with --to FILE.") from None


def _show(found: Discovery, path: Path, files: tuple[Path, ...]) -> None:
    console = Console()
    console.print(_summary(found))
    if found.sections:
        console.print(_sections(found))
    else:
        console.print("No sections found: the whole host will be read, link by link.")
    for warning in found.warnings:
        console.print(Text(f"Note: {warning}", style="yellow"))
    shown = " ".join(shlex.quote(legible(one)) for one in files)
    following = f"archiver import {shown} --site {path}" if files else f"archiver crawl {path}"
    say(f"\nWritten: {path}. Next:\n\n    {following}\n")


def _summary(found: Discovery) -> Table:
    table = Table(title=Text(found.title), title_justify="left", show_header=False)
    encoding = found.encoding + (f" (declared: {found.declared_encoding})" if found.declared_encoding else "")
    pause = f"\nasks for {found.crawl_delay:g} s between two requests" if found.crawl_delay else ""
    forbidden = ", ".join(found.forbidden[:_SHOWN]) + (" ..." if len(found.forbidden) > _SHOWN else "")
    rows = [
        ("start", found.start),
        ("platform", found.platform),
        ("evidence", "\n".join(found.evidence) or "no sign of a known system"),
        ("language", found.language),
        ("time zone", f"{found.timezone} ({found.timezone_from})"),
        ("encoding", encoding),
        ("robots.txt", found.robots + pause),
        ("forbidden", forbidden or "nothing"),
        ("feeds", "\n".join(found.feeds) or "none"),
        ("sitemaps", "\n".join(found.sitemaps) or "none"),
        ("menu", ", ".join(found.menu) or "none"),
    ]
    for key, value in rows:
        table.add_row(key, Text(value, overflow="fold"))
    return table


def _sections(found: Discovery) -> Table:
    table = Table(title="Sections", title_justify="left")
    for column in ("section", "address", "items", "pager", "newest"):
        table.add_column(column, overflow="fold")
    root = found.start[: found.start.find("/", len("https://")) + 1]
    for section in found.sections:
        address = Text("/" + section.url.removeprefix(root) if root and section.url.startswith(root) else section.url)
        if section.allowed:
            table.add_row(Text(section.title), address, str(section.items), section.pager, section.newest or "")
        else:
            table.add_row(Text(section.title), address, "", "barred by robots.txt", "")
    return table
