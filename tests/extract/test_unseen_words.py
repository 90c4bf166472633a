"""Words in the midst of a line that are for those who hear a page and do not see it."""

from __future__ import annotations

import pytest

from archiver.extract.cutting import read_sheet
from archiver.extract.stages import extract
from archiver.model import Page
from tests.extract.made_pages import ARTICLE, BODY

CLIPPED = "border:0;clip:rect(0 0 0 0);height:1px;margin:-1px;overflow:hidden;position:absolute;width:1px"


@pytest.mark.parametrize(
    "unseen",
    [f'style="{CLIPPED}"', "class=sr-only", 'class="link__hint visually-hidden"', "class=screen-reader-text"],
)
def test_what_only_a_screen_reader_says_is_struck_out_of_the_line(unseen: str) -> None:
    line = f"<p>The <a href=/hall>town hall<span {unseen}>, opens new tab</span></a> is closed until the roof is mended.</p>"
    draft = extract(Page(url="https://www.example-times.org/2024/hall", html=f"{ARTICLE}<h1>Roof</h1>{BODY}{line}"))
    assert "The town hall is closed until the roof is mended." in draft.text.split("\n")
    assert "opens new tab" not in draft.html + draft.markdown


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<h2>Town hall<span class=visually-hidden>: </span>roof</h2>", ["Town hall", ":", "roof"]),
        ("<p><span class=sr-only>Advertisement</span>Buy a roof</p>", ["Advertisement", "Buy a roof"]),
        ("<p>Seen <span class=sr-only><b>not seen</b></span> seen</p>", ["Seen", "not seen", "seen"]),
        ("<div>Seen<p class=sr-only>a paragraph</p></div>", ["Seen", "a paragraph"]),
    ],
    ids=["a sign between words", "before the line", "with markup of its own", "a paragraph"],
)
def test_what_else_is_not_seen_stays_and_is_told_apart(html: str, texts: list[str]) -> None:
    """A hidden heading may be the title of a page; only a piece of a line has no place of its own."""
    assert [block.text for block in read_sheet(html).blocks] == texts
