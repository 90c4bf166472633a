"""What a few pages tell of a portal that was never seen before."""

import tomllib
from datetime import date

import pytest

from archiver.sites.catalog import platforms
from archiver.sites.discover import discover, frames_of, start_of
from archiver.sites.draft import draft
from archiver.sites.fingerprint import fingerprint
from archiver.sites.hurdles import is_empty_without_scripts
from archiver.sites.profile import parse_profile
from archiver.sites.sections import slug
from archiver.sites.seen import Seen, leads_to

BASE = "http://cong.example/"
TODAY = date(2026, 11, 23)
PROBE = parse_profile(f'name = "x"\ntitle = "X"\nstart = "{BASE}"', where="x", platforms=platforms())


def seen(html, url=BASE, *, status=200, headers=()):
    return Seen(url=url, status=status, headers=tuple(headers), html=html, encoding="utf-8")


@pytest.mark.parametrize(
    ("platform", "headers", "html"),
    [
        ("sharepoint", [("MicrosoftSharePointTeamServices", "12.0.0.6421")], "<p>"),
        ("sharepoint", [], '<meta name="GENERATOR" content="Microsoft SharePoint">'),
        ("wordpress", [], '<link rel=stylesheet href="/wp-content/themes/a/style.css">'),
        ("wordpress", [], '<meta name="generator" content="WordPress 6.5">'),
        ("drupal", [("X-Generator", "Drupal 10 (https://www.drupal.org)")], "<p>"),
        ("drupal", [], '<script data-drupal-selector="drupal-settings-json">{}</script>'),
        ("joomla", [], '<meta name="generator" content="Joomla! - Open Source Content Management">'),
        ("nukeviet", [], '<meta content="NukeViet v4.5" name="generator">'),
        ("nukeviet", [], "<script>var nv_base_siteurl='/';</script>"),
        ("liferay", [("Liferay-Portal", "Liferay Community Edition Portal 7")], "<p>"),
        ("docs", [], '<meta name="generator" content="mkdocs-1.5.3, mkdocs-material-9">'),
        ("docs", [], '<script src="_static/documentation_options.js"></script>'),
        ("generic", [], '<a href="/Pages/a.aspx">one hint is no proof</a>'),
        ("generic", [], "<p>WordPress and Drupal are systems that people write about"),
    ],
)
def test_the_platform_is_told_by_its_signs(platform, headers, html):
    assert fingerprint([(tuple(headers), html)]).platform == platform


@pytest.mark.parametrize(
    ("page", "target"),
    [
        (seen("", status=302, headers=[("Location", "/Pages/home.aspx")]), BASE + "Pages/home.aspx"),
        (seen('<meta http-equiv="refresh" content="0; url=/Pages/home.aspx">'), BASE + "Pages/home.aspx"),
        (seen('<script>window.location = "/Pages/home.aspx";</script>'), BASE + "Pages/home.aspx"),
        (seen("<p>Welcome"), None),
    ],
)
def test_a_signpost_is_followed(page, target):
    assert leads_to(page) == target


def test_the_start_is_what_was_asked_for_unless_the_home_is_elsewhere():
    assert start_of(BASE, seen("", BASE + "Pages/home.aspx")) == BASE
    assert start_of(BASE, seen("", "http://khac.example/vi/")) == "http://khac.example/"


def test_names_have_no_accents():
    assert slug("Tư liệu Đại hội") == "tu-lieu-dai-hoi"
    assert slug("»") == "section"


MENU = '<nav><a href="/tin-tuc/">Tin tức</a><a href="/gioi-thieu/">Giới thiệu</a><a href="/kin/">Kín</a></nav>'
HOME = f"<html lang=en><title>Sở Ví dụ\u2028# x</title>{MENU}<p>Cổng thông tin điện tử của Sở Ví dụ, Đảng bộ tỉnh"
ITEMS = "".join(
    f'<h2><a href="/tin-tuc/bai-viet-thu-{n}-cua-so.html">Bài viết thứ {n} của Sở</a></h2>' for n in range(8)
)
ABOUT = seen(f"{MENU}<main><p>Giới thiệu</main>", BASE + "gioi-thieu/")


def found(robots=""):
    pages = [seen(f"{MENU}<main>{ITEMS}</main>", BASE + "tin-tuc/"), ABOUT]
    return discover(
        name="so", start=BASE, home=seen(HOME), robots=robots, pages=pages, platforms=platforms(), today=TODAY
    )


def test_a_menu_link_to_a_listing_is_a_section():
    (section,) = found().sections
    assert (section.name, section.title, section.items) == ("tin-tuc", "Tin tức", 8)
    assert (found().language, found().timezone) == ("vi", "Asia/Ho_Chi_Minh")


def test_the_profile_can_be_read_whatever_the_portal_calls_itself():
    profile = parse_profile(draft(found()), where="so.toml", platforms=platforms())
    assert profile.title.startswith("Sở Ví dụ")
    assert [section.url for section in profile.sections] == [BASE + "tin-tuc/"]


def test_what_robots_txt_asks_for_stands_in_the_profile():
    text = draft(found("User-agent: *\nDisallow: /kin/\nCrawl-delay: 7\n"))
    assert tomllib.loads(text)["politeness"]["delay"] == 7
    assert "bars 1 of 3 menu links: Kín" in text
    assert "permission" in text


