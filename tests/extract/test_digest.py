"""What makes another wording, and what does not."""

from __future__ import annotations

import pytest

from archiver.extract.digest import version_digest
from archiver.model import Draft


def _digest(text: str, title: str = "Khai mạc") -> str:
    return version_digest(Draft(kind="article", title=title, text=text))


@pytest.mark.parametrize(
    "same",
    [
        "Một hai ba.",
        "Một  hai,\nba",
        "Một hai ba.\nĐồng Nai, ngày 2/5/2009",
        "Một hai ba.\nTP. Biên Hòa, ngày 05 tháng 8 năm 2010.",
    ],
)
def test_spacing_and_the_line_that_dates_a_text_make_no_version(same: str) -> None:
    assert _digest(same) == _digest("Một hai ba")


@pytest.mark.parametrize(
    "other",
    [
        "Một hai bốn.",
        "Một hai ba.\nHọp tại Đồng Nai, ngày 2/5/2009 có 20 người dự",
        "Một hai ba.\nSố: 37-CT/TW",
        "Đồng Nai, ngày 2/5/2009",
    ],
)
def test_words_make_a_version(other: str) -> None:
    assert _digest(other) != _digest("Một hai ba")
    assert _digest(other) != _digest("")
