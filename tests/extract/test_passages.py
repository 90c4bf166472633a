"""Texts with a passage in common are found by it, and what they share is counted."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract.passages import STRETCH, Passages, common, may_share


def words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    letters = "bcdghklmnpqrstvxaeiouy"
    return ["".join(chance.choices(letters, k=3)) for _ in range(count)]


def of(*parts: list[str]) -> Passages:
    return Passages.of(" ".join(word for part in parts for word in part))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**6), st.integers(0, 300), st.integers(0, 300), st.integers(STRETCH, 90))
def test_forty_words_in_a_row_never_go_unseen(seed, before, after, length):
    shared = words(seed, length)
    one = of(words(seed + 1, before), shared, words(seed + 2, after))
    other = of(words(seed + 3, after), shared, words(seed + 4, before))
    assert one.marks & other.marks


def test_what_is_shorter_or_strange_is_not_compared():
    assert of(words(1, STRETCH - 1)).marks == frozenset()
    assert not may_share(of(words(1, 400)).marks, of(words(2, 400)).marks)
    assert common(of(words(1, 400)), of(words(2, 400))) is None
    assert common(of(words(1, 5)), of(words(1, 5))) is None


REPORT = words(7, 300)


@pytest.mark.parametrize(
    ("other", "kind", "direction", "share", "other_share"),
    [
        (of(REPORT), "same-text", "equal", 1.0, 1.0),
        (Passages.of(", ".join(REPORT).upper()), "same-text", "equal", 1.0, 1.0),
        (of(REPORT[:150], ["2027"], REPORT[151:]), "near-duplicate", "equal", 0.997, 0.997),
        (of(REPORT[:150], ["khác"], REPORT[150:]), "near-duplicate", "equal", 1.0, 0.997),
        (of(words(8, 200), REPORT[:200], words(9, 400)), "quotation", "within", 0.667, 0.25),
        (of(REPORT[50:150]), "quotation", "holds", 0.333, 1.0),
        (of(REPORT[:100], words(8, 250)), None, None, None, None),
    ],
    ids=["same", "same letters", "one word", "a word more", "quoted", "a part", "a third of both"],
)
def test_what_two_texts_share_is_counted_both_ways(other, kind, direction, share, other_share):
    found = common(of(REPORT), other)
    told = (found.kind, found.direction, found.share, found.other_share) if found else (None,) * 4
    assert told == (kind, direction, share, other_share)


def test_figures_count_as_equal_and_make_no_same_text():
    one, other = (Passages.of(" ".join(f"{word} {n}" for word in REPORT)) for n in (12, 13))
    found = common(one, other)
    assert found is not None
    assert (found.kind, found.share) == ("near-duplicate", 1.0)
