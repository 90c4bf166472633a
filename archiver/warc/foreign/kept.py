"""A folder of saved pages as a WARC file: `resource` records, each with a metadata record that says what it is.

Nothing in the file depends on when or where it was written: the same folder gives the same bytes, and is known again.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.warc.fixity import file_digest
from archiver.warc.foreign.mhtml import body_of
from archiver.warc.record import sha256
from archiver.warc.writer import SOFTWARE, pack, warc_date, warc_fields

NO_EXCHANGE = "a file that was saved, no capture of an exchange with a server"
ROLE = "saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A saved file, and the address that it stands for."""

    path: Path
    name: str  # in the folder
    url: str
    media_type: str
    part: int | None = None  # of a page that was saved as one file
    saved_at: datetime | None = None  # as the file says; None: when it was written


def name_by_digest(path: Path) -> str:
    """The address of a file that stood nowhere on the web: its own digest (RFC 6920)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(file_digest(path))).decode()
    return f"ni:///sha-256;{digest.rstrip('=')}"


def write_kept(target: Path, folder: str, files: Sequence[KeptFile]) -> None:
    """Write the files as one WARC file."""
    moments = [warc_date(one.saved_at) if one.saved_at else _written_at(one.path) for one in files]
    latest = max(moments)
    with target.open("wb") as out:
        info = {"software": SOFTWARE.partition("/")[0], "format": "WARC File Format 1.1", "description": NO_EXCHANGE}
        about = [("WARC-Record-ID", _id(folder, latest, "info")), ("WARC-Date", latest)]
        out.write(pack("warcinfo", about, warc_fields(info | {"sourceFolder": folder}), "application/warc-fields"))
        for one, moment in zip(files, moments, strict=True):
            out.write(_records(one, moment))


def _records(kept: KeptFile, moment: str) -> bytes:
    body = kept.path.read_bytes() if kept.part is None else body_of(kept.path, kept.part)
    digest = sha256(body)
    number = _id(kept.url, moment, digest)
    common = [("WARC-Target-URI", kept.url), ("WARC-Date", moment)]
    fields = [("WARC-Record-ID", number), *common, ("WARC-Payload-Digest", digest)]
    facts = {"role": ROLE, "entityDigest": digest, "sourcePath": kept.name, "made": NO_EXCHANGE}
    facts |= {"sourcePart": str(kept.part)} if kept.part is not None else {}
    facts |= {"dateOf": "the file" if kept.saved_at is None else "what the file says"}
    told = [("WARC-Record-ID", _id(number, "told", "")), *common, ("WARC-Concurrent-To", number)]
    return pack("resource", fields, body, kept.media_type) + pack(
        "metadata", told, warc_fields(facts), "application/warc-fields"
    )


def _id(*facts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, chr(0).join(facts))}>"


def _written_at(path: Path) -> str:
    return warc_date(datetime.fromtimestamp(path.stat().st_mtime, UTC))
