"""What the markup of widespread makes means to a reader: where words end, what is a heading, what is only shown by scripts."""

from __future__ import annotations

import time

import pytest

from archiver.extract.cutting import read_sheet
from archiver.extract.render import markdown_of
from archiver.extract.stages import extract
from archiver.model import Draft, Page
from tests.extract.made_pages import BODY


def _read(html: str) -> Draft:
    return extract(Page(url="https://www.example-times.org/2024/bridge", html=html))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span>di Redazione</span><span>21 agosto 2020</span>", "di Redazione 21 agosto 2020"),
        (
            "<span>Incendio nel capannone,</span><span>evacuate tre famiglie</span>",
            "Incendio nel capannone, evacuate tre famiglie",
        ),
        ("<a href=/a>News</a><a href=/b>Sport</a>", "NewsSport"),
        ("<span>교무부</span><span>댓글</span>", "교무부 댓글"),
        ("<span>W</span><span>hen it rains</span>", "When it rains"),
        ("<b>Hel</b><i>lo</i>", "Hello"),
        ("CO<sub>2</sub><b>Abgabe</b>", "CO2Abgabe"),
        ("<span>20</span><span>24</span>", "2024"),
        ("<b>HỘI</b><b>NGHỊ</b>", "HỘINGHỊ"),
        ("<b>これは</b><b>本文</b>", "これは本文"),
    ],
)
def test_words_in_elements_of_their_own_are_words_of_their_own(markup: str, text: str) -> None:
    assert [block.text for block in read_sheet(f"<p>{markup}</p>").blocks] == [text]


def test_code_is_written_as_it_stands() -> None:
    (block,) = read_sheet("<pre><span>foo</span><span>Bar</span><span>1</span></pre>").blocks
    assert block.text == "fooBar1"


@pytest.mark.parametrize(
    "sign",
    [
        '<a class="headerlink" href="#x">¶</a>',
        '<a class="hash-link" href="#x">\u200b#</a>',
        '<a href="#x"> § </a>',
        '<span class="mw-editsection">[<a href="/e">sửa</a> | <a href="/s">sửa mã nguồn</a>]</span>',
    ],
)
def test_what_links_to_a_heading_or_edits_it_is_no_word_of_it(sign: str) -> None:
    draft = _read(f"<h1>Bridges</h1>{BODY}<h2 id=x>Of wood{sign}</h2>{BODY}")
    assert "\nOf wood\n" in draft.text
    assert "## Of wood\n" in draft.markdown


@pytest.mark.parametrize(
    "question",
    [
        "<h3><button aria-expanded=false>What does a card cost?</button></h3>",
        '<div><button class="accordion-button" type="button">What does a card cost?</button></div>',
    ],
)
def test_a_question_in_a_button_is_a_heading(question: str) -> None:
    asked = f"{question}<div>{BODY}</div>" * 2
    draft = _read(f"<title>Questions about the library</title><h1>Questions about the library</h1>{BODY}{asked}")
    assert "What does a card cost?" in draft.text
    assert "What does a card cost?" in draft.html
    box = f"{question}<div><p>Ten euros a year, and five for those who learn or teach here.</p></div>"
    assert "What does" not in _read(f"<h1>The library is open again</h1>{BODY}{BODY}{box}").text  # of another matter
    assert "Send" not in _read(f"<h1>Library</h1>{BODY}<p><button>Send</button></p>{BODY}").text


def test_what_a_component_shows_of_itself_is_read() -> None:
    view = f"<article-view><template shadowrootmode=open><h1>Open day</h1>{BODY}<template><p>not shown</p></template></template></article-view>"
    draft = _read(f"<main>{view}</main><template><p>Hello {BODY}</p></template>")
    assert draft.title == "Open day"
    assert draft.text.startswith("The council met")
    assert "shown" not in draft.text
    assert "Hello" not in draft.text


def test_a_table_of_which_most_is_text_is_text() -> None:
    months = "".join(f"<tr><td>Monat {month}</td><td>{month},1</td><td>{month * 7}</td></tr>" for month in range(1, 8))
    head = "<tr><th rowspan=2>Monat</th><th colspan=2>Werte</th></tr><tr><th>Mittel</th><th>Regen</th></tr>"
    page = f"<nav><a href=/>Start</a></nav><h1>Monatswerte 2014</h1><table border=1>{head}{months}</table><p>Betreiber: W. Sommer</p>"
    draft = _read(page)
    assert {"Monat", "Werte", "Mittel", "49"} <= set(draft.text.split())


def test_a_cell_over_several_rows_keeps_the_others_in_their_columns() -> None:
    head = "<tr><th rowspan=2>Month</th><th colspan=2>Degrees</th><th rowspan=2>Rain</th></tr><tr><th>Mean</th><th>Most</th></tr>"
    rows = "<tr><td rowspan=2>January</td><td>2,1</td><td>11,4</td><td>48</td></tr><tr><td>3,9</td><td>13,0</td><td>52</td></tr>"
    table = markdown_of(f"<table>{head}{rows}</table>")
    assert table.split("\n") == [
        "| Month | Degrees | | Rain |",
        "| --- | --- | --- | --- |",
        "|  | Mean | Most |  |",
        "| January | 2,1 | 11,4 | 48 |",
        "|  | 3,9 | 13,0 | 52 |",
    ]


def test_a_cell_that_says_it_is_huge_takes_no_time() -> None:
    began = time.process_time()
    markdown_of("<table>" + "<tr><td rowspan=9999>a</td><td rowspan=9999>b</td></tr>" * 2000 + "</table>")
    assert time.process_time() - began < 10


def test_the_sign_of_a_link_is_a_word_where_no_heading_has_it():
    draft = _read(
        f"<html><body><article><h1>Bridge</h1>{BODY}<p><a href='/1'>#</a> Posted 4:15 PM by David, who saw it open to all.</p></article></body></html>"
    )
    assert "# Posted 4:15 PM" in draft.text
    assert ">#</a> Posted" in draft.html
