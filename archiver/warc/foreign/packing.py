"""What somebody packed to hand it on, and is no WACZ: it is to be unpacked first, since its files are what an archive keeps."""

from __future__ import annotations

import tarfile
import zlib
from pathlib import Path

from archiver.errors import WarcError
from archiver.warc.foreign.package import PACKAGE, names_in
from archiver.warc.foreign.stream import SIGNATURE

_SIGNS = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
# A letter (.docx) is a ZIP file too, and nobody wants it unpacked.
_OF_PORTALS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz", ".html", ".htm", ".mht", ".mhtml")


def unpacked(head: bytes, most: int) -> bytes:
    """The first bytes of a file that begins so, without gzip."""
    if not head.startswith(SIGNATURE):
        return head
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, most)
    except zlib.error:
        return b""


def packing_of(path: Path, head: bytes) -> str | None:
    """How a file is packed that begins so; None where it is not, or holds nothing of a portal."""
    if head.startswith(PACKAGE):
        return "ZIP" if _holds_pages(path) else None
    if is_tar(head):
        return "tar"
    return next((name for sign, name in _SIGNS.items() if head.startswith(sign)), None)


def is_tar(head: bytes) -> bool:
    """Whether a file that begins so is a tar, packed by gzip or not. The WARC files within it would be found, and hide the rest."""
    try:
        tarfile.TarInfo.frombuf(unpacked(head, tarfile.BLOCKSIZE)[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _holds_pages(path: Path) -> bool:
    try:
        names = names_in(path)
    except WarcError:
        return False
    is_wacz = "datapackage.json" in names  # one without records: what it lacks is said elsewhere
    return not is_wacz and any(name.lower().endswith(_OF_PORTALS) for name in names)
