"""Addresses as written, as fetched, as compared."""

import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scrapy import Request

from archiver.sites.surt import canonicalize, surt
from archiver.sites.url_key import UrlRules, decoded_target, parameter_names, url_key, without_way_back
from archiver.sites.urls import absolute, at_host_of, host_of, is_http, origin_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the judge's own source has invalid escapes
    from surt import surt as judge

PAGE = "https://cong.vn/Pages/news.aspx?CatId=125"
OWN = UrlRules(host="www.cong.vn")
IIS = UrlRules(ignore_case=True, drop=("Source", "ReturnUrl", "utm_*"))


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("newsdetail.aspx?NewsId=5086", "https://cong.vn/Pages/newsdetail.aspx?NewsId=5086"),
        ("/a b/Tệp.pdf", "https://cong.vn/a%20b/T%E1%BB%87p.pdf"),
        ("a.aspx\u00a0", "https://cong.vn/Pages/a.aspx"),
        ("\u200b\n /x.aspx?a=1&amp;amp;b=2&amp;c=3", "https://cong.vn/x.aspx?a=1&b=2&c=3"),
        ("?Page=2", "https://cong.vn/Pages/news.aspx?Page=2"),
        ("?&&p_Title=x&&View={A-B}", "https://cong.vn/Pages/news.aspx?&&p_Title=x&&View=%7BA-B%7D"),
        ("", PAGE),
        ("#top", PAGE),
        ("/x\t\r\ny.aspx#tin", "https://cong.vn/xy.aspx"),
        ("..\\Lists\\A.aspx?p=a\\b", "https://cong.vn/Lists/A.aspx?p=a%5Cb"),
        ("../../../a/./b/..", "https://cong.vn/a/"),
        ("http:/mot-gach.vn/a", "http://mot-gach.vn/a"),
        ("http:\\\\gach-nguoc.vn\\a", "http://gach-nguoc.vn/a"),
        ("http://http://hai-lan.vn/", "http://hai-lan.vn/"),
        ("HTTPS://Cong.VN:443/Pages", "https://cong.vn/Pages"),
        ("http://cong.vn:443/", "http://cong.vn:443/"),
        ("http://cong.vn:80", "http://cong.vn/"),
        ("http://cong.vn:/a", "http://cong.vn/a"),
        ("http://ai:mat-khau@cong.vn/a", "http://cong.vn/a"),
        ("//Đồngnai.vn/x", "https://xn--ngnai-4ya0444c.vn/x"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("/k?Group=S%u1ed1+li%u1ec7u", "https://cong.vn/k?Group=S%u1ed1+li%u1ec7u"),
        ("/Hnh nh hot ng/A,£.jpg", "https://cong.vn/Hnh%20nh%20hot%20ng/A,%C2%A3.jpg"),
        ("/a[1]?b[]=1", "https://cong.vn/a%5B1%5D?b%5B%5D=1"),
        ("/a%20b%2Dc%zz", "https://cong.vn/a%20b%2Dc%zz"),
        ("/a?", "https://cong.vn/a"),
        ("javascript:__doPostBack('a','b')", None),
        ("JavaScript:;", None),
        ("mailto:a@b.vn", None),
        ("file:///C:/a.doc", None),
        ("data:image/png;base64,AA", None),
        ("tel:+84", None),
        ("mms://cong.vn/a.wmv", None),
        ("http://", None),
        ("http://cong.vn:99999/", None),
        ("http://cong.vn:abc/", None),
        ("http://a..b/", None),
        ("http://[::1/", None),
        ("http:// /", None),
    ],
)
def test_makes_of_a_link_what_can_be_fetched(href, expected):
    assert absolute(href, PAGE) == expected


def test_a_link_on_a_page_without_a_web_address_leads_nowhere():
    assert absolute("a.html", "about:blank") is None
    assert absolute("http://cong.vn", "about:blank") == "http://cong.vn/"


hrefs = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="abcĐệ/\\.:?#&=%@[]{}'\" \t\u00a0\ud800 1", max_size=40),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["http://", "HTTPS:/", "//", "/", "", "http:", "..\\", "?"]),
        st.text(alphabet="aB.:/đ%u1ec7 -[]@", max_size=20),
        st.text(alphabet="?a=&;B%20+{}ệ", max_size=20),
    ),
)


@settings(deadline=None, max_examples=400)
@given(hrefs, st.sampled_from([PAGE, "http://h.vn:81/x/y/?", "x", "https://[::1]/a"]))
def test_absolute_never_raises_and_rests_in_itself(href, base):
    url = absolute(href, base)
    if url is not None:
        assert is_http(url)
        assert url.isascii()
        assert absolute(url, "http://elsewhere.vn/z") == url


