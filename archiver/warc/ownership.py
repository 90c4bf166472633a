"""Which files under warc/ are ours: a file manager's second copy, or what others put there, is no part of the record."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from archiver.warc.member import Fault
from archiver.warc.reader import records


def is_ours(path: Path, known: Collection[str]) -> bool:
    """Whether a WARC file is known, by SHA256SUMS or by the ledger, or was begun by us under the name that it has.

    One of which not even the first record stands is what a crash left of ours. Where nothing is known of any file, as in a
    folder to which only WARC files were brought, under whatever names, all of them are the record.
    """
    if not known or path.name in known:
        return True
    first = next(records(path), None)
    if first is None or isinstance(first, Fault):
        return True
    record = first[0]
    return record.type == "warcinfo" and record.field("WARC-Filename") == path.name
