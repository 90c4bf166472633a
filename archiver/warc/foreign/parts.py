"""An answer that is cut into several records (ISO 28500, 9): the first says WARC-Segment-Number 1, the others name the first.

They may stand anywhere: behind it, far from it, or in another file. Where one is missing, or they do not make what they say,
nothing is joined, and it is said why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from archiver.errors import WarcError
from archiver.model import Place
from archiver.warc.foreign.block import Block
from archiver.warc.foreign.digests import read_digest
from archiver.warc.foreign.records import HELD_LIMIT, Found, record_at, records
from archiver.warc.foreign.region import regions, whole
from archiver.warc.http import parse
from archiver.warc.record import Record, bare_id

_REMEMBERED = 10_000  # parts of a file, and of an answer: a hostile one may hold any number
_OF_THE_PART = frozenset({"warc-segment-number", "warc-block-digest", "warc-truncated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A later part of an answer, and where it stands."""

    number: int
    path: Path
    place: Place
    size: int
    total: int | None  # bytes of all parts together; the last one says it
    truncated: str | None  # why the whole is none; the last one says it too


class Apart(Exception):
    """The parts cannot be joined; the words say why."""


def is_first(record: Record) -> bool:
    return record.type != "continuation" and _number(record.field("WARC-Segment-Number")) == 1


def join(first: Found, files: Iterable[tuple[Path, str]]) -> Found:
    """The whole answer of which this is the first part; Apart where it cannot be had from these files."""
    parts = _complete(first, files)
    blocks = [first.record.block, *(_block(part) for part in parts)]
    data = b"".join(blocks)
    last = parts[-1]
    if len(data) != last.total:
        raise Apart(f"its {len(blocks)} parts hold {len(data)} bytes, and the last one says {last.total}")
    fields = [(name, value) for name, value in first.record.fields if name.lower() not in _OF_THE_PART]
    fields += [("WARC-Truncated", last.truncated)] if last.truncated else []
    record = replace(first.record, fields=tuple(fields), block=data)
    return replace(first, record=_as_named(record, first.record), block=Block(data=data, size=len(data)))


def _complete(first: Found, files: Iterable[tuple[Path, str]]) -> list[Part]:
    """The parts from the second to the last, in order."""
    found: dict[int, Part] = {}
    for path, file in files:
        state = path.stat()
        for part in _parts_in(path, file, state.st_size, state.st_mtime_ns).get(first.record.id, ()):
            found.setdefault(part.number, part)
    last = next((number for number, part in sorted(found.items()) if part.total is not None), None)
    if last is None:
        here = ", ".join(map(str, [1, *sorted(found)][:10]))
        raise Apart(f"the last of its parts is not here ({here} of an unknown number)")
    if last > _REMEMBERED:
        raise Apart(f"its last part has the number {last}; no answer is joined from more than {_REMEMBERED}")
    if missing := [number for number in range(2, last) if number not in found]:
        raise Apart(f"{', '.join(map(str, missing[:10]))} of its {last} parts not here")
    parts = [found[number] for number in range(2, last + 1)]
    size = first.block.size + sum(part.size for part in parts)
    if size > HELD_LIMIT:
        raise Apart(f"its {last} parts hold {size} bytes together, more than is read at once; they are kept")
    return parts


@lru_cache(maxsize=1024)
def _parts_in(path: Path, file: str, _size: int, _changed: int) -> dict[str, list[Part]]:
    """The later parts in a file, by the id of the first one; read once, as long as the file stays what it is."""
    parts: dict[str, list[Part]] = {}
    left = _REMEMBERED
    try:
        stretches = regions(path, file)
    except WarcError:  # a package that cannot be read was told when it was taken in
        return parts
    for region in stretches:
        for found in records(region):
            if not isinstance(found, Found) or found.record.type != "continuation" or not left:
                continue
            origin = bare_id(found.record.field("WARC-Segment-Origin-ID") or "")
            number = _number(found.record.field("WARC-Segment-Number"))
            if origin and number is not None and number > 1:
                total = _number(found.record.field("WARC-Segment-Total-Length"))
                part = Part(
                    number=number,
                    path=path,
                    place=found.place,
                    size=found.block.size,
                    total=total,
                    truncated=found.record.field("WARC-Truncated"),
                )
                parts.setdefault(origin, []).append(part)
                left -= 1
    return parts


def _block(part: Part) -> bytes:
    """What a part holds, which must be what it says."""
    try:
        found = next(record_at(whole(part.path, part.place.file), part.place), None)
    except WarcError as error:
        raise Apart(f"part {part.number} cannot be read: {error}") from error
    if not isinstance(found, Found):
        raise Apart(f"part {part.number} cannot be read")
    named = read_digest(found.record.field("WARC-Block-Digest"))
    if named is not None and not named.fits([found.record.block]):
        raise Apart(f"part {part.number} has not the digest that it names")
    return found.record.block


def _as_named(record: Record, first: Record) -> Record:
    """With the payload's digest, if that is of the whole; some writers name that of the first part."""
    named = read_digest(record.field("WARC-Payload-Digest"))
    if named is None or named.fits(_payloads(record)):
        return record
    if not named.fits(_payloads(first)):
        raise Apart("its parts together have not the digest that the first one names")
    fields = tuple(pair for pair in record.fields if pair[0].lower() != "warc-payload-digest")
    return replace(record, fields=fields)


def _payloads(record: Record) -> list[bytes]:
    """What may be meant by its payload."""
    if record.type != "response":
        return [record.block]
    message = parse(record.block)
    return [message.body, message.payload] if message.chunked else [message.body]


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
