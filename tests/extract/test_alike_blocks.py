"""What the model barely takes for text counts as what is made as it is."""

from __future__ import annotations

import pytest

from archiver.extract.cutting import read_sheet
from archiver.extract.forest import ONE
from archiver.extract.verdict import settled

BORDER = 0
BARELY, SURELY, HARDLY, NEVER = ONE // 4, 2 * ONE, -ONE // 4, -2 * ONE


def _kept(html: str, sums: list[int]) -> list[bool]:
    sheet = read_sheet(html)
    assert len(sheet.blocks) == len(sums)
    return [own > BORDER for own in settled(sheet, sums, BORDER)]


def _paragraphs(count: int, tag: str = "p") -> str:
    return "".join(f"<{tag}>The bridge has stood for {number} years.</{tag}>" for number in range(count))


@pytest.mark.parametrize(
    ("sums", "kept"),
    [
        ([BARELY, NEVER, NEVER, NEVER], [False] * 4),
        ([BARELY, SURELY, SURELY, NEVER], [True, True, True, False]),
        ([SURELY, NEVER, NEVER, NEVER], [True, False, False, False]),
        ([HARDLY, SURELY, SURELY, SURELY], [False, True, True, True]),
        ([BARELY, NEVER, NEVER], [True, False, False]),
    ],
    ids=["one of a row of teasers", "a paragraph among those of the text", "sure", "never added", "too few"],
)
def test_others_of_its_kind_decide_on_what_is_barely_text(sums: list[int], kept: list[bool]) -> None:
    assert _kept(f"<div class=row>{_paragraphs(len(sums))}</div>", sums) == kept


def test_what_stands_in_another_place_says_nothing() -> None:
    html = f"<div class=text>{_paragraphs(1)}</div><div class=row>{_paragraphs(3)}</div>"
    assert _kept(html, [BARELY, NEVER, NEVER, NEVER]) == [True, False, False, False]


def test_a_table_loses_no_cells() -> None:
    rows = "".join(f"<tr><td>{year}</td><td>{year} bridges</td></tr>" for year in (2022, 2023))
    assert _kept(f"<table>{rows}</table>", [BARELY, NEVER, NEVER, NEVER]) == [True, False, False, False]
