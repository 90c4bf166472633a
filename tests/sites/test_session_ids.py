"""Session ids in addresses: two visitors see one page, and what only looks like an id is not lost."""

from __future__ import annotations

import string
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.sites.catalog import platforms
from archiver.sites.platform import read_platform
from archiver.sites.profile import parse_profile
from archiver.sites.url_key import UrlRules, decoded_target, url_key

GENERIC = read_platform("generic", platforms()).urls
PAGE = "http://cong.vn/Pages/tin.aspx?NewsId=5086"
HEX = "0123456789abcdef"


@pytest.mark.parametrize(
    "with_session",
    [
        "http://cong.vn/(S(lit3py55t21z5v55vlm25s55))/Pages/tin.aspx?NewsId=5086",
        "http://cong.vn/(X(1)S(lit3py55t21z5v55vlm25s55))/Pages/tin.aspx?NewsId=5086",
        "http://cong.vn/(A(Zx9-_kPq0aB1cD2eF3gH4iJ5)F(0aB1cD2eF3gH4iJ5kL6)S(lit3py55t21z5v55vlm25s55))/Pages/tin.aspx?NewsId=5086",
        "http://cong.vn/Pages/tin.aspx;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9.node1?NewsId=5086",
        "http://cong.vn/Pages/tin.aspx%3BJSESSIONID=yZ9!-123456?NewsId=5086",
        f"{PAGE}&PHPSESSID=q1w2e3r4t5y6u7i8o9p0a1s2d3",
        f"{PAGE}&sid=5d41402abc4b2a76b9719d911017c592",
        f"{PAGE}&s=5D41402ABC4B2A76B9719D911017C592",
        f"{PAGE}&CFID=1234567&CFTOKEN=87654321",
        f"{PAGE}&osCsid=7b1b8a4e8c6f6b8a4e8c6f",
        f"{PAGE}&ASP.NET_SessionId=lit3py55t21z5v55vlm25s55",
        f"{PAGE}&ASPSESSIONIDQQBQTSDA=KJHGFDSAQWERTYUIOPLKJHGF",
        f"{PAGE}&session_id=3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        f"{PAGE}&AspxAutoDetectCookieSupport=1",
    ],
)
def test_an_address_with_a_session_id_is_the_address_without_it(with_session):
    assert url_key(with_session, GENERIC) == url_key(PAGE, GENERIC)
    assert decoded_target(with_session, GENERIC) == decoded_target(PAGE, GENERIC)


@pytest.mark.parametrize(
    "distinct",
    [
        "http://cong.vn/modules.php?name=News&op=viewst&sid=5086",
        "http://cong.vn/?s=dai-hoi-dang-bo-tinh-lan-thu-18-nhiem-ky-2020",
        "http://cong.vn/?s=search",
        "http://cong.vn/?sid=12345678901234567890123456789012",
        "http://cong.vn/?sid=cuocthidangquangdangvinhoiquang",
        "http://cong.vn/?s=covid19",
        "http://cong.vn/?session=2020-2025",
        "http://cong.vn/?session=buoi-sang",
        "http://cong.vn/?CFID=1234567",
        "http://cong.vn/?id=5d41402abc4b2a76b9719d911017c592",
        "http://cong.vn/?professionid=5d41402abc4b2a76b9719d911017c592",
        "http://cong.vn/a;trang=2",
        "http://cong.vn/(S(ngan))/a",
        "http://cong.vn/(Ban hanh (A) va (S))/a",
    ],
)
def test_what_is_no_session_id_stays(distinct):
    path, mark, query = distinct.partition("?")
    bare = f"{path}{mark}{'&'.join(query.split('&')[:-1])}" if mark else distinct.rpartition("/")[0]
    assert url_key(distinct, GENERIC) not in {url_key(bare, GENERIC), "http://cong.vn/a"}


folders = st.builds(
    "/({}S({}))".format,
    st.sampled_from(["", "X(1)", "A(Zx9kPq0aB1cD2eF3gH4iJ5)", "F(0aB1cD2eF3gH4iJ5kL6)"]),
    st.text(alphabet=string.ascii_lowercase + "012345", min_size=24, max_size=24),
)
drawn = st.text(alphabet=HEX, min_size=32, max_size=32).filter(
    lambda text: not text.isdigit() and any(map(str.isdigit, text))
)
parameters = st.one_of(
    st.builds("{}={}".format, st.sampled_from(["sid", "s", "PHPSESSID", "osCsid", "SESSID", "session_id"]), drawn),
    st.builds("CFID={}&CFTOKEN={}".format, st.integers(1, 10**9), st.integers(1, 10**9)),
)
paths = st.text(alphabet=string.ascii_letters + "/.-_;()%=ệ", max_size=30)
queries = st.lists(
    st.builds("{}={}".format, st.sampled_from(["id", "CatId", "s", "sid", "q"]), st.text(alphabet="aB9-ệ", max_size=8)),
    max_size=3,
)


@settings(deadline=None, max_examples=300)
@given(paths, queries, st.one_of(st.just(""), folders), st.lists(parameters, max_size=2), st.booleans())
def test_two_visitors_see_one_key(path, query, folder, sessions, ignore_case):
    rules = UrlRules(ignore_case=ignore_case)
    plain = "?".join(filter(None, [f"http://cong.vn/{path}", "&".join(query)]))
    theirs = "?".join(filter(None, [f"http://cong.vn{folder}/{path}", "&".join([*sessions, *query])]))
    assert url_key(theirs, rules) == url_key(plain, rules)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="/(S)AFX0aB9;=jsessionid%3B&?", max_size=80), folders, parameters)
def test_a_key_is_its_own_key(text, folder, parameter):
    key = url_key(f"http://cong.vn/{text}{folder}/{text}?{parameter}&{text}", UrlRules())
    assert url_key(key, UrlRules()) == key


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["sid", "s", "session", "sess"]),
    st.one_of(
        st.integers(0, 10**40).map(str), st.text(alphabet=string.ascii_letters + "-", max_size=60), st.text(max_size=15)
    ),
)
def test_numbers_words_and_short_values_are_never_lost(name, value):
    one = url_key(f"http://cong.vn/a?{name}={quote(value, safe='')}", GENERIC)
    assert one != url_key("http://cong.vn/a", GENERIC)


def test_a_session_folder_does_not_lead_out_of_the_start():
    text = 'name = "a"\ntitle = "A"\nstart = "http://cong.vn/so/"'
    profile = parse_profile(text, where="a.toml", platforms=platforms())
    assert profile.in_scope("http://cong.vn/(S(lit3py55t21z5v55vlm25s55))/so/tin.aspx")
    assert not profile.in_scope("http://cong.vn/(S(lit3py55t21z5v55vlm25s55))/khac/tin.aspx")
