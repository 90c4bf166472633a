"""Headings under which a text has ended: "Các tin khác", "Related stories"."""

from __future__ import annotations

import re
from functools import lru_cache

from archiver.extract.blocks import Block
from archiver.vietnamese.folding import fold

# A heading after which only other pages' teasers stand.
_END_HEADING = re.compile(
    r"^(?:cac |nhung )?(?:tin|bai|van ban|bai viet|thong tin|su kien|y kien)?(?: tuc| bai| viet)? ?"
    r"(?:khac|lien quan|cung chuyen muc|cu hon|moi hon|da dua|moi nhat|doc nhieu|xem nhieu|cung loai|truoc do)\b.{0,12}$"
    r"|^(?:related|more (?:from|on|in|stories|news)|read (?:more|next|also)|you (?:may|might) (?:also )?(?:like|be interested)|recommended|"
    r"see also|also read|most (?:read|popular|viewed)|popular|trending|latest (?:news|stories|posts|articles)|share this|comments?\b|leave a "
    r"(?:reply|comment)|\d+ comments|about the author|follow us|sign up|subscribe|next (?:article|story|post)|previous (?:article|post)|"
    r"filed under|tagged|mehr zum thema|lesen sie auch|auch interessant|das konnte sie|a lire aussi|lire aussi|leia tambem|lea tambien|te puede interesar"
    r"|gui binh luan|binh luan|y kien ban doc|y kien cua ban|phan hoi|gui y kien).{0,40}$"
)
_WORDS, _LONGEST = 9, 200  # characters


def is_end_heading(block: Block) -> bool:
    """Whether "Các tin khác" or "Related stories" stands here: what follows is not this page's text."""
    return block.words <= _WORDS and len(block.text) <= _LONGEST and _is_end(block.text)


@lru_cache(maxsize=4096)  # a line is asked several times, and the pages of a site share most of their short lines
def _is_end(line: str) -> bool:
    return _END_HEADING.match(fold(line)) is not None
