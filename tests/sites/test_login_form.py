"""The `[login]` table, the form that is filled in, and what is not followed with somebody's rights."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import LoginError, ProfileError
from archiver.sites.absence import leads_to_login
from archiver.sites.catalog import platforms
from archiver.sites.login import Login, says, shows_login, submission, why_not_logged_in
from archiver.sites.profile import SiteProfile, parse_profile

URL = "https://cong.vn/tai-khoan/vao.aspx"
TOP = "name = 'a'\ntitle = 'A'\nstart = 'https://cong.vn/'\n[login]\n"


def profile(table: str) -> SiteProfile:
    return parse_profile(TOP + table, where="a.toml", platforms=platforms())


def test_three_ways_lead_in():
    assert profile("cookies = 'CONG_COOKIES'").login == Login(cookies="CONG_COOKIES")
    form = profile("url = '/vao.aspx'\nuser = 'U'\npassword = 'P'\ncheck = 'Xin chào'").login
    assert form == Login(url="https://cong.vn/vao.aspx", user="U", password="P", check="Xin chào")
    assert profile("basic = true\nuser = 'U'\npassword = 'P'\nover_http = true").login == Login(
        basic=True, user="U", password="P", over_http=True
    )
    assert profile("").login is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("cookies = 'A'\nbasic = true", "one way in"),
        ("user = 'U'\npassword = 'P'", "one way in"),
        ("check = 'Xin chào'", "one way in"),
        ("url = '/vao'\nuser = 'U'", "'login.password' is missing"),
        ("url = 'https://khac.vn/vao'\nuser = 'U'\npassword = 'P'", "not on the host of the start"),
        ("url = 'mailto:a@b'\nuser = 'U'\npassword = 'P'", "not on the host of the start"),
        ("cookie = 'A'", "did you mean 'cookies'"),
    ],
)
def test_a_table_that_cannot_be_meant_is_told(table, words):
    with pytest.raises(ProfileError, match="login") as told:
        profile(table)
    assert words in str(told.value)


@pytest.mark.parametrize("secret", ["bí mật 123", "Mat-khau-7", "ASP.NET_SessionId=abc; x=y", "hunter2"])
def test_a_secret_in_the_profile_is_refused_and_not_repeated(secret):
    for key in ("cookies", "password"):
        with pytest.raises(ProfileError, match="environment variable") as told:
            profile(f"{key} = '{secret}'\nbasic = true\nuser = 'U'")
        assert secret not in str(told.value)


def fields(html: str, login: Login | None = None) -> tuple[str, dict[str, str]]:
    sent = submission(f"<html><body>{html}", URL, login or Login(), "tôi", "mật & khẩu")
    return sent.url, dict(parse_qsl(sent.body.decode(), keep_blank_values=True))


def test_the_form_is_sent_as_a_browser_would_send_it():
    url, sent = fields(
        """<form method=post action="?b=1"><input type=hidden name=__VIEWSTATE value="/wEP+w=="><input name=tim value="x">
        <input type=submit name=nutTim value="Tìm"><input name=ten><input type=PASSWORD name=mk><input type=checkbox name=nho value=1>
        <a href="javascript:__doPostBack('quen','')">Quên mật khẩu</a>
        <input type=submit name=huy value="Huỷ"><input type=submit name=vao value="Đăng nhập"></form>"""
    )
    assert url == "https://cong.vn/tai-khoan/vao.aspx?b=1"
    assert sent == {"__VIEWSTATE": "/wEP+w==", "tim": "x", "ten": "tôi", "mk": "mật & khẩu", "vao": "Đăng nhập"}


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("<button name=b value=1>Vào</button>", {"b": "1"}),
        ("<button name=b value=1 type=button>Vào</button>", {}),
        ("<input type=image name=i src=a.gif>", {"i.x": "1", "i.y": "1"}),
        (
            """<a href="javascript:__doPostBack(&#39;ctl00$lbVao&#39;,&#39;&#39;)">Đăng nhập</a>""",
            {"__EVENTTARGET": "ctl00$lbVao", "__EVENTARGUMENT": ""},
        ),
        ("", {}),
    ],
)
def test_the_button_is_pressed(button, expected):
    _, sent = fields(f"<form method=post><input name=u><input type=password name=p>{button}</form>")
    assert sent == {"u": "tôi", "p": "mật & khẩu"} | expected


def test_the_login_form_is_told_from_that_to_register_and_may_be_named():
    html = """<form method=post action=/dk><input name=a><input type=password name=p1><input type=password name=p2></form>
    <form method=post action=/vao><input name=b><input type=password name=p></form>"""
    assert fields(html) == ("https://cong.vn/vao", {"b": "tôi", "p": "mật & khẩu"})
    named = Login(user_field="a", password_field="p2")
    assert fields(html, named) == ("https://cong.vn/dk", {"a": "tôi", "p1": "", "p2": "mật & khẩu"})


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>x</p>",
        "<input type=password name=p>",
        "<form method=post><input type=password></form>",
        "<form method=post action=https://khac.vn/><input type=password name=p></form>",
        "<form><input type=password name=p></form>",
    ],
)
def test_a_password_goes_into_no_other_form(html):
    with pytest.raises(LoginError) as told:
        fields(html)
    assert "mật" not in str(told.value)


def test_a_login_in_place_of_a_page_is_known():
    box = "<form><input type=password name=p></form>"
    news = "<p>tin mới trong ngày hôm nay</p>" * 20
    assert shows_login(f"<html>{box}", None)
    assert not shows_login(f"<html>{box}{news}", None)
    assert shows_login(f"<html>{box}{news}", "p")
    assert not shows_login(f"<html>{box}", "khac")
    assert not shows_login("", None)
    assert says("<p>Xin   CHÀO,\n bạn</p>", "xin chào, bạn")
    assert not says("<p>Tạm biệt</p>", "xin chào")


def test_the_login_page_is_known_by_its_address():
    one = profile("url = '/index.php?do=vao'\nuser = 'U'\npassword = 'P'")
    assert leads_to_login("https://cong.vn/index.php?do=vao&ve=%2F", one)
    assert not leads_to_login("https://cong.vn/index.php?do=tin", one)
    other = profile("url = '/cua-vao'\nuser = 'U'\npassword = 'P'")
    assert leads_to_login("https://cong.vn/cua-vao?ReturnUrl=/", other)
    assert leads_to_login("https://cong.vn/dang-nhap", other)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "dang-xuat",
            "thoat.aspx",
            "Users/LogOut.aspx?x=1",
            "user/logout/123",
            "index.php?option=com_users&task=user.logout",
        ),
        *(
            "account/log-off",
            "_layouts/SignOut.aspx",
            "?action=thoat",
            "users/sign_out",
            "frmLogout.aspx",
            "dangxuat.html",
        ),
        *("tin/1?do=delete", "comment/xoa/7", "bai.php?act=remove"),
    ],
)
def test_what_ends_the_session_or_deletes_is_not_followed(path):
    assert why_not_logged_in(f"https://cong.vn/{path}") is not None


@pytest.mark.parametrize(
    "path",
    [
        *(
            "thoat-ngheo-ben-vung.html",
            "tin/giai-thoat",
            "huong-dan-dang-xuat-khoi-he-thong-dich-vu-cong",
            "catalog/out",
        ),
        *("xoa-doi-giam-ngheo", "tin?tu-khoa=thoat+ngheo", "hoat-dong/xoa-mu-chu.aspx", "delete-notice-2008.pdf", ""),
    ],
)
def test_articles_about_it_are(path):
    assert why_not_logged_in(f"https://cong.vn/{path}") is None
    assert why_not_logged_in("https://cong.vn/x", "Thoát nghèo bền vững") is None
    assert why_not_logged_in("https://cong.vn/x", " Đăng xuất ") is not None


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="<>/='\" formiputnamepasswordtype\n", max_size=200))
def test_any_page_is_read(text):
    shows_login(text, None)
    try:
        submission(f"<form method=post>{text}<input type=password name=p>{text}</form>", URL, Login(), "u", "p")
    except LoginError:
        return