@settings(deadline=None, max_examples=200)
@given(hrefs)
@example("HTTP:[0]")
@example("http://[::1]/a")
def test_what_we_call_fit_is_fetched_as_it_stands(href):
    url = absolute(href, PAGE)
    if url is not None:
        assert Request(url).url == url


@settings(deadline=None, max_examples=400)
@given(hrefs, st.sampled_from([UrlRules(), IIS, OWN]))
def test_a_key_is_an_address_with_itself_as_key(href, rules):
    url = absolute(href, PAGE)
    if url is not None:
        key = url_key(url, rules)
        assert absolute(key, PAGE) == key
        assert url_key(key, rules) == key


def test_the_site_s_own_host_is_one_with_and_without_www():
    assert url_key("https://cong.vn:443/a", OWN) == url_key("http://WWW.cong.vn/a", OWN) == "http://www.cong.vn/a"
    for other in ("http://tin.cong.vn/a", "http://cong.vn:8080/a", "http://www.cong.vn.khac.vn/a"):
        assert url_key(other, OWN) == other


@pytest.mark.parametrize(
    ("page", "url", "asked"),
    [
        ("https://www.cong.vn/", "http://cong.vn/a?b=http://cong.vn/", "http://www.cong.vn/a?b=http://cong.vn/"),
        ("http://cong.vn:8080/x", "http://www.cong.vn:8080/", "http://cong.vn:8080/"),
        ("http://cong.vn:8080/x", "http://www.cong.vn/", "http://www.cong.vn/"),
        ("http://www.cong.vn/", "http://www.CONG.vn:80/a", "http://www.CONG.vn:80/a"),
        ("http://www.cong.vn/", "http://khac.vn/a", "http://khac.vn/a"),
    ],
)
def test_a_link_to_the_same_site_is_asked_of_the_host_that_answered(page, url, asked):
    assert at_host_of(page, url) == asked


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40))
def test_keys_never_raise(text):
    url_key(text, IIS)
    surt(text)
    canonicalize(text)
    decoded_target(text, IIS)


@pytest.mark.parametrize(
    "other",
    [
        "http://cong.vn/Pages/newsdetail.aspx?CatId=104&NewsId=5086",
        "https://cong.vn:443/pages/NewsDetail.aspx?newsid=5086&CATID=104",
        "http://cong.vn/Pages/newsdetail.aspx?&&NewsId=5086&CatId=104&Source=%2FPages%2Fhome%2Easpx",
        "http://cong.vn/Pages/newsdetail%2Easpx?NewsId=5086&CatId=104&utm_source=zalo",
        "http://cong.vn/(S(abcdefghijklmnopqrstuvwx))/Pages/newsdetail.aspx?NewsId=5086&CatId=104",
    ],
)
def test_spellings_of_one_address_have_one_key(other):
    assert url_key(other, IIS) == url_key("http://cong.vn/Pages/newsdetail.aspx?NewsId=5086&CatId=104", IIS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://cong.vn/a?NewsId=1&CatId=104", "http://cong.vn/a?NewsId=1&CatId=116"),
        ("http://cong.vn/a?Paged=TRUE&p_ID=30&PageFirstRow=31", "http://cong.vn/a?Paged=TRUE&p_ID=60&PageFirstRow=61"),
        ("http://www.cong.vn/a", "http://cong.vn/a"),
        ("http://cong.vn:8080/a", "http://cong.vn/a"),
        ("http://cong.vn/a?x=1%262", "http://cong.vn/a?x=1&2"),
        ("http://cong.vn/a?x=Ab", "http://cong.vn/a?x=aB"),
        ("http://cong.vn/a%3Fb", "http://cong.vn/a?b"),
    ],
)
def test_different_pages_have_different_keys(one, other):
    assert url_key(one, IIS) != url_key(other, IIS)


def test_letter_case_counts_where_the_platform_says_so():
    assert url_key("http://h/A", UrlRules()) != url_key("http://h/a", UrlRules())


def test_unicode_escapes_of_old_scripts_are_letters():
    assert url_key("http://h/a?g=S%u1ed1+li%u1ec7u", IIS) == url_key("http://h/a?g=Số%20liệu", IIS)


def test_patterns_see_neither_escapes_nor_dropped_parameters():
    url = "http://h/T%E1%BB%87p/a%2Easpx?Source=%2FPages%2Fprint%2Easpx&View=%7BA%7D"
    assert decoded_target(url, IIS) == "/Tệp/a.aspx?View={A}"


