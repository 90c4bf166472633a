"""Documents in a ZIP: each under its name, packages in it opened too, down to a depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archiver.errors import ArchiverError
from archiver.extract.documents.matter import Found, NoDocument, Run
from archiver.extract.documents.package import Package

DEEPEST = 3  # packages within packages

Read = Callable[[bytes], Found]


def read_parcel(package: Package, read: Read) -> Found:
    """What the files of a package say; `read` is asked for each."""
    notes: list[str] = []
    return Found(runs=_runs(package, read, notes), notes=notes)


def _runs(package: Package, read: Read, notes: list[str]) -> Iterator[Run]:
    for name in package.names():
        printed = package.printed_name(name)
        yield Run(f"{printed}\n")
        try:
            found = read(package.read(name))
            yield from found.runs
        except NoDocument:  # a picture, a program: its name says what it is
            continue
        except ArchiverError as error:
            notes.append(f"{printed}: {error}")
            continue
        notes += [f"{printed}: {note}" for note in found.notes]
        yield Run("\n\n")
