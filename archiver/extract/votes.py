"""What the pages of a site make of a place, taken together: what speaks for the words there, and what against them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.extract.forest import ONE

WITNESSES = 2  # other pages that have to agree
QUOTED = 8 * ONE  # against a teaser, whatever it looks like
_REPEATED = 5 * ONE // 2  # where words change; what the model is sure of outweighs it: decrees repeat their preamble
_FIXED = 9  # witnesses that count where the words never change
# The first of them, and twice as much each that follows: two pages may well have the same line of text.
_WITNESS = ONE // 4
_LIFT = 2 * ONE // 5  # what was all but text is made text
_MOST_LIFT = 3 * ONE // 2  # where all but no page rejects what stands there
_WEIGHT = 0.6  # of what other pages say of a place, against what this page says of itself
_WHOLE = 250  # words of running text; a page of fewer may take for its own what stands round it
_ODDS = 1.2  # of the logarithm of the odds that a block in a place is text
_UNSEEN = 0.5  # pages that may yet say otherwise
_CLIP = 4 * ONE  # no page speaks louder
_DOUBT = 1  # pages without an opinion that are added to those that have one
_WHISPER = ONE // 5  # what says less is not heard
_LOUD = 40  # words; a longer block does not count for more


@dataclass(frozen=True, slots=True)
class Vote:
    """What one page makes of its words in one place."""

    page: int
    mean: float  # of the model's sums, by the number of words
    text: float  # share of its blocks there that are text, as far as the page is to be trusted
    other: float  # and of those that are not

    @classmethod
    def of(cls, page: int, running: int, blocks: Sequence[tuple[int, int]]) -> Vote:
        """Of a page with so many words of running text; the blocks as numbers of words and the model's sums."""
        trust = min(running, _WHOLE) / _WHOLE
        weighed = [(min(words, _LOUD), max(-_CLIP, min(_CLIP, verdict))) for words, verdict in blocks]
        mean = sum(words * verdict for words, verdict in weighed) / sum(words for words, _ in weighed)
        share = sum(verdict > 0 for _, verdict in blocks) / len(blocks)
        return cls(page, mean, trust * share, trust * (1 - share))


def opinion(said: Sequence[Vote]) -> int:
    """What other pages make of the words in a place, where these change; 0 where fewer than two have an opinion.

    A page of one sentence takes the teasers beside it for text; others, which have more to say, do not.
    """
    if len(said) < WITNESSES:
        return 0
    mean = int(_WEIGHT * sum(vote.mean for vote in said) / (len(said) + _DOUBT))
    odds = _odds(said)
    found = min(mean, odds) if mean < 0 and odds < 0 else min(mean, max(_LIFT, min(odds, _MOST_LIFT)))
    return found if abs(found) >= _WHISPER else 0


def against(said: Sequence[Vote], holders: int, others: int) -> int:
    """What speaks against words that so many other pages have in the same place.

    Where other words are text, few that agree are the preamble of decrees, or the standing words of a death notice.
    """
    fixed = -_WITNESS * (2 * min(holders, _FIXED) - 1)
    if not said:
        return fixed
    if _odds(said) > ONE:
        return -_REPEATED * min(2 * holders, others) // others
    return min(fixed, -_REPEATED)


def _odds(said: Sequence[Vote]) -> int:
    """Whether blocks in a place are text, as pages say that can be trusted."""
    text, other = sum(vote.text for vote in said), sum(vote.other for vote in said)
    return int(_ODDS * ONE * math.log((text + _UNSEEN) / (other + _UNSEEN)))
