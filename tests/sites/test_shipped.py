"""What every shipped site and platform must keep to; a new one cannot escape."""

import json

import pytest

from archiver.extract.stages import extract
from archiver.model import Page
from archiver.sites.catalog import find_profile, platforms, shipped
from archiver.sites.markup import matches, tree_of
from archiver.sites.profile import parse_profile

SHAREPOINT = find_profile("dang-bo-khoi").with_start("http://cong.vn/")


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_site_is_whole(name):
    profile = find_profile(name)
    assert profile.name == name
    assert profile.sections
    assert profile.politeness.delay >= 1
    assert profile.politeness.robots == "obey"
    assert not profile.allow_private


@pytest.mark.parametrize("name", platforms())
def test_a_shipped_platform_lets_the_ordinary_through(name):
    profile = parse_profile(f'name = "x"\ntitle = "X"\nplatform = "{name}"', where="x", platforms=platforms())
    profile = profile.with_start("http://cong.vn/")
    for address in ("/", "/Pages/gioi-thieu.aspx", "/tin-tuc/bai-viet-12.html", "/uploads/a.pdf", "/feed/", "/?p=12"):
        assert profile.trap_of(f"http://cong.vn{address}") is None, address
    assert profile.kind_of("http://cong.vn/") == "home"
    tree = tree_of("<p>x")
    for selectors in (profile.fields.title, profile.fields.body, profile.fields.drop, profile.platform.listing.content):
        assert matches(tree, selectors, "".join(selectors)) == set()


def test_the_partys_portal_has_the_sections_that_were_asked_for():
    profile = find_profile("dang-bo-khoi")
    assert [section.name for section in profile.sections] == [
        "tin-tuc",
        "tu-lieu-dai-hoi",
        "cac-ki-dai-hoi",
        "nhan-su-dai-hoi",
        "dang-bo-cap-tren-co-so",
    ]
    assert profile.start is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "home"),
        ("/Pages/home.aspx", "home"),
        ("/pages/Home.aspx", "home"),
        ("/default.aspx", "home"),
        ("/Pages/news.aspx?CatId=125", "listing"),
        ("/Pages/tintucsukien.aspx?gId=2", "listing"),
        ("/Lists/TinTuc/AllItems.aspx", "listing"),
        ("/VanBan/Forms/AllItems.aspx?RootFolder=%2FVanBan%2F2010&View=%7BGUID%7D", "listing"),
        ("/Pages/vanban.aspx", "listing"),
        ("/Pages/newsdetail.aspx?NewsId=5086&CatId=104", "article"),
        ("/Pages/NEWSDETAIL.aspx?CatId=116&newsid=4786", "article"),
        ("/Pages/chi-tiet-tin.aspx?ItemID=233&l=Tuvanphapluat", "article"),
        ("/Lists/TinTuc/DispForm.aspx?ID=66&Source=%2FLists%2FTinTuc%2FAllItems.aspx", "article"),
        ("/Lists/BaiViet/B%C3%A0i%20vi%E1%BA%BFt/DispForm.aspx?List=a&ID=306", "article"),
        ("/Lists/VanBan/DispForm.aspx?ID=3331", "document"),
        ("/VanBan/Forms/DispForm.aspx?ID=3", "document"),
        ("/Hnh nh hot ng/DispForm.aspx?ID=7", "picture"),
        ("/Hnh nh hot ng/Forms/DispForm.aspx?ID=7", "picture"),
        ("/Hnh nh hot ng/Forms/Thumbnails.aspx", "gallery"),
        ("/Pages/video.aspx?VideoId=3", "video"),
        ("/Pages/audio.aspx?AudioId=3", "audio"),
        ("/Pages/print.aspx?NewsId=5086", "print"),
        ("/Pages/y-kien-dong-gop.aspx", "form"),
        ("/Lists/KhaoSat/overview.aspx", "form"),
        ("/_layouts/Authenticate.aspx?Source=%2FPages%2Fhome%2Easpx", "login"),
        ("/_layouts/AccessDenied.aspx?ReturnUrl=%2f", "login"),
        ("/_layouts/listfeed.aspx?List=%7BGUID%7D", "feed"),
        ("/Lists/Lich/calendar.aspx?CalendarDate=2010-08-01&CalendarPeriod=month", "calendar"),
        ("/_layouts/mobile/dispform.aspx?List=a&ID=1", "mobile"),
        ("/Pages/error.aspx?aspxerrorpath=/Pages/x.aspx", "error"),
        ("/Pages/timkiem.aspx?k=a", "search"),
        ("/Pages/nhan-su-dai-hoi.aspx", None),
        ("/Pages/lien-he.aspx", None),
    ],
)
def test_sharepoint_addresses_tell_their_kind(address, kind):
    assert SHAREPOINT.kind_of(f"http://cong.vn{address}") == kind


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/Lists/TinTuc/AllItems.aspx?SortField=Title&SortDir=Asc", "the same list sorted or filtered"),
        (
            "/Lists/TinTuc/AllItems.aspx?View=%7BA%7D&FilterField1=Author&FilterValue1=x",
            "the same list sorted or filtered",
        ),
        ("/Lists/TinTuc/AllItems.aspx?Filter=1", "the same list sorted or filtered"),
        ("/Lists/Lich/calendar.aspx?CalendarDate=2609-01-01", "calendar without end"),
        ("/_layouts/mobile/mbllists.aspx", "mobile view of another page"),
        ("/Pages/a.aspx?Mobile=1", "mobile view of another page"),
        ("/_layouts/viewlsts.aspx", "system page"),
        ("/_vti_bin/spsdisco.aspx", "interface for programs"),
        ("/Lists/TinTuc/EditForm.aspx?ID=1", "form to write in"),
        ("/Lists/TinTuc/NewForm.aspx", "form to write in"),
        ("/_layouts/Authenticate.aspx?Source=%2F", "login"),
        ("/_layouts/15/AccessDenied.aspx?ReturnUrl=%2F", "login"),
        ("/Pages/print.aspx?NewsId=5086", "print view of an article"),
        ("/_layouts/spsredirect.aspx?oldUrl=/x", "system page"),
        ("/Lists/TinTuc/DispForm.aspx?ID=66&Source=%2FPages%2Fprint.aspx", None),
        ("/Lists/TinTuc/AllItems.aspx?Paged=TRUE&p_ID=600&PageFirstRow=31&&View={GUID}", None),
        ("/Lists/Lich/calendar.aspx", None),
        ("/Lists/VanBan/Attachments/3331/37-CT TW (1).signed.signed.pdf", None),
        ("/_layouts/LacVietBIO/fckUpload/SiteChinh/2018-6/anh2862018_080102.jpg", None),
        ("/_layouts/listfeed.aspx?List=%7BGUID%7D", None),
        ("/Pages/newsdetail.aspx?NewsId=5086&CatId=104", None),
    ],
)
def test_sharepoint_traps_have_reasons_and_content_is_none(address, reason):
    assert SHAREPOINT.trap_of(f"http://cong.vn{address}") == reason


