"""What is done alike to pages and to documents: cut off, without its middle, and spliced with another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import AnyStr


def cut(whole: AnyStr, _: Sequence[AnyStr], chance: random.Random) -> AnyStr:
    return whole[: chance.randrange(len(whole) + 1)]


def without_middle(whole: AnyStr, _: Sequence[AnyStr], chance: random.Random) -> AnyStr:
    first, last = sorted(chance.randrange(len(whole) + 1) for _ in range(2))
    return whole[:first] + whole[last:]


def spliced(whole: AnyStr, others: Sequence[AnyStr], chance: random.Random) -> AnyStr:
    other = chance.choice(others)
    return whole[: chance.randrange(len(whole) + 1)] + other[chance.randrange(len(other) + 1) :]
