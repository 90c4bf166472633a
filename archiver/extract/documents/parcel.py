"""Documents in a ZIP: each under its name, packages in it opened too, down to a depth."""

from __future__ import annotations

import re
from collections.abc import Callable

from archiver.errors import DocumentError, NoDocument
from archiver.extract.documents.matter import TEXT_LIMIT, DocumentText, tidy
from archiver.extract.documents.package import Package

DEEPEST = 3  # packages within packages
_LEFT_BY_SYSTEMS = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
PICTURE = "it is a picture"


def read_parcel(
    package: Package, read: Callable[[bytes], DocumentText], reader: str, limit: int = TEXT_LIMIT
) -> DocumentText:
    """What the files of a package say, each read by itself; what cannot be read is told."""
    texts: list[str] = []
    repairs: list[str] = []
    size = 0
    for name, written in package.printed_names().items():
        if _LEFT_BY_SYSTEMS.search(name):
            continue
        printed = tidy(written)
        texts.append(printed)
        try:
            inner = read(package.read(name))
        except DocumentError as error:
            if not (isinstance(error, NoDocument) and str(error) == PICTURE):  # its name says what it is
                repairs.append(f"{printed}: {error}")
            continue
        texts[-1] += f"\n{inner.text[: limit - size]}\n"
        repairs += [f"{printed}: {one}" for one in inner.repairs]
        size += len(texts[-1])
        if size > limit:
            repairs.append(f"cut after {limit} characters")
            break
    return DocumentText(
        text="\n".join(texts).strip("\n"),
        title=None,
        author=None,
        created=None,
        pages=None,
        repairs=tuple(repairs),
        reader=reader,
    )