def test_without_sections_the_whole_host_is_read():
    nothing = discover(
        name=None, start=BASE, home=seen("<p>x"), robots="", pages=[], platforms=platforms(), today=TODAY
    )
    profile = parse_profile(draft(nothing), where="x.toml", platforms=platforms())
    assert (profile.name, profile.sections, profile.start) == ("cong-example", (), BASE)


def test_only_what_runs_can_fill_a_page():
    short = "<h1>Giới thiệu</h1><p>Đây là trang giới thiệu."
    assert is_empty_without_scripts(seen(f'{short}<script src="/app.js"></script>'))
    assert not is_empty_without_scripts(
        seen(f'{short}<script type="application/ld+json">{{"@type": "WebPage"}}</script>')
    )


def test_what_only_a_script_opens_is_told():
    """A crawl does not find it, and the archivist can: the menu's postback, and the list that a button makes longer."""
    posting = "<nav><a href=\"javascript:__doPostBack('ctl00$lnkVB','')\">Văn bản</a></nav>"
    more = '<button data-url="/api/tin?page=2">Xem thêm</button>'
    pages = [seen(f"{MENU}<main>{ITEMS}{more}</main>", BASE + "tin-tuc/"), ABOUT]
    home = seen(f"{HOME}{posting}")
    told = discover(name="so", start=BASE, home=home, robots="", pages=pages, platforms=platforms(), today=TODAY)
    assert any("1 entry of the menu" in one and "Văn bản" in one for one in told.warnings)
    assert any("1 list shows more" in one and "Tin tức" in one for one in told.warnings)
    assert not any("postback" in one or "button" in one for one in found().warnings)


def looked(home, *pages, frames=(), asked=()):
    return discover(
        name="so",
        start=BASE,
        home=seen(home),
        robots="",
        pages=pages,
        platforms=platforms(),
        today=TODAY,
        frames=frames,
        asked=asked,
    )


@pytest.mark.parametrize(
    ("text", "language", "zone"),
    [
        ("学院同学积极参加了志愿服务活动，得到了社区居民的一致好评。" * 3, "zh", "Asia/Shanghai"),
        ("日本の図書館は、学校の教室でも開かれています。" * 3, "ja", "Asia/Tokyo"),
        ("Cổng thông tin điện tử của tỉnh", "vi", "Asia/Ho_Chi_Minh"),
        ("The portal of the province", "en", "UTC"),
    ],
)
def test_the_language_is_told_by_its_letters(text, language, zone):
    told = looked(f"<html lang=en><p>{text}")
    assert (told.language, told.timezone) == (language, zone)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("首页-江南学院", "江南学院"),
        ("Báo Làng Biển - Báo Làng Biển", "Báo Làng Biển"),
        ("Trang chủ | Sở Y tế", "Sở Y tế"),
        ("Trang chủ", "cong.example"),
        ("Sở Y tế - Tỉnh A", "Sở Y tế - Tỉnh A"),
    ],
)
def test_a_portal_is_not_called_home(written, title):
    assert looked(f"<title>{written}</title>{MENU}").title == title


def test_what_a_section_is_not():
    """Another tongue of the whole portal, a session that is dead tomorrow, the day of the clock in the foot."""
    foot = "<div>Hôm nay: 23/11/2026 15:{} | Lượt xem: {}</div>"
    menu = MENU.replace(
        "</nav>",
        '<a href="/su-kien/;jsessionid=A1?a=1">Sự kiện</a><a href="/en/">English (United States)</a></nav>',
    )
    page = f"{menu}<main>{ITEMS}</main>"
    urls = ("tin-tuc/", "gioi-thieu/", "su-kien/;jsessionid=B2?a=1", "en/")
    other = [f"{ITEMS.replace('bai-viet-', f'bai-{n}-')}<p>(0{n + 1}/09/2009)</p>" for n in range(4)]
    pages = [
        seen(page.replace(ITEMS, body) + foot.format(10 + n, n), BASE + url)
        for n, (url, body) in enumerate(zip(urls, other, strict=True))
    ]
    told = looked(f"<title>Sở</title>{menu}", *pages)
    assert [(one.url.removeprefix(BASE), one.newest) for one in told.sections] == [
        ("tin-tuc/", "2009-09-01"),
        ("gioi-thieu/", "2009-09-02"),
        ("su-kien/?a=1", "2009-09-03"),
    ]


def test_the_menu_of_a_home_page_of_frames_stands_in_a_frame():
    home = '<html><title>Hội</title><frameset cols="160,*"><frame src=menu.php><frame src=tin.php></frameset></html>'
    assert frames_of(seen(home), PROBE) == [BASE + "menu.php", BASE + "tin.php"]
    assert frames_of(seen(f"{MENU}<iframe src=tin.php></iframe>"), PROBE) == []
    menu = seen(f"<p>Hội Sử học Việt Nam tỉnh ta</p>{MENU}", BASE + "menu.php")
    told = looked(home, seen(f"<main>{ITEMS}</main>", BASE + "tin-tuc/"), frames=(menu,))
    assert [one.name for one in told.sections] == ["tin-tuc"]
    assert told.language == "vi"


def test_a_page_of_the_menu_that_gave_no_answer_is_told():
    told = looked(HOME, ABOUT, asked=(BASE + "tin-tuc/", BASE + "gioi-thieu/"))
    assert [one for one in told.warnings if "no answer" in one] == [
        "1 page of the menu gave no answer, or none in time: Tin tức."
    ]
