"""Counts have their plural, and large ones are cut into thousands."""

from __future__ import annotations

import pytest

from archiver.quantity import counted


@pytest.mark.parametrize(
    ("number", "things", "words"),
    [
        (1, ("page",), "1 page"),
        (0, ("page",), "0 pages"),
        (2, ("gallery",), "2 galleries"),
        (2, ("day",), "2 days"),
        (2000, ("address",), "2,000 addresses"),
        (1, ("file is", "files are"), "1 file is"),
        (3, ("file is", "files are"), "3 files are"),
    ],
)
def test_a_thing_is_counted_as_people_say_it(number: int, things: tuple[str, ...], words: str) -> None:
    assert counted(number, *things) == words
