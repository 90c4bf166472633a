"""Whatever an archived page says, what is written of it neither runs nor asks anybody but the replay."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.serve.replay_markup import Setting, weave_drawing, weave_page
from archiver.serve.replay_style import weave_style
from archiver.serve.tangle import is_tangled
from archiver.serve.weaving import Slot, as_attribute, fill, slots

HOST = "http://portal.example"
BASE = f"{HOST}/Pages/a.aspx"
SETTING = Setting(absent="not in the archive", elsewhere=lambda url: f"/R/absent/{url}", strip="<p>ours</p>")
ADDRESSES = (
    "src",
    "href",
    "srcset",
    "background",
    "poster",
    "action",
    "formaction",
    "data",
    "xlink:href",
    "ping",
    "srcdoc",
)


def lead(slot: Slot) -> str | None:
    return None if "absent" in slot.url else f"/R/{slot.use}/{slot.url}"


def shown(html: str) -> str:
    return fill(weave_page(html, BASE, SETTING).pieces, lead)


def styled(css: str) -> str:
    return fill(weave_style(css, BASE), lead)


def led(html: str) -> list[tuple[str, str]]:
    """Every slot of a page, as use and address."""
    return [(one.use, one.url) for one in slots(weave_page(html, BASE, SETTING).pieces)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="x.png">', '<img src="/R/part/http://portal.example/Pages/x.png">'),
        ('<img data-src="x.png" src="wait.gif">', '<img src="/R/part/http://portal.example/Pages/x.png">'),
        ('<img src="absent.png" alt="Ảnh">', '<img alt="Ảnh" data-replay="absent">'),
        ('<img srcset="a.png 1x, absent.png 2x">', '<img srcset="/R/part/http://portal.example/Pages/a.png 1x, ">'),
        ('<img srcset=" ,a,b.png 2x,c.png, d.png wide">', '<img srcset="/R/part/http://portal.example/Pages/a,b.png 2x, /R/part/http://portal.example/Pages/c.png, /R/part/http://portal.example/Pages/d.png, ">'),
        (f'<img srcset="{"," * 20_000}{" a" * 9_999}">', '<img srcset="">'),  # which took minutes
        ('<a href="/b.aspx#muc2">b</a>', '<a href="/R/link/http://portal.example/b.aspx#muc2">b</a>'),
        ('<a href="#muc2" onclick="x()">b</a>', '<a href="#muc2">b</a>'),
        ('<a href="JaVaScRiPt:alert(1)">b</a>', "<a>b</a>"),
        ('<a href="java&#10;script:alert(1)">b</a>', "<a>b</a>"),
        ('<a href="data:text/html,x">b</a>', "<a>b</a>"),
        ('<a href="vbscript:x">b</a>', "<a>b</a>"),
        (
            '<a href="absent.aspx">b</a>',
            '<a href="/R/absent/http://portal.example/Pages/absent.aspx" data-replay="absent" title="not in the archive">b</a>',
        ),
        ("<td background=b.gif>x", ""),  # no table, no cell
        ("<table><td background=b.gif>x", '<td background="/R/part/http://portal.example/Pages/b.gif">x</td>'),
        ('<iframe src="f.html" onload=x srcdoc="<script>">y</iframe>', '<iframe sandbox="" src="/R/frame/http://portal.example/Pages/f.html"></iframe>'),
        ('<iframe src="javascript:x">y</iframe>', '<iframe data-replay="absent" title="not in the archive"></iframe>'),
        ('<video src="v.mp4" poster="p.jpg" autoplay></video>', '<video src="/R/part/http://portal.example/Pages/v.mp4" poster="/R/part/http://portal.example/Pages/p.jpg" controls></video>'),
        ('<form action="http://evil.example/"><input name=q value=1><button>Go</button></form>', '<form><input value="1" disabled><button disabled>Go</button></form>'),
        ('<input type=hidden value=x><object data="x.swf"><p>words</p></object>', "<p>words</p>"),
        ("<noscript><img src=n.png></noscript>", '<img src="/R/part/http://portal.example/Pages/n.png">'),
        ("<o:p>words</o:p>", "words"),
        ("<xmp><script>1</script></xmp>", "<pre>&lt;script&gt;1&lt;/script&gt;</pre>"),
        ('<p style="background:url(b.png);width:expression(alert(1))">x', '<p style="background:url(&quot;/R/part/http://portal.example/Pages/b.png&quot;);width:none(alert(1))">x</p>'),
        ('<svg onload=x><a xlink:href="javascript:x"><path d="M0"/></a><use href="http://evil.example/#x"/></svg>', '<svg><path d="M0"></path><use></use></svg>'),
        ("<math><mtext><script>1</script></mtext></math>x", "x"),
    ],
)  # fmt: skip
def test_markup_is_written_anew(html, expected):
    page = shown(f"<body>{html}</body>")
    assert expected in page
    assert not re.search(
        r"script:|vbscript|<script|onload|onclick|srcdoc|evil", page.replace("&lt;script", ""), re.IGNORECASE
    )


@pytest.mark.parametrize(
    "hidden",
    [
        '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
        '<base href="http://evil.example/"><img src=x.png>',
        '<link rel="preload prefetch dns-prefetch manifest" href="http://evil.example/">',
        '<link rel="icon" href="http://evil.example/">',
        '<?xml-stylesheet href="http://evil.example/"?>',
        '<applet code="http://evil.example/"></applet><embed src="http://evil.example/">',
        '<a href="/x" ping="http://evil.example/">x</a>',
        '<svg><image href="http://evil.example/"/><set attributeName="href" to="http://evil.example/"/></svg>',
        '<svg><path fill="url(http://evil.example/#a)"/><style>*{fill:url(http://evil.example/)}</style></svg>',
        '<html manifest="http://evil.example/"><template><img src="http://evil.example/"></template>',
    ],
)
def test_what_asks_by_itself_is_gone(hidden):
    page = BeautifulSoup(shown(hidden), "lxml")
    assert "evil.example" not in str(page).replace("/R/part/http://evil.example/x.png", "")


def test_a_base_leads_only_the_addresses():
    assert led('<base href="http://other.example/d/"><img src=x.png>') == [("part", "http://other.example/d/x.png")]


def test_a_postback_is_led_to_its_answer():
    html = """<form action="list.aspx?a=1"><input type=hidden name=__VIEWSTATE value=abc>
    <a href="javascript:__doPostBack(&#39;g$p&#39;,&#39;Page$2&#39;)">2</a><input type=submit name="g$next" value="Sau"></form>"""
    woven = weave_page(html, BASE, SETTING)
    found = [(one.url, one.event) for one in slots(woven.pieces) if one.use == "post"]
    assert found == [
        (f"{HOST}/Pages/list.aspx?a=1", ("g$p", "Page$2")),
        (f"{HOST}/Pages/list.aspx?a=1", ("g$next", "")),
    ]
    assert len(woven.state) == 16
    assert '<input type="button" value="Sau" disabled>' in fill(woven.pieces, lambda slot: None)


@pytest.mark.parametrize(
    ("doctype", "kept"),
    [
        ("<!doctype html>", "<!DOCTYPE html>"),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">'),
        ("<p>none</p><!doctype html>", ""),
        ("<!-- one --><?pi?> <!doctype html>", "<!DOCTYPE html>"),
        ("<!---->" * 500 + "<p>none", ""),  # thirty took hours: each may end at any of those behind it
        ('<!doctype html PUBLIC "<script>">', ""),
    ],
)  # fmt: skip
def test_a_page_keeps_the_mode_in_which_it_was_drawn(doctype, kept):
    assert shown(f"{doctype}<p>x").startswith(f"{kept}<html")


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a{background:URL( 'x.png' )}", 'a{background:URL("/R/part/http://portal.example/Pages/x.png")}'.replace("URL", "url")),
        (r"a{b:\75rl(x.png)}", 'a{b:url("/R/part/http://portal.example/Pages/x.png")}'),
        ("a{b:u/**/rl(x.png)}", "a{b:u rl(x.png)}"),
        (r"@\69mport 'x.css';", '@import url("/R/style/http://portal.example/Pages/x.css");'),
        ("@import url(x.css) print;", '@import url("/R/style/http://portal.example/Pages/x.css") print;'),
        ("@import 'absent.css';a{}", "a{}"),
        ("a{b:url(absent.png)}", 'a{b:url("data:,")}'),
        ("a{b:image-set('x.png' 1x)}", 'a{b:image-set(url("/R/part/http://portal.example/Pages/x.png") 1x)}'),
        ("a{b:image-set(var(--x) 1x)}", "a{b:image-set(none(--x) 1x)}"),
        ("a{content:'</style><script>'}", r'a{content:"\3c /style\3e \3c script\3e "}'),
        ("a{b:url(data:image/png;base64,AA==)}", 'a{b:url("data:image/png;base64,AA==")}'),
        ("a{b:url(data:text/html,x)}", 'a{b:url("data:,")}'),
        ("a{b:url(javascript:x)}", 'a{b:url("data:,")}'),
        ("a{behavior:url(x.htc)}", 'a{x-behavior:url("/R/part/http://portal.example/Pages/x.htc")}'),
        ("<!-- a{color:red} -->", " a{color:red} -->"),
        ("@media (width<40em){a{}}", "@media (width< 40em){a{}}"),
        ("a{filter:url(#shadow)}", 'a{filter:url("#shadow")}'),
        ("@charset 'utf-16';a{}", "a{}"),
    ],
)  # fmt: skip
def test_styles_are_written_anew(css, expected):
    assert styled(css) == expected


def test_a_drawing_is_drawn_and_does_nothing():
    svg = """<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 9 9" onload="alert(1)"><script>alert(1)</script><circle r="4" fill="red"/><text>&amp;x;</text>
    <foreignObject><iframe src="http://evil.example/"/></foreignObject><a href="http://evil.example/"><animate attributeName="href"/></a></svg>"""
    drawn = weave_drawing(svg, BASE, SETTING)
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">')
    assert '<circle r="4" fill="red">' in drawn
    assert not re.search("script|onload|evil|iframe|ENTITY|animate", drawn)


@pytest.mark.parametrize(
    "html",
    ["<div>" * 100_000, "<div>" * 50_000 + "</div>" * 50_000, "<b a=1>" * 2900 + "<p>" * 2000, f"<x {' '.join(f'a{n}' for n in range(20_000))}>"],
)  # fmt: skip
def test_what_no_parser_should_be_given_is_told(html):
    assert is_tangled(html)


def test_a_large_page_is_no_tangle():
    rows = "<tr><td><p><font color=red><a name=x>Tin <b>mới</b></a></font><li>một<li>hai<br>"
    assert not is_tangled(f"<table>{rows * 5000}</table>")


_PIECES = st.sampled_from(
    ["<", ">", '"', "'", "`", "&", ";", "/", "=", "(", ")", "{", "}", "\\", "\n", "\x00", "<!", "<!--", "-->", "]]>", "<![CDATA[", "<script>", "</script>", "<svg>", "<math>", "<style>", "</style>", "<title>", "</title>\n", "", "", "", "<textarea>", "<noscript>", "<template>", "<xmp>", "<plaintext>", "<iframe", "<img", "<a", "<form", "<input", "<base", "<meta", "<link", "<object", "<embed", "<frameset><frame\n", "", "", "", "<table>", "<select>", "<option>", "<foreignObject>", "<desc>", "<mglyph>", "<annotation-xml", 'encoding="text/html">', "<animate", "<use", "<image", "<video", "<body", "<html\n", "", "", "", "onload=alert(1)", 'onerror="x"', "src=", "href=", "srcset=", "style=", "background=", "action=", "xlink:href=", "srcdoc=", "ping=", "poster=", "data=", "formaction=", "rel=stylesheet\n", "", "", "", "http-equiv=refresh", "content=0;url=", "javascript:", "java&#x0a;script:", "data:text/html,", "//evil.example/", "http://evil.example/x", "https:/evil.example\n", "", "", "", "\\\\evil.example\\", "url(", "@import", "image-set(", "var(--x)", "\\75rl(", "@\\69mport", "expression(", '"http://evil.example/"', "/*", "*/", "<!DOCTYPE", "&lt;", "&#60;", "&quot;", "x"]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=40).map(" ".join)
TIGHT = st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=40).map("".join)


@settings(deadline=None)
@given(st.one_of(HOSTILE, TIGHT))
def test_no_page_runs_or_asks(html):
    harmless(shown(html))


@given(st.one_of(HOSTILE, TIGHT))
def test_no_style_asks_or_ends_its_element(css):
    written = styled(css)
    assert not re.search(r"<[a-zA-Z/!?]", written)
    no_address_but_ours(written)
    harmless(shown(f"<style>{css}</style>"))
    harmless(fill(['<p style="', *as_attribute(weave_style(css, BASE)), '">'], lead))


@given(st.one_of(HOSTILE, TIGHT))
def test_no_drawing_runs_or_asks(svg):
    harmless(weave_drawing(f"<svg {svg}</svg>", BASE, SETTING))


@given(st.one_of(HOSTILE, TIGHT))
def test_what_was_written_anew_stays_as_it_is(html):
    """Read once more, a page gives nothing that the first reading did not see."""
    once = shown(html)
    harmless(shown(once))


def harmless(html: str) -> None:
    for parser in ("lxml", "html.parser"):
        page = BeautifulSoup(html, parser)
        assert not page.select(
            "script, object, embed, applet, base, template, link:not([rel=stylesheet]), math, foreignobject, animate, set"
        )
        assert not page.select("meta:not([charset])")
        for element in page.find_all(True):
            for name, value in element.attrs.items():
                text = " ".join(value) if isinstance(value, list) else value
                assert not name.lower().startswith("on"), html
                assert name not in {"srcdoc", "action", "formaction", "ping", "data", "manifest", "target"}, html
                if name in ADDRESSES and text:
                    assert text.startswith(("/R/", "#", "data:image/", "data:font/")), html
                if name == "style":
                    no_address_but_ours(text)
        for style in page.find_all("style"):
            no_address_but_ours(style.get_text())


def no_address_but_ours(css: str) -> None:
    plain = re.sub(r"\\[0-9a-f]{1,6} ", "e", css)  # an escape is a part of the word that it stands in
    assert "\\" not in plain, css
    bare = re.sub(
        r'"[^"\n]*"', lambda match: match[0] if match[0].startswith(('"/R/', '"data:', '"#')) else '""', plain
    )
    for address in re.findall(r"(?<![-\w\x80-\U0010ffff])url\(([^)]*)\)?", bare, re.IGNORECASE):
        assert re.fullmatch(r'"(?:/R/[^"]*|data:(?:,|image/|font/|application/)[^"]*|#[\w.-]*)"', address), css
    names = r"@import(?![-\w]|[^\x00-\x7f]| url\(\"\"\))|(?<![-\w\x80-\U0010ffff])expression\("
    assert not re.search(names, re.sub(r'"[^"\n]*"', '""', plain), re.IGNORECASE), css
