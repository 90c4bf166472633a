from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.serve.markup import addresses, clean, language_tag, marked, safe_link

BASE = "http://portal.example/Pages/a.aspx"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example/",
     "http://", "http://[", "/x", "", None, "file:///etc/passwd", "\x00javascript:x", "https:evil"],
)  # fmt: skip
def test_only_web_addresses_become_links(url):
    assert safe_link(url) is None


def test_a_web_address_is_a_link():
    assert safe_link("HTTPS://Portal.example/a b?x=1") == "HTTPS://Portal.example/a b?x=1"


def test_links_lead_into_the_archive_where_it_holds_the_page():
    html = '<a href="b.aspx">1</a><a href="/vb.pdf">2</a><a href="http://other.example/">3</a><img src="c.png"><img src="d.png" alt="D">'
    assert addresses(html, BASE) == {
        "http://portal.example/Pages/b.aspx", "http://portal.example/vb.pdf", "http://other.example/",
        "http://portal.example/Pages/c.png", "http://portal.example/Pages/d.png",
    }  # fmt: skip
    pages = {"http://portal.example/Pages/b.aspx": "/-/read/x/article/1"}
    files = {"http://portal.example/vb.pdf": "/-/file/x/2", "http://portal.example/Pages/c.png": "/-/file/x/3"}
    soup = BeautifulSoup(clean(html, BASE, pages, files), "lxml")
    assert [a["href"] for a in soup.select("a")] == ["/-/read/x/article/1", "/-/file/x/2", "http://other.example/"]
    assert [image.get("src") for image in soup.select("img")] == ["/-/file/x/3", None]
    assert soup.select("img")[1]["alt"] == "D"


def test_a_picture_without_words_is_told_by_its_name():
    html = """<img src="/%E1%BA%A3nh%22.png"><img src="/c.png" alt=""><img src="/c.png" title="Họp"><img src="/gone.png"><p>a &lt;img&gt;"""
    files = {
        "http://portal.example/%E1%BA%A3nh%22.png": "/-/file/x/1?a=1&b=2",
        "http://portal.example/c.png": "/-/file/x/2",
    }
    soup = BeautifulSoup(clean(html, BASE, {}, files), "lxml")
    assert [image.get("alt") for image in soup.select("img")] == ['ảnh".png', "", None, ""]
    assert soup.p.text == "a <img>"


def test_a_table_stands_in_a_box_that_is_scrolled_by_keyboard_too():
    within = "<table><tbody><tr><td>1.245<table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>"
    soup = BeautifulSoup(clean(f"{within}<p>between</p><table></table>", BASE, {}, {}), "lxml")
    assert [(box["tabindex"], box.find(True).name) for box in soup.select("div.scrolled")] == [("0", "table")] * 2
    assert soup.select_one("table table td").text == "x"
    assert soup.p.find_parent() == soup.body


def test_a_word_of_the_portal_that_looks_like_a_table_is_none():
    soup = BeautifulSoup(
        clean("""<p>a</p><img alt='<table> onerror="x"' title="</table>"><i>&lt;table&gt;</i>""", BASE, {}, {}), "lxml"
    )
    assert (soup.select("table, div"), soup.img["alt"], soup.i.text) == ([], '<table> onerror="x"', "<table>")


_PIECES = st.sampled_from(
    ["<script>", "</script>", "<a href=", "javascript:alert(1)", '"', "'", ">", "<", "<svg/onload=x>", "<img src=x onerror=x>",
     "<math>", "<style>", "</style>", "<noscript>", "<!--", "-->", "<p style=x>", "&#106;avascript:", "text", "<iframe src=//x>",
     "<template>", "<table><td>", "<base href=//x>", "<form action=x>", "\x00", "ế"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(pieces=st.lists(_PIECES, max_size=25))
def test_no_markup_comes_through_that_runs_or_loads(pieces):
    html = str(clean("".join(pieces), BASE, {}, {}))
    soup = BeautifulSoup(html, "lxml")
    assert not soup.select("script, style, svg, math, iframe, base, form, template, noscript, object, link, meta")
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name in {"style", "src", "srcset"}]
        assert str(element.get("href", "http:")).lower().startswith("http")


@settings(deadline=None, max_examples=150)
@given(snippet=st.text(alphabet="ab<>&\"'[]đ-", max_size=30))
def test_a_snippet_is_text_with_marks_that_close(snippet):
    html = str(marked(snippet, "[", "]"))
    assert html.count("<mark>") == html.count("</mark>")
    soup = BeautifulSoup(html, "html.parser")
    assert {element.name for element in soup.find_all(True)} <= {"mark"}
    assert soup.text == snippet.replace("[", "").replace("]", "")


@pytest.mark.parametrize(
    ("value", "tag"), [("vi", "vi"), ("zh-Hant-TW", "zh-Hant-TW"), ('vi" x="', None), ("", None), (None, None)]
)
def test_a_language_is_a_language_or_nothing(value, tag):
    assert language_tag(value) == tag
