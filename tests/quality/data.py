"""Public pages with gold text, as lines of JSON; they are read where they lie and never copied here."""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Gold texts disagree on what main text is. What each set counts was found by reading it, and is one rule for the whole set.
TITLED = frozenset(("cleaneval", "portaleval", "magic_forum"))
CAPTIONED = frozenset(("magic_article", "magic_forum"))
_THREADED = frozenset(("magic_forum",))


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page, and what people say that it says."""

    set: str
    id: str
    url: str
    site: str  # registered domain
    html: str
    text: str
    title: str | None = None
    author: Any = None
    date: str | None = None
    page_type: str | None = None
    present: tuple[str, ...] = field(default=())  # snippets that belong to the text
    absent: tuple[str, ...] = field(default=())  # snippets that do not


def folder() -> Path:
    """Where the sets lie."""
    place = os.environ.get("ARCHIVER_TEST_DATA")
    if not place or not (Path(place) / "bench").is_dir():
        raise SystemExit(
            "ARCHIVER_TEST_DATA has to name a folder with bench/*.jsonl.xz in it: a line a page with "
            "id, url, html, text (gold), and where known title, author, date, site."
        )
    return Path(place) / "bench"


def names() -> list[str]:
    return sorted(path.name.removesuffix(".jsonl.xz") for path in folder().glob("*.jsonl.xz"))


def read_set(name: str) -> Iterator[GoldPage]:
    with lzma.open(folder() / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield GoldPage(
                set=name,
                id=str(row["id"]),
                url=row.get("url") or "",
                site=row.get("site") or row.get("url") or str(row["id"]),
                html=row["html"],
                text=row.get("text") or "",
                title=row.get("title"),
                author=row.get("author"),
                date=row.get("date"),
                page_type=row.get("page_type"),
                present=tuple(row.get("with") or ()),
                absent=tuple(row.get("without") or ()),
            )


def in_convention(name: str, parts: list[dict[str, str]]) -> str:
    """Typed parts as the flat text that a set's gold means."""
    left_out = {"title", "caption", "comment"}
    if name in TITLED:
        left_out -= {"title"}
    if name in CAPTIONED:
        left_out -= {"caption"}
    if name in _THREADED:
        left_out -= {"comment"}
    return "\n".join(part["text"] for part in parts if part["kind"] not in left_out)
