"""Tables that set a page: a picture with its caption, a picture beside an entry, cells that only hold a place."""

from __future__ import annotations

import pytest

from tests.extract.made_pages import BODY, read

WORDS = "The old bridge over the river, which the county built a hundred years ago"


def _kinds(table: str) -> list[str]:
    draft = read(f"<h1>Bridge will be mended</h1><div class=bodytext>{BODY}<table>{table}</table>{BODY}</div>")
    return [part.kind for part in draft.parts if WORDS in part.text]


@pytest.mark.parametrize(
    "table",
    [
        f"<tr><td><img src=b.jpg></td></tr><tr><td>{WORDS}</td></tr>",
        f"<tr><td>{WORDS}</td></tr><tr><td><img src=b.jpg width=400 height=300></td></tr>",
        f"<tr><td><img src=b.jpg width=400px><br>{WORDS}</td></tr>",
        f"<tr><td><img src=b.jpg></td><td><img src=c.jpg></td></tr><tr><td>{WORDS}</td><td>The new one</td></tr>",
    ],
    ids=["under", "over", "in one cell", "two beside each other"],
)
def test_words_under_or_over_a_picture_are_its_caption(table: str) -> None:
    assert _kinds(table) == ["caption"]


@pytest.mark.parametrize(
    "table",
    [
        f"<tr><td><img src=b.jpg></td><td>{WORDS}</td></tr>",
        f"<tr><td><img src=quote.gif width=24 height=13>{WORDS}</td></tr>",
        f"<tr><td><img src=line.gif width=400 height=1></td></tr><tr><td>{WORDS}</td></tr>",
        f"<tr><td><img src=b.jpg><p>For sale</p><p>{WORDS}</p><p>Three rooms</p><p>Call us</p></td></tr>",
        f"<tr><td>{WORDS}</td></tr>",
    ],
    ids=["beside a picture", "beside a sign", "under a line", "an entry of a list", "no picture"],
)
def test_words_beside_a_picture_or_an_ornament_are_text(table: str) -> None:
    assert _kinds(table) == ["paragraph"]


def test_a_table_has_two_rows_of_which_two_cells_say_something() -> None:
    said = f"<tr><td>Bridge</td><td>{WORDS}</td></tr><tr><td>Road</td><td>All the way to the town</td></tr>"
    indented = f"<tr><td><img src=icon.gif></td><td>{WORDS}</td></tr><tr><td>&nbsp;</td><td>Jane Doe</td></tr>"
    assert (_kinds(said), _kinds(indented)) == (["table"], ["paragraph"])


def test_a_table_may_leave_a_label_out_where_it_goes_on() -> None:
    rows = "".join(f"<tr><td>{label}</td><td>{WORDS}</td></tr>" for label in ("Bridge", "", "Road", "", "", ""))
    assert _kinds(rows) == ["table"]
