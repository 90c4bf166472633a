"""Titles, authors and days as pages state and print them."""

from __future__ import annotations

import pytest

from archiver.extract.headline import without_site
from archiver.extract.stages import extract
from archiver.model import Draft, Page

BODY = (
    "<p>The council met on Monday, and after a long debate it decided to repair the old bridge before winter.</p>" * 3
)


def read(html: str, url: str = "https://www.example-times.org/2024/bridge") -> Draft:
    return extract(Page(url=url, html=html), rendered=False)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge to be repaired | Example Times", "Bridge to be repaired"),
        ("Bridge to be repaired - local news - Example Times", "Bridge to be repaired"),
        ("Example Times: news", "Example Times: news"),
        ("Example Times | Bridge to be repaired", "Bridge to be repaired"),
        (
            "Bridge to be repaired - after forty years of promises it happens",
            "Bridge to be repaired - after forty years of promises it happens",
        ),
    ],
)
def test_the_site_is_cut_from_a_title(title: str, expected: str) -> None:
    assert without_site(title, frozenset(), "www.example-times.org") == expected


def test_most_of_the_places_decide_on_the_title() -> None:
    html = f"""<title>Bridge will be mended - Example Times</title><meta property="og:title" content="Bridge will be mended">
    <body><h1>Town hall</h1>{BODY}"""
    assert read(html).title == "Bridge will be mended"
    assert read(f"<title>Home</title><h1>Bridge will be mended</h1>{BODY}").title == "Bridge will be mended"


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("<div class=byline>By Jane Doe</div>", "Jane Doe"),
        ("<div class=byline><span>By</span><br><a href=/jane>Jane Doe</a></div>", "Jane Doe"),
        ("<div class=author>Jane Doe | Staff Writer | May 4, 2024</div>", "Jane Doe"),
        ("<div>记者：王小明 来源：新华社</div>", "王小明"),
        ("<div>Town hall</div>", None),
    ],
)
def test_who_wrote_it(byline: str, author: str | None) -> None:
    assert read(f"<h1>Bridge will be mended</h1>{byline}{BODY}").author == author


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Jane Doe | Staff Writer | May 4, 2024", "2024-05-04"),
        ("by Jane Doe on May 4, 2024", "2024-05-04"),
        ("2024-05-04 09:57 来源：光明网 作者：王小明", "2024-05-04"),
        ("The bridge was built on May 4, 1924 by the county", None),
        ("The conference takes place May 4, 2024", None),
    ],
)
def test_a_line_beside_the_title_dates_the_page(line: str, published: str | None) -> None:
    found = read(f"<h1>Bridge will be mended</h1><div>{line}</div>{BODY}").published
    assert (found or "")[:10] == (published or "")


def test_the_printed_day_stands_before_an_instant_in_utc() -> None:
    stated = '<meta property="article:published_time" content="2024-05-05T02:10:00Z">'
    assert read(f"{stated}<h1>Bridge</h1><div>May 4, 2024</div>{BODY}").published == "2024-05-04"
    assert read(f"{stated}<h1>Bridge</h1><div>May 1, 2024</div>{BODY}").published == "2024-05-05T02:10:00+00:00"


def test_a_home_page_was_not_published_on_a_day() -> None:
    stated = '<meta property="article:published_time" content="2024-05-05T02:10:00Z">'
    assert read(f"{stated}<h1>Welcome</h1>{BODY}", "https://www.example-times.org/").published is None


def test_what_readers_write_is_kept_apart() -> None:
    comments = "<div class=comments><p>A good decision, at last somebody does something.</p></div>"
    draft = read(f"<h1>Bridge will be mended</h1><article>{BODY}</article>{comments}")
    assert "A good decision" not in draft.text
    assert [part.text for part in draft.parts if part.kind == "comment"] == [
        "A good decision, at last somebody does something."
    ]


def test_a_page_that_shows_nothing_says_what_its_data_say() -> None:
    draft = read(
        '<title>Bridge</title><meta name="description" content="The council met on Monday."><body><div id=app></div>'
    )
    assert (draft.text, draft.stage) == ("The council met on Monday.", "stated text")


def test_teasers_under_linked_titles_are_a_listing() -> None:
    items = "".join(
        f"<p><a href=/{n}>The council decides on bridge number {n} of the town</a></p><p>It was a long debate, and all of them were heard.</p>"
        for n in range(5)
    )
    draft = read(f"<h1>Bridges</h1><div>{items}</div>", "https://www.example-times.org/bridges")
    assert (draft.kind, draft.reason) == (None, "listing")
