"""What of the record goes into a package: WARC files as they are, and those that stand in packages of others that were imported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, count

from archiver.errors import ArchiveError
from archiver.layout import ArchiveFolder, cdxj_of, is_imported, name_under_warc
from archiver.warc.fixity import absent_files, index_digests, recorded_sums
from archiver.warc.foreign.package import is_package
from archiver.warc.foreign.region import form_of, regions, whole
from archiver.warc.foreign.stream import Region

_GZIP = b"\x1f\x8b"


def packed_files(folder: ArchiveFolder) -> tuple[dict[str, Region], list[str]]:
    """The WARC files of the record by their names in the package, and the files that it cannot hold: those with ARC."""
    closed = recorded_sums(folder)
    for name in absent_files(folder):  # a package that says nothing of it would pass for all that there is
        raise ArchiveError(
            f"{folder.warc / name}: is missing; archiver verify --repair FROM brings it back from a copy."
        )
    files: dict[str, Region] = {}
    left_out: list[str] = []
    for path in (*folder.warc_files(), *folder.imported_files()):
        name = name_under_warc(path)
        if name not in closed:
            raise ArchiveError(
                f"{path}: is not closed yet; archiver verify --repair, or the next crawl or import, closes it, then export again."
            )
        foreign = is_imported(name)
        parts = regions(path, name) if foreign else [whole(path, name)]
        if foreign and not all((form_of(part) or "").startswith("WARC") for part in parts):
            left_out.append(name)
        elif not cdxj_of(path).is_file():
            remedy = _remedy(folder, name, closed[name])
            raise ArchiveError(f"{cdxj_of(path)}: is missing; {remedy}, then export again.")
        else:
            packaged = foreign and is_package(path)
            for number, part in enumerate(parts):
                called = f"{name}-{number:05d}{_ending(part)}" if packaged else name
                files[_free(called.replace("/", "-"), files)] = part
    if not files:
        raise ArchiveError(f"{folder.warc}: holds no WARC file to export.")
    return files, left_out


def index_lines(name: str, part: Region) -> Iterator[str]:
    """The index of a file as it will stand in the package, where it has another name, and perhaps begins elsewhere."""
    place = cdxj_of(part.path)
    try:
        with place.open(encoding="utf-8") as index:  # of each daily check there is an empty one: they are not kept open
            for line in index:
                key, stamp, text = line.split(" ", 2)
                told = json.loads(text)
                if part.begin <= int(told["offset"]) < part.end:
                    told |= {"offset": str(int(told["offset"]) - part.begin), "filename": name}
                    yield f"{key} {stamp} {json.dumps(told)}\n"
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(
            f"{place}: is missing or damaged ({error}); archiver verify --repair makes it again."
        ) from error


def _remedy(folder: ArchiveFolder, name: str, digest: str) -> str:
    if not is_imported(name) or (digest, cdxj_of(folder.warc / name).name) in index_digests(folder):
        return "archiver verify --repair makes it again"
    return "its import was cut off, and the next one finishes it"


def _ending(part: Region) -> str:
    with part.path.open("rb") as file:
        file.seek(part.begin)
        return ".warc.gz" if file.read(len(_GZIP)) == _GZIP else ".warc"


def _free(name: str, taken: dict[str, Region]) -> str:
    """Others may have called a file as a part of a package is called here."""
    names = chain((name,), (f"{number}-{name}" for number in count(2)))
    return next(one for one in names if one not in taken)
