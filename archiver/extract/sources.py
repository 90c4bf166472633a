"""From where a text was taken: "(Theo Báo Nhân Dân)", "Nguồn: TTXVN", "来源：新华网"."""

from __future__ import annotations

import re

from archiver.extract.blocks import Block

_SOURCE = re.compile(
    r"^\W*(?:(?:nguồn|nguồn tin|source)\s*[:：]|(?P<after>theo)\s)\s*[:：]?\s*(?P<name>(?:[^.!?]|\.(?=\w)){2,80}?)\W*$",
    re.IGNORECASE,
)
_SOURCE_BESIDE = re.compile(
    r"\((?:(?P<after>theo)\s|nguồn\s*:)\s*(?P<name>[^()!?]{2,60})\)\W*$", re.IGNORECASE
)  # "Lê Hà (Theo TTXVN)"
_SOURCE_IN_HAN = re.compile(r"(?:来源|來源)\s*[:：]\s*(?!转载|網絡|网络|本站|原创)(?P<name>[^\s:：|=<>\"]{2,30})")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)


def source_line(blocks: list[Block]) -> tuple[str, Block] | None:
    """The source that "(Theo Báo Nhân Dân)", "Nguồn: ..." names among the lines at the end of a text."""
    for block in reversed(blocks):
        if block.words <= 14 and (name := source_of(block.text)):
            return name, block
    return None


def source_of(line: str) -> str | None:
    """The source that a line names; "theo quy định" names none."""
    match = _SOURCE.match(line)
    return _named(match) if match else None


def source_beside(line: str) -> str | None:
    """The source that a line names beside who signs it, or a Chinese one beside its day: "来源：新华网"."""
    if match := _SOURCE_IN_HAN.search(line):
        return match["name"]
    match = _SOURCE_BESIDE.search(line)
    return _named(match) if match else None


def _named(match: re.Match[str]) -> str | None:
    name = match["name"].strip(" ()")
    return name if not match["after"] or name[:1].isupper() or _HOST.fullmatch(name) else None
