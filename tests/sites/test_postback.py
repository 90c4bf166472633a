"""ASP.NET pagers: the only form that is ever posted, and exactly as a browser would."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.sites.postback import next_page

URL = "http://cong.vn/Pages/news.aspx?CatId=125"
GRID = "ctl00$m$g_1a2b$ctl00$grvNews"


def page(content: str, action: str = "news.aspx?CatId=125") -> str:
    return f"""<html><body><form method=post action="{action}" id=aspnetForm>
<input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" value="">
<input type="hidden" name="__REQUESTDIGEST" value="0xAB,22 Nov 2026 03:04:05 -0000">
<input type="hidden" name="__VIEWSTATE" value="/wEP+Đ=="><input type=hidden name=tat disabled value=x>
<input type=text name="ctl00$search" value="từ khóa"><input type=submit name="ctl00$send" value="Gửi">
<select name="ctl00$month"><option selected value=6>6</select><textarea name=y-kien>x</textarea>
<div><div><div><div>{content}</div></div></div></div></form></body></html>"""


def grid(*numbers: int, quote: str = "'") -> str:
    cells = "".join(
        f'<td><a href="javascript:__doPostBack({quote}{GRID}{quote},{quote}Page${n}{quote})">{n}</a></td>'
        for n in numbers
    )
    return f"<table><tr><td><a href='newsdetail.aspx?NewsId=1'>x</a></td></tr><tr><td><table><tr>{cells}</tr></table></td></tr></table>"


def test_posts_the_form_as_a_browser_would_and_presses_no_button():
    asked = next_page(page(grid(2, 3)), URL, 1)
    assert asked is not None
    assert (asked.url, asked.page) == (URL, 2)
    assert parse_qsl(asked.body.decode("ascii"), keep_blank_values=True) == [
        ("__EVENTTARGET", GRID),
        ("__EVENTARGUMENT", "Page$2"),
        ("__REQUESTDIGEST", "0xAB,22 Nov 2026 03:04:05 -0000"),
        ("__VIEWSTATE", "/wEP+Đ=="),
        ("ctl00$search", "từ khóa"),
        ("ctl00$month", "6"),
        ("y-kien", "x"),
    ]


@pytest.mark.parametrize("quote", ["'", "&#39;", "&amp;#39;", "&quot;"])
def test_quotes_may_be_escaped(quote):
    assert next_page(page(grid(2, quote=quote)), URL, 1) is not None


def test_the_dots_lead_on_and_never_back():
    dots = grid(1, 2).replace(">1<", ">...<") + grid(21).replace(">21<", ">...<")
    asked = next_page(page(dots), URL, 20)
    assert asked is not None
    assert b"Page%2421" in asked.body
    assert next_page(page(dots), URL, 21) is None


def test_a_page_whose_form_lacks_the_event_fields_gets_them():
    html = f"<form>{grid(2)}</form>"
    asked = next_page(html, URL, 1)
    assert asked is not None
    assert asked.body == b"__EVENTTARGET=ctl00%24m%24g_1a2b%24ctl00%24grvNews&__EVENTARGUMENT=Page%242"
    assert asked.url == URL


@pytest.mark.parametrize(
    "link",
    [
        "<a id=lbtNext href=\"javascript:__doPostBack('ctl00$g$lbtNext','')\">Trang sau</a>",
        "<a href=\"javascript:__doPostBack('ctl00$g$lnkNext','')\"><img src=n.gif></a>",
        "<div class=phan-trang><a href=\"javascript:__doPostBack('ctl00$g$ctl07','')\">Tiếp &gt;</a></div>",
        "<div class=phan-trang><a href=\"javascript:__doPostBack('ctl00$g$ctl07','')\">2</a></div>",
        "<a href=\"javascript:__doPostBack('ctl00$AspNetPager1','2')\">[2]</a>",
        "<a href=\"javascript:__doPostBack('ctl00$g$ctl07','')\">Trang sau &gt;&gt;</a>",
        "<a href=\"javascript:__doPostBack('c$g$b1','')\">&lt;</a><a href=\"javascript:__doPostBack('c$g$b2','')\">&gt;</a>",
        "<a href=\"javascript:__doPostBack('ctl00$DataPager1$ctl01$ctl01','')\">2</a>",
        "<a href=# onclick=\"__doPostBack('ctl00$g$grv','Page$Next');return false\">&gt;</a>",
        "<a href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions(&quot;ctl00$g$lbtNext&quot;, &quot;&quot;, true))'>x</a>",
    ],
)
def test_pagers_of_other_makes_are_known(link):
    asked = next_page(page(link), URL, 1)
    assert asked is not None
    assert asked.page == 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        grid(1),
        "<a href=\"javascript:__doPostBack('ctl00$g$grv','Sort$Title')\">Tiêu đề</a>",
        "<a href=\"javascript:__doPostBack('ctl00$g$grv','Select$2')\">2</a>",
        "<a href=\"javascript:__doPostBack('ctl00$btnSend','')\">Gửi ý kiến</a>",
        "<a href=\"javascript:__doPostBack('ctl00$lbtVote','')\">2</a>",
        "<a href=\"javascript:__doPostBack('ctl00$Wizard1$StartNextLinkButton','')\">Tiếp tục</a>",
        "<div><textarea name=a></textarea><a href=\"javascript:__doPostBack('ctl00$lbtNext','')\">Tiếp</a></div>",
        "<div><input type=radio name=q> Có<a href=\"javascript:__doPostBack('ctl00$lbtNext','')\">Tiếp</a></div>",
        "<a class=aspNetDisabled href=\"javascript:__doPostBack('ctl00$g$lbtNext','')\">Trang sau</a>",
        "<a id=lbtNext>Trang sau</a>",
        "<a href=\"javascript:__doPostBack('c$g$b2','')\">&gt;</a>",
        "<div class=pages><a href=\"javascript:__doPostBack('c$Rating1$s2','')\">2</a></div>",
        "<a href=\"javascript:__doPostBack('ctl00$lbtLogin','')\">Đăng nhập</a>",
    ],
)
def test_nothing_but_a_pager_is_posted(content):
    assert next_page(page(content), URL, 1) is None


def test_a_form_that_leads_to_another_host_is_not_posted():
    assert next_page(page(grid(2), action="http://khac.vn/x"), URL, 1) is None


def test_a_link_outside_any_form_cannot_post():
    assert next_page(grid(2), URL, 1) is None


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=60), st.integers(1, 30))
def test_no_markup_makes_the_reader_fail(text, number):
    for html in (text, page(f"<a href=\"javascript:__doPostBack('{text}','Page$2{text}')\">{text}</a>")):
        next_page(html, URL, number)