def test_reads_host_and_origin():
    assert host_of("http://A.vn:81/x") == "a.vn"
    assert origin_of("http://A.vn:81/x") == "a.vn:81"
    assert origin_of("https://a.vn:443/") == origin_of("http://a.vn") == "a.vn"
    assert host_of("mailto:x") == origin_of("x") == ""
    assert parameter_names("http://h/a?NewsId=1&&catid=2&x") == ("catid", "newsid", "x")


ODD_URLS = [
    "http://www.Ex.com:80/A/B.aspx?b=1&a=2#x",
    "http://www2.ex.vn/%7BA%7D/?List={a}&&View=%7bB%7d",
    "https://ex.vn:8080/a//b/../c/?",
    "http://ex.vn",
    "ex.vn/a",
    "http://ex.vn/a?",
    "http://ex.vn?b=1",
    "http:////ex.vn/a",
    "http://http://ex.vn/a",
    "http://1.2/",
    "http://2130706433/",
    "http://0177.1/",
    "http://127.0.0.1:8001/Pages/a.aspx?b&a=&a",
    "http://[::1]:80/x",
    "http://u:p@ex.vn:81/",
    "http://ex.vn:/a",
    "http://Đồng.vn/x",
    "http://ex.vn/%25%32%35/ệ?x=ệ ",
    "http://ex.vn/Hnh nh hot ng/A.jpg",
    "http://ex.vn/a?Group=S%u1ed1+li%u1ec7u",
    "http://ex.vn/(S(abcdefghijklmnopqrstuvwx))/p.aspx?x=1",
    "http://ex.vn/a?x=1&phpsessid=01234567890123456789012345678901&y=2",
    "http://ex.vn/?sid=01234567890123456789012345678901",
    "http://ex.vn/a?cfid=1&cftoken=2",
    "http://ex.vn/a/./b/../../../c/",
    "dns:ex.vn",
    "urn:x:y?z",
    "mailto:a@b",
    "filedesc:x.arc",
    "",
]


@pytest.mark.parametrize("url", ODD_URLS)
def test_surt_keys_are_those_of_the_judge(url):
    assert surt(url) == judge(url)


@pytest.mark.parametrize("url", [url for url in ODD_URLS if url and not url.startswith("filedesc")])
def test_canonical_addresses_are_those_of_the_judge(url):
    assert canonicalize(url) == judge(url, surt=False, with_scheme=True)


plausible = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "http://www.", "http://www12."]),
    st.sampled_from(["cong.vn", "A.B.gov.vn", "127.0.0.1", "đồng.vn", "x--y.vn", "a..b.vn.", "10.1"]),
    st.sampled_from(["", ":80", ":443", ":8080", ":"]),
    st.text(alphabet="/aB.-%25{}ệ ()_;,'+~\\", max_size=25).map(lambda path: "/" + path),
    st.text(alphabet="?&=aBz%20ệ+;/{}", max_size=25).map(lambda query: "?" + query if query else ""),
)


@settings(deadline=None, max_examples=400)
@given(plausible)
def test_surt_keys_of_plausible_addresses_are_those_of_the_judge(url):
    assert surt(url) == judge(url)
    assert canonicalize(url) == judge(url, surt=False, with_scheme=True)


@settings(deadline=None, max_examples=200)
@given(hrefs)
def test_surt_keys_of_all_that_we_fetch_are_those_of_the_judge(href):
    url = absolute(href, PAGE)
    if url is not None:
        assert surt(url) == judge(url)


def test_an_unreadable_port_leaves_the_address_its_own_key():
    assert surt("http://ex.vn:abc/") == "http://ex.vn:abc/"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("http://a/D.aspx?ID=6&Source=%2FLists%2FAll.aspx", "http://a/D.aspx?ID=6"),
        ("http://a/D.aspx?source=/Lists/All.aspx&ID=6", "http://a/D.aspx?ID=6"),
        ("http://a/D.aspx?Source=http://a/x", "http://a/D.aspx"),
        ("http://a/D.aspx?&&ID=6&Source=web", "http://a/D.aspx?&&ID=6&Source=web"),
        ("http://a/D.aspx?url=/x.pdf", "http://a/D.aspx?url=/x.pdf"),
        ("http://a/D.aspx", "http://a/D.aspx"),
    ],
)
def test_the_way_back_is_not_asked_for(written, asked):
    assert without_way_back(written, UrlRules(ignore_case=True, drop=("Source",))) == asked
