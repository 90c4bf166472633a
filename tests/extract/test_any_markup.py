"""No page can crash extraction, and no words are lost whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract.decode import decode, repaired
from archiver.extract.stages import extract, likeness, version_digest

_TAGS = [
    "p",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "ul",
    "li",
    "h1",
    "h2",
    "a",
    "b",
    "font",
    "span",
    "br",
    "img",
    "object",
    "embed",
    "script",
    "style",
    "form",
    "article",
    "nav",
    "title",
    "blockquote",
    "pre",
    "svg",
    "select",
    "o:p",
]
_NAMES = [
    "tieude",
    "ngay",
    "comments",
    "article-body",
    "sidebar",
    "share",
    "hidden",
    "byline",
    "caption",
    "ms-formbody",
    "breadcrumb",
]
_WORDS = [
    "Đại hội",
    "18/06/2008 10:35",
    "Tác giả: Lê Mẫu",
    "Các tin khác",
    "một câu dài vừa đủ, có dấu phẩy.",
    "&nbsp;",
    "&#x1ED4;",
    "<",
    "]]>",
    "\x00",
]
_piece = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_TAGS).map(lambda tag: f"</{tag}>"),
    st.builds(
        lambda tag, name: f'<{tag} class="{name}" href="http://[x" src="a.jpg" value="file=b.flv">',
        st.sampled_from(_TAGS),
        st.sampled_from(_NAMES),
    ),
    st.just('<!-- FieldName="A" FieldInternalName="Body" FieldType="SPFieldNote" -->'),
    st.just(
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": [1, {"name": 2}], "datePublished": 5}</script>'
    ),
    st.text(max_size=8),
)


@settings(deadline=None, max_examples=250)
@given(st.lists(_piece, max_size=40).map("".join))
def test_any_markup_gives_a_draft(html: str) -> None:
    draft = extract(repaired(html, "https://so-vi-du.example/a?b=1"))
    assert version_digest(draft).startswith("sha256:")
    assert (draft.kind is None) == bool(draft.reason)
    likeness(draft)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_draft(body: bytes) -> None:
    extract(decode(body, None, "not an address"))


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "<",
        "<html></html>",
        "<div>" * 5000 + "một câu có vài từ" + "</div>" * 5000,
        "<b><i><a>" * 3000,
        "<table><tr><td>" * 400 + "x",
        "<p>" + "từ " * 200_000,
        "<p>từ một câu</p>" * 25_000,
        "<header>" + "từ<br>" * 50_000,
        "<table><tr><td><img src=a></table>" * 10_000 + "từ",
        '<?xml version="1.0" encoding="utf-16"?><html><body><p>một câu có vài từ</p></body></html>',
    ],
    ids=[
        "nothing",
        "space",
        "bracket",
        "empty",
        "deep",
        "unclosed",
        "tables",
        "long",
        "many",
        "breaks",
        "pictures",
        "xml",
    ],
)
def test_odd_pages(html: str) -> None:
    draft = extract(repaired(html, ""))
    assert "từ" not in html or "từ" in draft.text


@pytest.mark.parametrize("blanks", [" " * 300_000, "\n" * 300_000])
def test_tags_with_very_many_blanks(blanks: str) -> None:
    html = (
        f'<meta charset={blanks}><meta property="article:tag" content="thi đua{blanks}, nông thôn mới">'
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "keywords": "khen thưởng{" " * 300_000}; bầu cử"}}</script>'
        "<h1>Hội nghị</h1><p>Hội nghị đã bầu ban chấp hành mới."
    )
    assert extract(decode(html.encode(), None, "")).tags == ("thi đua", "nông thôn mới", "khen thưởng", "bầu cử")


def test_a_page_with_words_gives_words() -> None:
    assert extract(repaired("<div class=footer><a href=x>Liên hệ</a></div>", "")).text
