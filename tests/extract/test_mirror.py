"""Real press releases of a SharePoint portal: the printed date, the printed title, the body alone."""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from archiver.extract.decode import decode
from archiver.extract.stages import extract
from archiver.vietnamese.dates import read_date

pytestmark = pytest.mark.real
_DATE = re.compile(r"\bDate:\s*(\d{1,2} \w+ \d{4})")
_TITLE = re.compile(r"property='og:title' content='([^']*)'")
_FURNITURE = (
    "Share this",
    "Advertisement",
    "All rights reserved",
    "Anti-slavery",
    "Press Enquiries",
    "Additional information",
)


def pages() -> Iterator[tuple[str, bytes]]:
    with tarfile.open(Path(os.environ["ARCHIVER_TEST_DATA"]) / "real" / "sharepoint-mirror.tar.xz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


def test_the_mirror() -> None:
    releases = dated = 0
    for name, body in pages():
        draft = extract(decode(body, "utf-8", f"https://www.example.org/{name}"))
        if "archive.aspx" in name:
            assert (draft.kind, draft.reason) == (None, "listing"), name
            continue
        releases += 1
        html = body.decode()
        printed = _DATE.search(html)
        assert draft.kind == "article", name
        assert draft.published == (read_date(printed[1]) if printed else None), name
        dated += draft.published is not None
        stated = _TITLE.search(html)
        assert draft.title, name
        if stated and stated[1].strip():
            assert draft.title == " ".join(unescape(stated[1]).split()), name
        assert not [word for word in _FURNITURE if word in draft.text], name
        assert not [line for line in _paragraphs(html) if line not in draft.text.replace("\n", " ")], name
    assert releases == 150
    assert dated >= 140


def _paragraphs(html: str) -> list[str]:
    """The long plain paragraphs between the date and the column at the right."""
    middle = html[html.index('id="date"') : html.index('id="col-xtra"')]
    texts = re.findall(r"<p>([^<]{80,})</p>", middle)
    return [" ".join(unescape(text).replace("\u200b", "").split()) for text in texts]
