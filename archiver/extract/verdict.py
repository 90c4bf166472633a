"""What the models say of each block of a page: the trees, where they are in doubt the network, and what blocks alike settle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archiver.extract.blocks import Sheet
from archiver.extract.features import features_of
from archiver.extract.forest import ONE, Forest, Ints, blocks_forest
from archiver.extract.head import Head
from archiver.extract.named_parts import with_names
from archiver.extract.network import Network, blocks_network

_BORDER = 0  # of the logit
LOOSE_BORDER = -ONE // 2  # where a page does not call itself an article: short lines are text there
_MOST_BLOCKS = 20_000  # a page of more is a list or an attack; the models' memory grows with their number
_UNSURE = ONE // 2  # of the trees' logit, on both sides of the border
_CELLS = 2
_SURE = 4 * ONE  # one cell about which nobody is in doubt does not settle it
_TABLE_DOUBT = ONE // 2
_ALIKE, _WEIGHT_OF_LIKE = 4, 2  # blocks in places of one kind; what they weigh against a block's own sum


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of each block of a page, in parts of `ONE`; above the border it is text."""

    sums: list[int]  # none where the model was not asked
    border: int

    @property
    def is_loose(self) -> bool:
        """Whether the page does not call itself an article."""
        return self.border == LOOSE_BORDER


def judge(sheet: Sheet, head: Head) -> Verdict:
    """What the page's own shape says; nothing of a page without words or with too many."""
    border = _BORDER if head.is_article else LOOSE_BORDER
    if not 0 < len(sheet.blocks) <= _MOST_BLOCKS:
        return Verdict([], border)
    rows, _ = features_of(sheet, head)
    sums = whole(sheet, said(blocks_forest(), blocks_network(), rows, border).tolist(), border)
    if head.is_article:
        sums = with_names(sheet, head, settled(sheet, sums, border), border)
    return Verdict(sums, border)


def said(trees: Forest, network: Network, rows: Ints, border: int) -> Ints:
    """What the trees say of each block; where they are in doubt, the network leans to one side or the other.

    They know the pages from which they learned by heart, and are in doubt on others: about one block in twenty-five.
    """
    sums = trees.sums(rows)
    doubtful = np.flatnonzero(np.abs(sums - border) < _UNSURE)
    sums[doubtful] += network.sums(rows[:, doubtful]).clip(-_UNSURE, _UNSURE)
    return sums


def whole(sheet: Sheet, sums: list[int], border: int) -> list[int]:
    """A table of facts, or a list of terms, is text whole or not at all, as most of its words are.

    Of a table of results the models take the rows with long names, and not the others. What is mostly links is no text by that.
    """
    boxes, after, done = sheet.boxes, [*sums], 0
    for box in boxes.named("table", "dl"):
        layout = boxes.tags[box].name == "table" and boxes.kinds[box] != "table"
        if layout or box < done:
            continue
        done = boxes.lasts[box]
        blocks = sheet.blocks[boxes.begins[box] : boxes.ends[box]]
        if len(blocks) < _CELLS:
            continue
        words, links = sum(block.words for block in blocks), sum(block.link_words for block in blocks)
        weighed = sum(min(max(sums[block.index] - border, -_SURE), _SURE) * block.words for block in blocks)
        if weighed <= -_TABLE_DOUBT * words:
            for block in blocks:
                after[block.index] = min(sums[block.index], border)
        elif 2 * links <= words:
            for block in blocks:
                after[block.index] = max(sums[block.index], border + 1)
    return after


def settled(sheet: Sheet, sums: list[int], border: int) -> list[int]:
    """What is barely text for the model counts as what is made as it is: of a row of teasers under an article it took one or two.

    Of tables see `whole`. Other pages than articles have lists of which some entries say more than others, and old ones name nothing.
    """
    paths = sheet.boxes.paths
    both = [*zip(sheet.blocks, sums, strict=True)]
    barely = {block.index: own for block, own in both if border < own < border + ONE and block.kind != "table"}
    alike: dict[int, list[int]] = {paths[sheet.blocks[index].box]: [] for index in barely}
    for block, own in both if alike else ():
        if paths[block.box] in alike:
            alike[paths[block.box]].append(own)
    after = [*sums]
    for index, own in barely.items():
        every = alike[paths[sheet.blocks[index].box]]
        if len(every) >= _ALIKE:
            after[index] = (own + _WEIGHT_OF_LIKE * (sum(every) // len(every))) // (1 + _WEIGHT_OF_LIKE)
    return after
