"""The files and folders that a command is given: files of records, and saved pages, which are made into one."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from archiver.cli.options import person
from archiver.cli.terminal import harmless
from archiver.errors import UsageError
from archiver.jobs.import_folder import NO_ADDRESS, is_page, read_folder, read_page
from archiver.jobs.importing import Incoming
from archiver.layout import legible
from archiver.sites.profile import SiteProfile
from archiver.warc.foreign.kept import NO_EXCHANGE, write_kept

_NAMED = 10  # files of a folder that are not taken, by name


@dataclass(frozen=True, slots=True)
class Given:
    """What an argument of the command stands for."""

    files: tuple[Incoming, ...]
    left: tuple[str, ...] = ()  # what of it is not taken, and why


def given(
    stack: ExitStack, path: Path, profile: SiteProfile, base: str | None = None, near: Path | None = None
) -> Given:
    """Look at a file or a folder. What is made of saved pages lies in a folder `near` this one until the stack is closed."""
    if not path.is_dir():
        if not path.is_file():
            raise UsageError(
                f"{path}: there is no such file; give the path of a WARC, ARC or WACZ file, of a saved page, or of a folder."
            )
        if not is_page(path):
            return Given((Incoming(path, path.name, legible(path), person=person()),))
    saved = read_folder(path, profile, base) if path.is_dir() else read_page(path, base)
    files = [Incoming(one, one.name, legible(one), person=person()) for one in saved.records]
    if saved.kept:
        if near is not None:
            near.mkdir(parents=True, exist_ok=True)
        made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".saved-", dir=near)))
        own = legible(Path(path.resolve().name))
        name = f"{own or 'saved'}.warc.gz"
        write_kept(made / name, own, saved.kept)
        about = {"made_of": NO_EXCHANGE, "files": len(saved.kept), "left": list(saved.left)[:100]}
        files.append(Incoming(made / name, name, legible(path), about, person()))
    return Given(tuple(files), saved.left)


def tell_left(path: Path, some: Given, hint: str = "") -> None:
    """Name what of an argument is not taken; `hint`: what can be done for a file without an address."""
    for reason in some.left[:_NAMED]:
        click.echo(harmless(f"{path}: not taken: {reason}{hint if reason.endswith(NO_ADDRESS) else ''}"), err=True)
    if len(some.left) > _NAMED:
        click.echo(f"{path}: not taken: {len(some.left) - _NAMED:,} more", err=True)
