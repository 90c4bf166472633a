"""Shell lines by which anybody reads the bytes at a place without any program of ours: tail, head, gunzip, sha256sum."""

from __future__ import annotations

import shlex

from archiver.layout import is_imported
from archiver.model import Place


def stored_bytes(place: Place) -> str:
    """The bytes as they stand in the file, from the archive's folder; where several records share a member, the record's own."""
    if place.within is not None:
        return record_bytes(place)
    return f"{_from(place)} | head -c {place.length}"


def record_bytes(place: Place) -> str:
    """The record, unpacked."""
    if place.within is not None:
        return f"{_from(place)} | gunzip | tail -c +{place.within + 1} | head -c {place.length}"
    plain = " -cf" if is_imported(place.file) else ""  # files of others may not be packed
    return f"{_from(place)} | head -c {place.length} | gunzip{plain}"


def part_of_record(place: Place, begin: int, length: int) -> str:
    """So many bytes of the unpacked record, from its byte `begin` on (counted from 0)."""
    return f"{record_bytes(place)} | tail -c +{begin + 1} | head -c {length}"


def digest_of(command: str) -> str:
    return f"{command} | sha256sum"


def _from(place: Place) -> str:
    return f"tail -c +{place.offset + 1} {shlex.quote('warc/' + place.file)}"
