"""HTML and Markdown say what the text says, whatever the page is made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract.decode import repaired
from archiver.extract.stages import extract
from archiver.model import Draft
from tests.extract.shown_words import shown

ADDRESS = "https://so-vi-du.example/a/b.html"
PARAGRAPH = "<p>Một đoạn văn dài, có đủ chữ để được coi là nội dung chính của bài viết này, và còn nữa.</p>"
ONE, TWO = "Dòng thứ nhất của bài viết, đủ dài để giữ.", "Dòng thứ hai của bài viết, cũng đủ dài."


def draft_of(markup: str) -> Draft:
    return extract(
        repaired(f"<html><body><h1>Tiêu đề của trang</h1>{PARAGRAPH * 2}{markup}{PARAGRAPH}</body></html>", ADDRESS)
    )


@pytest.mark.parametrize(
    "markup",
    [
        *(
            f"<{tag}>{ONE}</{tag}><{tag}>{TWO}</{tag}>"
            for tag in ("center", "section", "article", "address", "details", "div", "li")
        ),
        f"<div>{ONE}<center>{TWO}</center></div>",
        f"<div>{ONE}<div></div>{TWO}</div>",
        f"<div>{ONE}<p> </p>{TWO}</div>",
        f"<p>{ONE}<strong> </strong>{TWO}</p>",
        f"<p>{ONE}<em><br></em>{TWO}</p>",
        f"<p>{ONE}<b>\n</b>{TWO}</p>",
        f'<div>{ONE}<i class="headline">{TWO}</i>{PARAGRAPH}</div>',
        "<div><p>" * 200 + ONE + "</p></div>" + TWO + "</div>" * 199,
        "<ul><li>" * 90 + f"{ONE}<ul><li>{TWO}",
        f"<table><tr><td>{ONE}<td>{TWO}</table>",
    ],
)
def test_what_stands_apart_on_the_page_stands_apart_in_all_four(markup: str) -> None:
    draft = draft_of(markup)
    for words in (draft.text, shown(draft.html), draft.markdown):
        assert ONE in words
        assert TWO in words
        assert re.search(rf"{re.escape(ONE)}[^\w]*\s[^\w]*{re.escape(TWO)}", words), words


def test_what_stands_in_one_line_stays_in_one() -> None:
    draft = draft_of("<p>Ng<b>ư</b>ời <i>dân</i><span class=x>, cả</span> nước<sup>2</sup> đi bầu cử hôm nay.</p>")
    assert "Người dân, cả nước2 đi bầu cử hôm nay." in shown(draft.html)
    assert "<p>Ng<b>ư</b>ời <i>dân</i>, cả nước<sup>2</sup> đi bầu cử hôm nay.</p>" in draft.html


@pytest.mark.parametrize(
    "unread", ["<title>Tên trang</title>", "<button>Tên trang</button>", "<select><option>Tên trang</select>"]
)
def test_what_is_not_read_in_the_midst_of_a_line_is_not_written(unread: str) -> None:
    draft = draft_of(f"<p>{ONE} {unread}{TWO}</p>")
    assert f"{ONE} {TWO}" in shown(draft.html)
    assert "Tên trang" not in draft.text + draft.html


def test_pictures_in_boxes_of_their_own_stay_apart() -> None:
    pictures = "".join(
        f'<div><div><img src="/anh/{n}.jpg" alt="Ảnh {n} của hội nghị" width="600" height="400"></div></div>'
        for n in (1, 2)
    )
    draft = draft_of(PARAGRAPH + pictures + PARAGRAPH)
    assert draft.html.count("<div><img") == 2
    assert "1.jpg)\n\n![" in draft.markdown


def test_boxes_that_say_nothing_themselves_are_not_written() -> None:
    assert "div" not in draft_of(f"<div><section><div>{PARAGRAPH}</div></section></div>").html
    assert f"<div>{ONE}</div>" in draft_of(f"<article><div><center>{ONE}</center></div></article>").html


@pytest.mark.parametrize("span", ["²", "9" * 5000, "-1", "2.5", "x", ""])
def test_a_span_that_is_no_number_is_none(span: str) -> None:
    draft = draft_of(
        f'<table><tr><td colspan="{span}">một hai<td>ba bốn<tr><td colspan="2" rowspan="1">năm sáu bảy</table>'
    )
    assert draft.html.count("span=") == 2
    assert "| một hai | ba bốn |" in draft.markdown


@pytest.mark.parametrize("size", ["1¹00", "²", "9" * 5000, "١٢", "100%", ""])
def test_a_picture_of_any_size_is_no_reason_to_refuse_a_page(size: str) -> None:
    assert ONE in draft_of(f'<p>{ONE}<img src="/a.jpg" width="{size}" height="{size}px"></p>').text


def test_preformatted_text_keeps_its_spaces_and_its_fence() -> None:
    draft = draft_of("<pre>\n\n  một:\n\n    hai   ba\n```\nbốn\n \n</pre>")
    assert "````\n  một:\n\n    hai   ba\n```\nbốn\n````" in draft.markdown
    assert "hai   ba" in draft.html


@pytest.mark.parametrize(
    "markup",
    [
        *(f"<{tag}>{ONE}{blank * 300_000}{TWO}</{tag}>" for tag in ("p", "pre") for blank in (" ", "\t\n", " \n")),
        f"<p>{ONE}{'<b>x ' * 50_000}{TWO}</p>",
        *(
            f"<{tag}>{ONE} " * 1400 + TWO
            for tag in ("div", "blockquote", "ul><li", "table><tr><td", "b", "div><b><p", "section")
        ),
        f"<div>{ONE}</div>{'<div>' * 100_000}{TWO}",
        f"<div>{ONE}</div>{'<dir>' * 200_000}{TWO}",
        f"<p>{ONE}{'&amp;' * 400_000}{TWO}</p>",
        f"<p>{ONE}</p>{'<p>Ảnh <img src=/a.jpg width=600 height=400></p>' * 20_000}{TWO}",
    ],
)
def test_no_page_is_too_long_or_too_deep_to_write(markup: str) -> None:
    """What took time with the square of its blanks or signs, or more calls in one another than Python has."""
    draft = draft_of(markup)
    assert ONE in draft.html
    assert ONE in draft.markdown
    assert draft.html.count("<b") == draft.html.count("</b")


def test_a_long_text_is_joined_again() -> None:
    words = "a&amp;b &lt;c&gt; Đ&nbsp;" * 3000
    assert words.strip() in draft_of(f"<p>{words}</p>").html


_PIECES = st.one_of(
    st.sampled_from(["một hai", " ba ", "bốn, năm sáu bảy tám.", "\n", " ", "chín"]),
    st.sampled_from(
        ["div", "p", "b", "a", "span", "li", "ul", "td", "tr", "table", "center", "h2", "pre", "section", "em"]
    ).flatmap(
        lambda tag: st.sampled_from(
            [f"<{tag}>", f"</{tag}>", f'<{tag} class="title" href="x">', f'<{tag} class="sr-only">']
        )
    ),
    st.just("<br>"),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_no_letter_of_the_text_is_missing_in_the_markup(markup: str) -> None:
    draft = draft_of(markup)
    letters = "".join(shown(draft.html).split())
    assert [line for line in draft.text.split("\n") if "".join(line.replace(" | ", "").split()) not in letters] == []
