"""Pages whose text stands in the data from which their scripts draw them."""

from __future__ import annotations

import json
import time

import pytest

from archiver.extract.page_state import drawn_by_scripts
from archiver.extract.stages import extract
from archiver.model import Draft, Page

FIRST = "Fra mandag morgen går den nye ferja i fast rute mellom Sundvik og Holmen. Den har plass til åtti biler."
LAST = "Dagens ferje blir liggende i reserve til over nyttår, opplyser fylkeskommunen. Prisene blir som før."
TEXT = f"{FIRST}\nFlere avganger\n{LAST}"
BLOCKS = [
    {"type": "paragraph", "text": FIRST},
    {"type": "heading2", "text": "Flere avganger"},
    {"type": "paragraph", "text": LAST},
]
RELATED = [{"title": "Bruprosjektet er utsatt igjen", "teaser": "Det ble klart på et møte i går. " * 9}]


def _page(
    article: dict[str, object], script: str = '<script id="__NEXT_DATA__" type="application/json">{}</script>'
) -> Draft:
    data = {"props": {"pageProps": {"menu": [{"title": "Nyheter"}], "article": article, "related": RELATED}}}
    html = f"<title>Ny ferje | Fjordposten</title><body><div id=app><span>Laster …</span></div>{script.format(json.dumps(data))}</body>"
    return extract(Page(url="https://www.fjordposten.example/nyheter/ny-ferje", html=html))


def test_an_article_is_read_from_the_data_of_its_page() -> None:
    article = {
        "title": "Ny ferje",
        "publishedAt": "2022-08-19T05:30:00Z",
        "author": {"name": "Kari Nordby"},
        "body": BLOCKS,
    }
    draft = _page({**article, "lead": "Den elektriske ferja tar over ruta."})
    assert (draft.title, draft.author, (draft.published or "")[:10]) == ("Ny ferje", "Kari Nordby", "2022-08-19")
    assert draft.text == f"Den elektriske ferja tar over ruta.\n{TEXT}"
    assert draft.kind == "article"
    assert "## Flere avganger" in draft.markdown


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{FIRST}</p><h2>Flere avganger</h2><p>{LAST}</p>",
        {"blocks": BLOCKS},
        [
            {
                "_type": "block",
                "style": "normal",
                "children": [{"_type": "span", "text": FIRST[:40]}, {"_type": "span", "text": FIRST[40:]}],
            },
            {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "Flere avganger"}]},
            {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": LAST}]},
        ],
        {
            "nodeType": "document",
            "content": [
                {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": FIRST}]},
                {"nodeType": "heading-2", "content": [{"nodeType": "text", "value": "Flere avganger"}]},
                {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": LAST}]},
            ],
        },
    ],
)
def test_text_is_kept_in_many_forms(body: object) -> None:
    assert _page({"headline": "Ny ferje", "body": body}).text == TEXT


def test_a_text_is_called_so() -> None:
    boxes = {"cart": [{"text": "You need both pieces, and a pad for the floor. They are washed together. " * 20}]}
    assert _page({"title": "Ny ferje", "description": f"{FIRST} {LAST}", **boxes}).text == f"{FIRST} {LAST}"


def test_other_frameworks_assign_their_data() -> None:
    assert _page({"title": "Ny ferje", "body": BLOCKS}, "<script>window.__STATE__ = {};</script>").text == TEXT


def test_data_that_nobody_closed_take_no_time() -> None:
    many = '<script type="application/json">{"title": "Ny ferje", ' * 20_000
    began = time.process_time()
    drawn_by_scripts(many + "<script>window.a = {" * 20_000, ["Ny ferje"], fewest=0)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("title", ["Bruprosjektet", ""])
def test_what_is_called_otherwise_is_not_the_page(title: str) -> None:
    assert FIRST not in _page({"title": title, "body": BLOCKS}).text


def test_what_a_page_shows_stands_before_its_data() -> None:
    shown = "<p>" + "Fylkestinget har vedtatt at ferja skal gå hver time hele året. " * 10 + "</p>"
    script = json.dumps({"title": "Ny ferje", "body": BLOCKS})
    html = f'<title>Ny ferje</title><body><h1>Ny ferje</h1>{shown}{shown}<script type="application/json">{script}</script></body>'
    assert FIRST not in extract(Page(url="https://www.fjordposten.example/a/b", html=html)).text


def test_a_title_that_nobody_closed_is_read_in_time_that_grows_with_its_length():
    begin = time.perf_counter()
    assert drawn_by_scripts("<html>", [f"Văn bản{' ' * 60_000}x"], fewest=0) == ""
    assert time.perf_counter() - begin < 5  # with the square of it: a minute and more