def test_small_copies_lead_to_the_picture():
    assert SHAREPOINT.original_of("http://cong.vn/Hnh%20nh/_t/A_jpg.jpg") == "http://cong.vn/Hnh%20nh/A.jpg"
    assert SHAREPOINT.original_of("http://cong.vn/P/_w/A_1%20b_PNG.jpg") == "http://cong.vn/P/A_1%20b.PNG"
    assert SHAREPOINT.original_of("http://cong.vn/P/A.jpg") == "http://cong.vn/P/A.jpg"


def test_wordpress_tells_its_pages_apart():
    profile = parse_profile('name = "x"\ntitle = "X"\nplatform = "wordpress"', where="x", platforms=platforms())
    assert profile.kind_of("http://cong.vn/2015/08/dai-hoi/") == "article"
    assert profile.kind_of("http://cong.vn/category/tin/page/2/") == "listing"
    assert profile.trap_of("http://cong.vn/wp-admin/") == "login"
    assert profile.original_of("http://c.vn/wp-content/uploads/a-300x200.jpg") == "http://c.vn/wp-content/uploads/a.jpg"


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        ("generic", "/index.php?cat=3&order=date&trang=2"),
        (
            "liferay",
            "/tin-tuc?p_p_id=101_INSTANCE_x&_101_INSTANCE_x_delta=20&p_r_p_564233524_resetCur=false&_101_INSTANCE_x_cur=2",
        ),
        ("joomla", "/index.php?option=com_content&task=category&id=3&limit=9&limitstart=18"),
        ("drupal", "/tin-tuc?sort_by=created&page=1"),
    ],
)
def test_a_pager_may_name_the_order_that_a_list_has_anyway(platform, address):
    profile = parse_profile(f'name = "x"\ntitle = "X"\nplatform = "{platform}"', where="x", platforms=platforms())
    assert profile.trap_of(f"http://cong.vn{address}") is not None
    assert profile.trap_of(f"http://cong.vn{address}", turns_page=True) is None
    assert profile.trap_of("http://cong.vn/?CalendarDate=2", turns_page=True) is not None


def test_the_command_lists_what_is_shipped(archiver):
    done = archiver("sites")
    assert done.returncode == 0, done.stderr
    assert "dang-bo-khoi" in done.stdout
    assert "tu-lieu-dai-hoi" in done.stdout
    as_json = json.loads(archiver("sites", "--json").stdout)
    assert [site["name"] for site in as_json] == shipped()


@pytest.mark.parametrize(
    "tags",
    [
        '<div class="field field-name-field-tags"><ul class="links"><li><a href="/vi/tags/1">môi trường</a></ul></div>',
        '<div class="field field-type-taxonomy-term-reference"><div class="field-label">Từ khóa:</div><p>môi trường</p></div>',
    ],
)
def test_the_tags_of_drupal_7_are_no_words_of_the_article(tags):
    """`/vi/ten-bai` and `/en/node/12` are one article by their words; the one has its tags as text and the other as links."""
    profile = parse_profile('name = "x"\ntitle = "X"\nplatform = "drupal"', where="x", platforms=platforms())
    body = "".join(f"<p>Đoạn thứ {n} của bài, có dấu phẩy, kể rằng tỉnh ta làm được nhiều việc.</p>" for n in range(5))
    file = '<div class="field field-type-file"><div class="field-label">Tệp đính kèm:</div><a href="/a.pdf">a.pdf</a></div>'
    page = (
        f'<h1 class="title" id="page-title">Bài viết</h1><div class="node node-article"><div class="content">'
        f'<div class="field field-name-body"><div class="field-items">{body}</div></div>{tags}{file}</div></div>'
    )
    draft = extract(Page(url="http://cong.vn/vi/bai", html=page), profile, rendered=False)
    assert draft.text.split("\n")[:5] == [line for line in body.replace("</p>", "").split("<p>") if line]
    assert not [words for words in ("môi trường", "Từ khóa", "đính kèm") if words in draft.text]
