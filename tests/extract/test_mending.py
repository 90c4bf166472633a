"""Markup whose letters were broken: paragraphs are mended one by one, tags and addresses stay as they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract.mending import mend_markup

OLD = "§¶ng bé tØnh §ång Nai tæ chøc héi nghÞ c¸n bé chñ chèt"
NEW = "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị cán bộ chủ chốt"


def test_an_old_article_in_a_new_frame() -> None:
    frame = '<ul title="Tin tức có bé"><li>Tin nóng<li>Chuyên mục: có mét bé<li>Công ty<li>Đảng</ul><p><font face=".VnTime">{}</font></p><b>Công ty</b><i>© Sở Nội vụ</i>'
    assert mend_markup(frame.format(OLD)) == (frame.format(NEW), ("TCVN3 to Unicode",))


@pytest.mark.parametrize(
    ("markup", "mended"),
    [
        ("<p>§¶ng <b>b</b>é <i>tØnh §ång</i> Nai tæ chøc</p>", "<p>Đảng <b>b</b>ộ <i>tỉnh Đồng</i> Nai tổ chức</p>"),
        (f"<p>{OLD}<td>Sè: 12<td>{OLD}", f"<p>{NEW}<td>Số: 12<td>{NEW}"),
        (f'<img alt="{OLD}"><p>{OLD}', f'<img alt="{NEW}"><p>{NEW}'),
        (f"<p>&nbsp;&nbsp;{OLD}&nbsp;", f"<p>&nbsp;&nbsp;{NEW}&nbsp;"),
        ("<p>§&para;ng b&eacute; t&Oslash;nh tæ ch&oslash;c", "<p>Đảng bộ tỉnh tổ chức"),
        (f"<script>var s='{OLD}'</script><p>{OLD}", f"<script>var s='{OLD}'</script><p>{NEW}"),
        (f'<a href="/{OLD}.doc">{OLD}</a>', f'<a href="/{OLD}.doc">{NEW}</a>'),
        (f'<p style="font-family:\'.VnTimeH\'">{OLD}<p>{OLD}', f'<p style="font-family:\'.VnTimeH\'">{NEW.upper()}<p>{NEW}'),
        (f"<font face=.VnTime>{OLD} <font face=.VnTimeH>n¨m</font> chÝn</font>", f"<font face=.VnTime>{NEW} <font face=.VnTimeH>NĂM</font> chín</font>"),
        (f"<p>1 < 2 {OLD}", f"<p>1 < 2 {NEW}"),
    ],
)  # fmt: skip
def test_old_letters_in_markup(markup: str, mended: str) -> None:
    assert mend_markup(markup) == (mended, ("TCVN3 to Unicode",))


@pytest.mark.parametrize(
    ("markup", "mended"),
    [
        ("<p>Nghi&#803; quyê&#769;t ho&#x323;p", "<p>Nghị quyết họp"),
        ("<p>Đại h&#7897;i, h&shy;ội&#8203; ng&#xFEFF;hị</p>", "<p>Đại hội, hội nghị</p>"),
        ("<title>&amp;#272;&amp;#7841;i h&amp;#x1ED9;i</title>", "<title>Đại hội</title>"),
        ("<p>h\ufeffội &ETH;ảng ð&#7843;ng nh\u01a3ng", "<p>hội Đảng đảng nhưng"),
    ],
)
def test_single_letters(markup: str, mended: str) -> None:
    better, repairs = mend_markup(markup)
    assert better == mended
    assert repairs


@pytest.mark.parametrize(
    "markup",
    [
        "<td>&amp;#7897; <td>&amp;#233;",  # a table of references
        "<p>Ði &amp; về &lt;b&gt; /ðə/ &quot;x&quot; Ðal þing",
        "<p>caf&amp;#233; &nbsp; đã có</p>",
        '<font face=".VnTime">Đảng bộ có mét bé, cã cã</font>',
        "<p>Größe, où, señor, på två år så gick vi då",
    ],
)
def test_what_is_meant_so_stays(markup: str) -> None:
    assert mend_markup(markup) == (markup, ())


def test_an_address_in_nfd_is_the_name_of_a_file() -> None:
    name = unicodedata.normalize("NFD", "Tờ trình")
    assert mend_markup(f'<a href="/{name}.pdf" title="{name}">{name}</a>') == (
        f'<a href="/{name}.pdf" title="Tờ trình">Tờ trình</a>',
        ("composed letters (NFC)",),
    )


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<font face=.VnTimeH>", "</font>", "<script>", "</script>", "<", ">", '<a href="', '">', OLD, NEW, "&nbsp;", "&#7897;", "\x01", "\x02", "é "]), max_size=14).map("".join))  # fmt: skip
def test_any_markup_is_mended_to_the_end(markup: str) -> None:
    once = mend_markup(markup)[0]
    assert mend_markup(once)[0] == once
    assert once.count("<p>") == markup.count("<p>")
