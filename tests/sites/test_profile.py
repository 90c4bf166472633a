"""Site files: what they may say, and what is answered when they cannot be meant."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ProfileError, UsageError
from archiver.sites.catalog import find_profile, platforms
from archiver.sites.profile import Expect, Politeness, SiteProfile, parse_profile

WHOLE = """
name = "so-vi-du"
title = "Sở Ví dụ"
language = "vi"
timezone = "Asia/Ho_Chi_Minh"
platform = "sharepoint"
start = "https://so-vi-du.example/"
allow_private = false
scope = "host"

[politeness]
delay = 0.5
concurrency = 3

[[section]]
name = "tin-tuc"
title = "Tin tức"
url = "/Pages/news.aspx?CatId=125"
every = "6h"
[section.expect]
articles_min = 5

[[section]]
name = "tu-lieu"
menu = "Tư liệu Đại hội"

[url]
drop = ["l"]

[[trap]]
pattern = '/Pages/dem\\.aspx'
reason = "counter"

[article]
title = "td.ten-bai"
drop = ["div.qc", "p.in"]

[expect]
articles_min = 20
dated_share_min = 0.8
"""


def parse(text: str) -> SiteProfile:
    return parse_profile(text, where="x.toml", platforms=platforms())


def minimal(more: str = "") -> str:
    return f'name = "x"\ntitle = "X"\n{more}'


def test_a_whole_file_says_what_the_design_says():
    profile = parse(WHOLE)
    assert (profile.name, profile.title, profile.platform.name) == ("so-vi-du", "Sở Ví dụ", "sharepoint")
    assert profile.politeness == Politeness(delay=0.5, concurrency=3)
    assert profile.expect == Expect(articles_min=20, dated_share_min=0.8)
    news, records = profile.sections
    assert news.url == "https://so-vi-du.example/Pages/news.aspx?CatId=125"
    assert (news.every, news.expect.articles_min) == ("6h", 5)
    assert (records.title, records.url, records.menu) == ("Tư liệu Đại hội", None, "Tư liệu Đại hội")
    assert profile.section("tu-lieu") is records
    assert profile.source == WHOLE
    assert profile.digest.startswith("sha256:")


def test_what_is_left_out_has_a_default():
    profile = parse(minimal())
    assert (profile.language, profile.timezone, profile.scope) == ("vi", "Asia/Ho_Chi_Minh", "host")
    assert profile.politeness == Politeness()
    assert profile.start is None
    assert profile.platform.name == "generic"
    assert not profile.allow_private


def test_a_sites_own_rules_stand_before_its_platforms():
    profile = parse(WHOLE)
    assert profile.fields.title[0] == "td.ten-bai"
    assert "td.tieude" in profile.fields.title
    assert profile.article.drop == ("div.qc", "p.in")
    assert profile.trap_of("https://so-vi-du.example/pages/DEM.aspx") == "counter"
    assert profile.key_of("http://h/A.aspx?l=1&Source=x&ID=2") == profile.key_of("http://h/a.aspx?id=2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "not a TOML file"),
        ('title = "X"', "'name' is missing"),
        ('name = "x"', "'title' is missing"),
        ('name = "Sở"\ntitle = "X"', "small letters"),
        ('name = "-x"\ntitle = "X"', "small letters"),
        ('name = "x"\ntitle = "  "', "'title' is empty"),
        ("name = 1", "'name' is a number; give a text"),
        ("name = 2008-06-18", "'name' is a date; give a text"),
        (minimal('plattform = "sharepoint"'), "did you mean 'platform'?"),
        (minimal("[politeness]\ndelai = 1"), "'politeness.delai' is no key that we know; did you mean 'delay'?"),
        (minimal("zzzz = 1"), "take it out (known:"),
        (minimal('platform = "sharepont"'), "did you mean 'sharepoint'?"),
        (minimal('timezone = "Asia/Hanoi"'), "no time zone"),
        (minimal('timezone = "../etc"'), "no time zone"),
        (minimal('timezone = "Asia"'), "no time zone"),
        (minimal('language = "Vietnamese!"'), "language code"),
        (minimal('start = "ftp://h/"'), "is no web address"),
        (minimal('start = "so.vn"'), "is no web address"),
        (minimal('start = "http:///"'), "is no web address"),
        (minimal('start = "http://h:99999/"'), "is no web address"),
        (minimal('start = "http://lan:secret@h/"'), "names an account"),
        (f'name = "{"x" * 101}"\ntitle = "X"', "100 at most"),
        (minimal('scope = "all"'), "'host' or 'sections'"),
        (minimal('allow_private = "no"'), "give true or false"),
        (minimal("politeness = 3"), "give a table [politeness]"),
        (minimal("[politeness]\ndelay = -1"), "give a number from 0"),
        (minimal("[politeness]\ndelay = nan"), "give a number from 0"),
        (minimal("[politeness]\ndelay = true"), "is true or false; give a number"),
        (minimal("[politeness]\nconcurrency = 0"), "give a number from 1"),
        (minimal("[politeness]\nconcurrency = 1.5"), "whole number"),
        (minimal('[politeness]\nrobots = "override"'), "'politeness.permission' is missing"),
        (minimal("section = 1"), "[[section]]"),
        (minimal('[[section]]\nname = "a"'), "'section[1].url' is missing in section 'a'"),
        (minimal('[[section]]\nname = "a"\nurl = "/a"\nmenu = "A"'), "give one of the two"),
        (minimal('[[section]]\nname = "a"\nurl = "javascript:;"'), "no web address"),
        (minimal('[[section]]\nname = "a"\nmenu = "A"\nevery = "often"'), "'6h'"),
        (minimal('[[section]]\nname = "a"\nmenu = "A"\n[[section]]\nname = "a"\nmenu = "B"'), "give each its own"),
        (minimal("[expect]\ndated_share_min = 80"), "from 0 to 1"),
        (minimal("[[trap]]\npattern = '('\nreason = 'x'"), "no regular expression"),
        (minimal("[[trap]]\npattern = 'x'"), "'trap[1].reason' is missing"),
        (minimal("[[kind]]\npattern = 'x'\nkind = 'news'"), "'kind[1].kind' is 'news'; it may be"),
        (minimal("[[picture]]\npattern = 'x'\noriginal = '\\9'"), "does not fit its pattern"),
        (minimal('[article]\nbody = "td["'), "no CSS selector"),
        (minimal("[article]\nbody = [1]"), "a text or a list of texts"),
        (minimal('[url]\ndrops = ["a"]'), "did you mean 'drop'?"),
    ],
)
def test_what_cannot_be_meant_is_said_with_file_key_and_remedy(text, says):
    with pytest.raises(ProfileError) as error:
        parse(text)
    assert str(error.value).startswith("x.toml: ")
    assert says in str(error.value)


def test_platforms_are_checked_as_sites_are():
    ring = {"a": 'name = "a"\ntitle = "A"\nbase = "b"', "b": 'name = "b"\ntitle = "B"\nbase = "a"'}
    with pytest.raises(ProfileError, match="in a ring"):
        parse_profile(minimal('platform = "a"'), where="x", platforms=ring)
    with pytest.raises(ProfileError, match="not the file's name"):
        parse_profile(minimal('platform = "c"'), where="x", platforms={"c": ring["a"]})
    with pytest.raises(ProfileError, match=r"platforms/a\.toml: 'base' is 'b', which is no platform"):
        parse_profile(minimal('platform = "a"'), where="x", platforms={"a": ring["a"]})


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_mangled_file_is_read_or_refused_and_nothing_else(data):
    cut = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(cut, len(WHOLE)))
    put = data.draw(
        st.text(max_size=12) | st.sampled_from(['"', "[[section]]\n", "= [", "\nname = {a = 1}\n", "1e999"])
    )
    with suppress(ProfileError):
        parse(WHOLE[:cut] + put + WHOLE[end:])


def test_the_start_can_be_given_later_and_moves_what_is_relative():
    profile = parse(minimal('[[section]]\nname = "a"\nurl = "Pages/news.aspx?CatId=1"'))
    moved = profile.with_start("http://127.0.0.1:8000")
    assert moved.start == "http://127.0.0.1:8000/"
    assert moved.sections[0].url == "http://127.0.0.1:8000/Pages/news.aspx?CatId=1"
    assert profile.with_start("cong.vn/daihoi/").start == "http://cong.vn/daihoi/"
    with pytest.raises(ProfileError, match="no web address"):
        profile.with_start("ftp://x")


@pytest.mark.parametrize(
    ("start", "url", "inside"),
    [
        ("http://cong.vn/", "https://cong.vn/a", True),
        ("http://cong.vn/", "http://www.cong.vn/a", True),
        ("http://cong.vn/", "http://bao.cong.vn/a", False),
        ("http://cong.vn:8080/", "http://cong.vn/a", False),
        ("http://cong.vn/Pages/home.aspx", "http://cong.vn/Lists/a", True),
        ("http://cong.vn/daihoi/", "http://cong.vn/DaiHoi/Pages/a.aspx", True),
        ("http://cong.vn/daihoi/", "http://cong.vn/Pages/a.aspx?x=/daihoi/", False),
        ("http://cong.vn/?a=/b/", "http://cong.vn/c", True),
    ],
)
def test_scope_is_the_host_or_what_lies_below_the_start(start, url, inside):
    profile = parse(minimal('platform = "sharepoint"')).with_start(start)
    assert profile.in_scope(url) is inside


def test_without_a_start_nothing_is_in_scope():
    assert not parse(minimal()).in_scope("http://cong.vn/")


def test_a_name_that_is_not_shipped_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(UsageError, match="did you mean 'dang-bo-khoi'"):
        find_profile("dang-bo-khoy")
    with pytest.raises(UsageError, match="shipped are:"):
        find_profile("???")
    with pytest.raises(ProfileError, match="cannot be read"):
        find_profile(str(tmp_path / "none.toml"))
    with pytest.raises(ProfileError, match="cannot be read"):
        find_profile("\0.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(ProfileError, match="not UTF-8"):
        find_profile(str(tmp_path / "latin.toml"))


def test_a_file_of_ones_own_is_found_by_its_path(tmp_path):
    path = tmp_path / "cua-toi.toml"
    path.write_text("\ufeff" + minimal(), encoding="utf-8")
    assert find_profile(str(path)).name == "x"
