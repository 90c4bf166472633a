"""Furniture: lines that stand in the place of a text and are no part of it, as counters, buttons, date lines, the name of the site."""

from __future__ import annotations

from collections.abc import Collection

from archiver.extract.blocks import Block
from archiver.extract.dateline import is_date_line, is_noise, is_of_entry
from archiver.extract.names import Role
from archiver.extract.phrases import is_end_heading
from archiver.extract.site_names import key_of
from archiver.vietnamese.dates import NumericOrder

_FIRST, _LAST = 4, 3  # lines at the edges, where a line may be a date line
_MOST = 20  # words; no line of furniture has more
_NAME = 16  # words
_LABEL = 6  # words


def without_furniture(blocks: list[Block], sites: Collection[str], timezone: str, order: NumericOrder) -> list[Block]:
    """The lines of a text; what would leave nothing is left as it is."""
    blocks = [block for block in blocks if not is_of_entry(block, timezone, order)] or blocks
    edges = frozenset(block.index for block in (*blocks[:_FIRST], *blocks[-_LAST:]))
    return [
        block
        for block in blocks
        if block.words > _MOST
        or not (
            _is_furniture(block, blocks, sites)
            or (block.index in edges and len(blocks) > 1 and is_date_line(block, timezone, order))
        )
    ]


def _is_furniture(block: Block, blocks: list[Block], sites: Collection[str]) -> bool:
    """Whether it is none of the text wherever it stands."""
    if is_noise(block) or (block.words <= _NAME and key_of(block.text) in sites):
        return True
    if block.roles & Role.ATTACHMENTS and block.words <= _LABEL and block.text.endswith(":"):  # "Tệp đính kèm:"
        return True
    # "Tin cùng chuyên mục", over nothing that was kept.
    return block is blocks[-1] and len(blocks) > 1 and is_end_heading(block)
