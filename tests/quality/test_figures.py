"""The measure itself, on texts small enough to count by hand."""

from __future__ import annotations

from tests.quality.labels import label
from tests.quality.score import Tally, overlap, people_of


def test_four_grams_are_counted_as_bags() -> None:
    assert overlap("one two three four five", "one two three four six") == (1, 2, 2)
    assert overlap("一二三四五", "一二三四五") == (2, 2, 2)


def test_f1_is_of_the_averages() -> None:
    tally = Tally()
    tally.add_text("a b c d", "a b c d")
    tally.add_text("a b c d", "")
    assert tally.row() == {"F1": 2 / 3, "P": 1.0, "R": 0.5, "empty": 1.0}


def test_names_are_a_set() -> None:
    assert people_of("By Jane Doe and John Roe") == people_of(["John Roe", "jane doe"])


def test_a_short_block_is_text_where_it_joins_on_to_text() -> None:
    blocks = [
        "Menu",
        "A long sentence of the text stands here.",
        "Next step",
        "Another long sentence ends the text.",
        "Menu",
    ]
    gold = "A long sentence of the text stands here. Next step Another long sentence ends the text."
    assert label(blocks, gold) == [False, True, True, True, False]


def test_a_teaser_that_repeats_a_sentence_is_none() -> None:
    sentence = "The first sentence of the text is repeated."
    blocks = [
        sentence,
        "Home",
        sentence,
        "The second sentence follows the first one.",
        "The third sentence ends it all.",
    ]
    gold = f"{sentence} {blocks[3]} {blocks[4]}"
    assert label(blocks, gold) == [False, False, True, True, True]
