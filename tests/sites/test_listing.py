"""Listings: what is listed, and what only stands beside it."""

import io
import os
import re
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.sites.catalog import find_profile, platforms
from archiver.sites.listing import find_menu, read_links
from archiver.sites.pager import next_listing
from archiver.sites.profile import SiteProfile, parse_profile

BASE = "http://cong.vn"
PARTY = find_profile("dang-bo-khoi").with_start(BASE)


def site(platform: str) -> SiteProfile:
    text = f'name = "x"\ntitle = "X"\nplatform = "{platform}"\nstart = "{BASE}/"'
    return parse_profile(text, where="x", platforms=platforms())


def roles(html: str, page: str, profile: SiteProfile = PARTY) -> dict[str, str]:
    return {link.url.removeprefix(BASE): link.role for link in read_links(html, BASE + page, profile)}


def of_role(role: str, html: str, page: str, profile: SiteProfile = PARTY) -> list[str]:
    return [url for url, its in roles(html, page, profile).items() if its == role]


MOSS = """<HTML><HEAD><TITLE>a</TITLE><link rel="stylesheet" href="/_layouts/1066/styles/core.css">
<script src="/_layouts/1066/init.js"></script></HEAD><BODY><form id=aspnetForm action="news.aspx?CatId=104">
<TABLE class="ms-main"><TR><TD class="ms-globalbreadcrumb"><A href="#" class=ms-skip>x</A>
<a href="/_layouts/Authenticate.aspx?Source=%2F">Đăng nhập</a></TD></TR>
<TR><TD class="ms-bannerContainer" background="/Style Library/b.jpg"><TABLE id="zz1_TopNavigationMenu">
<TR><TD><A href="/Pages/news.aspx?CatId=104">Tin tức</A></TD><TD><A href="/Pages/vanban.aspx">Tư liệu
  Đại hội &gt;&gt;</A></TD></TR></TABLE></TD></TR>
<TR><TD class="ms-leftareacell"><A href="/Pages/newsdetail.aspx?NewsId=1&CatId=9">Bài nổi bật ở bên trái trang này</A>
<select><option value="0">-- Website --</option><option value="http://bao.vn/">Báo</option></select></TD>
<TD class="ms-bodyareacell"><TABLE id="MSO_ContentTable"><TR><TD>
<DIV class="duong-dan"><A href="/Pages/home.aspx">Trang chủ</A></DIV>
<TABLE id="grvNews">
<TR><TD><A href="/Pages/newsdetail.aspx?NewsId=5117&amp;CatId=104"><img src="/Hnh nh/_t/A_jpg.jpg"></A>
  <A href="/Pages/newsdetail.aspx?CatId=104&NewsId=5117">Đại hội đại biểu Đảng bộ Khối</A>
  <A href="/Pages/newsdetail.aspx?NewsId=5117&CatId=104">Xem tiếp</A> <A href="/Pages/print.aspx?NewsId=5117">In</A></TD></TR>
<TR><TD><A href="/Lists/TinTuc/DispForm.aspx?ID=66&Source=%2FPages">Hội nghị sơ kết công tác</A>
  <A href="/Lists/TinTuc/Attachments/66/Ke hoach.DOC">Tệp</A></TD></TR>
</TABLE><DIV class="phan-trang"><SPAN>1</SPAN> <A href="?CatId=104&Page=2">2</A> <A href="?CatId=104&Page=2">Trang sau &gt;</A></DIV>
<A href="/Pages/news.aspx?CatId=105">Chuyên mục khác trong khối</A>
<A href="http://bao.vn/mot-bai-viet-dai-o-noi-khac">Một bài viết dài ở nơi khác hẳn</A>
</TD></TR></TABLE></TD></TR></TABLE></form></BODY></HTML>"""


def test_a_sharepoint_listing_gives_its_rows():
    found = roles(MOSS, "/Pages/news.aspx?CatId=104")
    assert [url for url, role in found.items() if role == "item"] == [
        "/Pages/newsdetail.aspx?NewsId=5117&CatId=104",
        "/Lists/TinTuc/DispForm.aspx?ID=66&Source=%2FPages",
    ]
    assert found["/Pages/news.aspx?CatId=104"] == found["/Pages/news.aspx?CatId=105"] == "page"
    assert found["/Lists/TinTuc/Attachments/66/Ke%20hoach.DOC"] == "file"
    assert found["/Hnh%20nh/_t/A_jpg.jpg"] == found["/Hnh%20nh/A.jpg"] == "image"
    assert found["/Style%20Library/b.jpg"] == found["/_layouts/1066/init.js"] == "requisite"
    assert found["http://bao.vn/"] == found["/Pages/print.aspx?NewsId=5117"] == "page"
    assert [url for url, role in found.items() if role == "pager"] == ["/Pages/news.aspx?CatId=104&Page=2"]


def test_a_row_has_the_words_of_its_first_link_that_has_words():
    texts = {
        link.url.removeprefix(BASE): link.text for link in read_links(MOSS, f"{BASE}/Pages/news.aspx?CatId=104", PARTY)
    }
    assert texts["/Pages/newsdetail.aspx?NewsId=5117&CatId=104"] == "Đại hội đại biểu Đảng bộ Khối"


BLOG = """<body><header><nav><a href="/gioi-thieu/">Giới thiệu về cơ quan chúng tôi</a></nav></header>
<main id=primary><article><header class="entry-header"><h2><a href="/2015/08/dai-hoi-xi/">Đại hội lần thứ mười một</a></h2></header>
<p>Tóm tắt</p><a href="/category/tin/">Tin</a></article>
<article><h2><a href="/2015/07/so-ket/">Sơ kết sáu tháng đầu năm</a></h2></article>
<div class="nav-links"><a class="page-numbers" href="/page/2/">2</a><a class="next" href="/page/2/">Tiếp »</a></div></main>
<div id=secondary class="widget-area"><a href="/2014/01/cu/">Bài cũ được xem nhiều nhất trong tuần</a></div></body>"""


def test_a_blogs_front_page_gives_its_posts():
    found = roles(BLOG, "/", site("wordpress"))
    assert [url for url, role in found.items() if role == "item"] == ["/2015/08/dai-hoi-xi/", "/2015/07/so-ket/"]
    assert found["/page/2/"] == "pager"
    assert next_listing(BLOG, f"{BASE}/", 1, site("wordpress")) == f"{BASE}/page/2/"


PLAIN = """<div class="menu"><a href="gioi-thieu.html">Giới thiệu</a><a href="lien-he.html">Liên hệ</a></div>
<h1>Tin</h1><ul><li><a href="tin/khai-mac-dai-hoi-12.html">Khai mạc đại hội đại biểu</a>
<li><a href="tin/be-mac-dai-hoi-13.html">Bế mạc đại hội đại biểu</a></ul><p><a href="2006.php">2006</a> <a href="2007.php">2007</a>"""


def test_an_unknown_site_shows_its_items_by_their_shape():
    assert of_role("item", PLAIN, "/tin.html", site("generic")) == [
        "/tin/khai-mac-dai-hoi-12.html",
        "/tin/be-mac-dai-hoi-13.html",
    ]


def test_listings_of_other_years_are_no_items():
    years = "".join(f'<a href="?year={year}">Thông cáo báo chí của năm {year}</a>' for year in range(2000, 2012))
    html = f'<div id="DeltaPlaceHolderMain">{years}<ul><li><a href="2006-01-02-aspx.html">Một thông cáo</a></ul></div>'
    assert of_role("item", html, "/pr/archive.aspx?year=2006") == ["/pr/2006-01-02-aspx.html"]


def test_the_start_of_a_section_is_no_item_of_another():
    text = f'name = "x"\ntitle = "X"\nstart = "{BASE}/"\n[[section]]\nname = "b"\nurl = "/tin/khai-mac-dai-hoi-12.html"'
    profile = parse_profile(text, where="x", platforms=platforms())
    assert of_role("item", PLAIN, "/tin.html", profile) == ["/tin/be-mac-dai-hoi-13.html"]


def test_news_pushed_by_a_script_is_found():
    html = r"""<script>var newsItems=[]; newsItems.push(new newsItem('Đại hội \u0111\u1ea3ng bộ','\/Pages\/a.aspx?NewsId=1'));
    newsItems.push( new newsItem("Khen thưởng", "/Pages/a.aspx?NewsId=2\u0026x=1"));</script>"""
    links = read_links(html, f"{BASE}/Pages/news.aspx", PARTY)
    assert [(link.url, link.text, link.role) for link in links] == [
        (f"{BASE}/Pages/a.aspx?NewsId=1", "Đại hội đảng bộ", "item"),
        (f"{BASE}/Pages/a.aspx?NewsId=2&x=1", "Khen thưởng", "item"),
    ]


@pytest.mark.parametrize(
    ("html", "url", "role"),
    [
        ('<meta http-equiv=refresh content="0; URL=/Pages/home.aspx">', "/Pages/home.aspx", "page"),
        ("<script>window.location = '/Pages/home.aspx';</script>", "/Pages/home.aspx", "page"),
        ('<a href="javascript:window.open(&#39;/Pages/a.aspx&#39;)">x</a>', "/Pages/a.aspx", "page"),
        (
            "<a href='javascript:' onclick='SubmitFormPost(\"/L/A.aspx?Paged=TRUE\\u0026p_ID=1\")'>x</a>",
            "/L/A.aspx?Paged=TRUE&p_ID=1",
            "page",
        ),
        ("<a href=# onClick=\"MM_openBrWindow('/b.htm','tin','width=600')\">x</a>", "/b.htm", "page"),
        ("<a href=\"javascript:openWin('b.php?id=1',600,400)\">x</a>", "/Pages/b.php?id=1", "page"),
        ("<a href=javascript:; onclick=\"return popup(this, '/b')\">x</a>", "/b", "page"),
        ("<table><tr onclick=\"window.location='/b.htm'\"><td>x", "/b.htm", "page"),
        ("<td onclick=\"xem('b.aspx?id=3')\">x", "/Pages/b.aspx?id=3", "page"),
        ("<li onclick=\"location.href='/LienHe.aspx'\">Liên hệ", "/LienHe.aspx", "page"),
        ("<input type=button value=Xem onclick=\"window.open('/b.htm')\">", "/b.htm", "page"),
        ("<select onchange='location=this.value'><option value=tin2.htm>Tin cũ", "/Pages/tin2.htm", "page"),
        (
            "<select onchange=\"MM_jumpMenu('parent',this,0)\"><option value='?nam=2'>Năm cũ",
            "/Pages/x.aspx?nam=2",
            "page",
        ),
        ("<iframe src='https://docs.google.com/viewer?url=http://cong.vn/b.pdf&embedded=true'>", "/b.pdf", "file"),
        ("<iframe src='/js/web/viewer.html?file=%2Fb.pdf'>", "/b.pdf", "file"),
        ('<a href="/#" title="http://cong.vn/b">x</a>', "/b", "page"),
        ("<area href=/b>", "/b", "page"),
        ("<frame src=/b>", "/b", "frame"),
        ("<iframe src=/b></iframe>", "/b", "frame"),
        ("<a href=/b.pdf>x</a>", "/b.pdf", "file"),
        ("<a href='/_layouts/download.aspx?SourceUrl=/a'>x</a>", "/_layouts/download.aspx?SourceUrl=/a", "file"),
        ("<div class=tepdinhkem><a href=/tai/12>x</a></div>", "/tai/12", "file"),
        ("<a href=/b.JPG>x</a>", "/b.JPG", "image"),
        ("<img data-src=/b.png>", "/b.png", "image"),
        ("<img srcset='/b.png 1x, /c.png 2x'>", "/c.png", "image"),
        ("<img src=/_layouts/images/x.gif>", "/_layouts/images/x.gif", "requisite"),
        ("<div class=footer><img src=/b.png></div>", "/b.png", "requisite"),
        ("<p style='background:url(\"/b.png\")'>", "/b.png", "requisite"),
        ("<style>@font-face{src:url(/b.woff)}</style>", "/b.woff", "requisite"),
        ("<input type=image src=/b.gif>", "/b.gif", "requisite"),
        ("<object data=/b.wmv></object>", "/b.wmv", "file"),
        ("<embed src=/p.swf flashvars='file=/b.flv&image=/b.jpg'>", "/b.flv", "file"),
        ("<object><param name=FlashVars value='a=1&file=%2Fb.flv'></object>", "/Pages/%2Fb.flv", "file"),
        ("<object><param name=URL value='/b.asx'></object>", "/b.asx", "file"),
        ("<video><source src=/b.mp4></video>", "/b.mp4", "file"),
        (
            "<link rel=alternate type=application/rss+xml href=/_layouts/listfeed.aspx?List=a>",
            "/_layouts/listfeed.aspx?List=a",
            "feed",
        ),
        ("<base href='http://cong.vn/a/'><a href=b>x</a>", "/a/b", "page"),
    ],
)
def test_links_are_found_wherever_they_hide(html, url, role):
    assert roles(html, "/Pages/x.aspx").get(url) == role


def test_each_address_comes_once_in_its_best_role():
    html = "<a href='/a.pdf'></a><a href='/A.pdf'>Tệp</a><img src='/b.jpg'><a href='/b.jpg'>b</a>"
    links = read_links(html, f"{BASE}/", PARTY)
    assert [(link.url, link.text) for link in links] == [(f"{BASE}/a.pdf", "Tệp"), (f"{BASE}/b.jpg", "b")]


@pytest.mark.parametrize("words", ["Tư liệu Đại hội", "TU LIEU  DAI HOI", "tư liệu đại hội »"])
def test_the_menu_is_found_by_its_words(words):
    assert find_menu(MOSS, f"{BASE}/Pages/home.aspx", words) == f"{BASE}/Pages/vanban.aspx"


def test_words_that_no_menu_has_find_nothing():
    assert find_menu(MOSS, BASE, "Nhân sự") is None
    assert find_menu(MOSS, BASE, " >> ") is None
    assert find_menu("", BASE, "Tin tức") is None


LIST_VIEW = """<a href='?Paged=TRUE&PagedPrev=TRUE&p_ID=1&PageFirstRow=1'><img alt='Previous'></a>
<a href='?Paged=TRUE&p_Title=a&p_ID=600&PageFirstRow=31&&View={A}'><img alt='Next'></a>"""


@pytest.mark.parametrize(
    ("pager", "page", "expected"),
    [
        ("<a href='?CatId=1&Page=2'>2</a><a href='?CatId=1&Page=3'>3</a>", 1, "/Pages/n.aspx?CatId=1&Page=2"),
        ("<a href='?CatId=1&Page=2'>2</a><a href='?CatId=1&Page=3'>3</a>", 2, "/Pages/n.aspx?CatId=1&Page=3"),
        ("<a href='?CatId=1&Page=1'>1</a><a href='?CatId=1&Page=2'>2</a>", 3, None),
        ("<a href='?CatId=1&page=1'>2</a><a href='?CatId=1&page=2'>3</a>", 1, "/Pages/n.aspx?CatId=1&page=1"),
        ("<a href='?CatId=1&p=2'>[2]</a><a href='?CatId=1&p=3'>[3]</a>", 1, "/Pages/n.aspx?CatId=1&p=2"),
        ("<a href='?CatId=1&page=11'>...</a>", 10, "/Pages/n.aspx?CatId=1&page=11"),
        ("<a href='?CatId=1&page=238'>&gt;&gt;</a>", 1, "/Pages/n.aspx?CatId=1&page=2"),
        ("<a href='?CatId=1&page=1'>Trang trước</a>", 2, None),
        ("<a rel=next href='/khac/trang-hai'>x</a>", 1, "/khac/trang-hai"),
        ("<link rel=next href='?CatId=1&p=2'>", 1, "/Pages/n.aspx?CatId=1&p=2"),
        (
            "<div class=phan-trang><a href='/PhanTrang/1694/2.html'>Trang sau &gt;</a></div>",
            1,
            "/PhanTrang/1694/2.html",
        ),
        (LIST_VIEW, 1, "/Pages/n.aspx?Paged=TRUE&p_Title=a&p_ID=600&PageFirstRow=31&&View=%7BA%7D"),
        ("<a href='/Pages/khac.aspx?NewsId=2'>2</a>", 1, None),
        ("<a href='http://bao.vn/?page=2'>2</a>", 1, None),
        ("", 1, None),
    ],
)
def test_the_next_page_by_address(pager, page, expected):
    found = next_listing(f"<body><p>x{pager}</body>", f"{BASE}/Pages/n.aspx?CatId=1", page, PARTY)
    assert found == (expected and BASE + expected)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80) | st.text(alphabet="<>/=a'\" hrefimgscipt:#?&;\x00\ud800", max_size=120))
def test_no_markup_makes_the_reader_fail(text):
    for html in (text, f"<a href='{text}'>{text}</a><script>{text}</script>"):
        read_links(html, f"{BASE}/Pages/x.aspx", PARTY)
        next_listing(html, f"{BASE}/Pages/x.aspx", 1, PARTY)
        find_menu(html, f"{BASE}/Pages/x.aspx", text)


def test_a_listing_of_four_megabytes_is_read():
    row = "<li class=dfwp-item><a href='/Pages/bai-{n}.aspx'>Tiêu đề của bài viết số {n}</a><p>{filler}</p></li>"
    rows = "".join(row.format(n=n, filler="nội dung tóm tắt " * 60) for n in range(2182))
    html = f"<div id=DeltaPlaceHolderMain><ul>{rows}</ul><input type=hidden value='{'A' * 1_000_000}'></div>"
    assert len(of_role("item", html, "/Pages/archive.aspx")) == 2182


@pytest.mark.real
def test_the_listings_of_a_real_portal_give_exactly_its_releases():
    archive = Path(os.environ["ARCHIVER_TEST_DATA"]) / "real" / "sharepoint-mirror.tar.xz"
    total = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            if "archive.aspx_year=" not in member.name:
                continue
            html = io.TextIOWrapper(tar.extractfile(member), encoding="utf-8").read()  # type: ignore[arg-type]
            expected = re.findall(r'pressReleaseItem">.*?href="([^"]+)"', html, re.DOTALL)
            address = f"/pressroom/pr/Pages/archive.aspx?year={member.name[-4:]}"
            assert of_role("item", html, address) == expected
            total += len(expected)
    assert total == 150


LIFERAY_PAGER = """<div id=content><div class="asset-abstract"><h3 class="asset-title"><a href="/web/guest/tin/-/asset_publisher/x/content/mot-bai">
Một bài viết của trang tin này</a></h3></div><div class="taglib-page-iterator"><ul class="pager">
<li><a href="/web/guest/tin?p_p_id=x&amp;_x_delta=5&amp;_x_cur=1">← Đầu tiên</a></li>
<li><a href="/web/guest/tin?p_p_id=x&amp;_x_delta=5&amp;_x_cur=2">Tiếp theo</a></li>
<li><a href="/web/guest/tin?p_p_id=x&amp;_x_delta=5&amp;_x_cur=4">Cuối cùng →</a></li></ul></div>
<a href="/web/guest/tin?p_p_id=x&amp;_x_delta=20">Cuối</a></div>"""


def test_the_first_and_the_last_page_of_a_pager_are_pages_of_the_list():
    """Their words are those of many other links, so they count where the pager stands."""
    pagers = of_role("pager", LIFERAY_PAGER, "/web/guest/tin", site("liferay"))
    assert [url.rpartition("_cur=")[2] for url in pagers] == ["1", "2", "4"]


def test_a_picture_that_the_page_shows_itself_is_shown_though_a_link_to_it_stands_before():
    (link,) = read_links("<a href=http://anh.vn/b.jpg><img src=http://anh.vn/b.jpg></a>", f"{BASE}/bai", PARTY)
    assert link.embedded


@pytest.mark.parametrize(
    "html",
    [
        "<td onclick=\"hien('khung-tin')\">x",
        "<td onclick=\"xem('/a.aspx?id=' + ma)\">x",
        "<a href=# onclick=\"pageTracker._trackPageview('/tai-ve/a.pdf')\">x</a>",
        "<a href=# onclick=\"if (confirm('Xoa?')) go(3)\">x</a>",
        "<select onchange=\"location='/tin/'+this.value\"><option value=a.htm>x",
        "<select name=loai><option value=a.htm>x",
    ],
)
def test_what_only_looks_like_a_click_that_opens_an_address_is_none(html):
    assert read_links(html, f"{BASE}/Pages/a.aspx", PARTY) == []


def test_a_link_that_leads_on_does_so_whatever_its_click_tells_a_counter():
    html = "<a href=/bai-1.htm onclick=\"dem('/thong-ke/bai-1.php')\">Một bài</a>"
    assert roles(html, "/Pages/a.aspx") == {"/bai-1.htm": "page"}


def test_a_row_that_is_clicked_on_is_an_item_by_the_words_of_its_title():
    rows = "".join(
        f"<tr onclick=\"location.href='/bai/{n}.htm'\"><td>{n}<td>Hội nghị tổng kết công tác lần thứ {n}<td>0{n}/01/2009"
        for n in (1, 2, 3)
    )
    found = read_links(f"<table>{rows}</table>", f"{BASE}/tin.htm", site("generic"))
    assert [(one.role, one.text) for one in found] == [
        ("item", f"Hội nghị tổng kết công tác lần thứ {n}") for n in (1, 2, 3)
    ]


DNN = """<td id="dnn_ContentPane"><p><a class="Head" href="/Tintuc/tabid/56/articleId/29/hoi-nghi.aspx">Hội nghị tổng kết</a>
(02/06/2015)</p><div{name}>Trang 1 / 3 [1] <a href="/Tintuc/tabid/56/{folder}/2/Default.aspx">2</a>
<a href="/Tintuc/tabid/56/{folder}/3/Default.aspx">3</a></div>"""


@pytest.mark.parametrize("name", ["", ' class="Paging"', ' id="PhanTrang"'])
@pytest.mark.parametrize("folder", ["currentpage", "trangthu"])
def test_a_row_of_numbers_is_a_pager_whatever_its_names(name, folder):
    html = DNN.format(name=name, folder=folder)
    page = "/Tintuc/tabid/56/Default.aspx"
    assert len(of_role("pager", html, page, site("generic"))) == 2
    assert next_listing(html, BASE + page, 1, site("generic")) == f"{BASE}/Tintuc/tabid/56/{folder}/2/Default.aspx"


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>1<td><a href=/lich/2>2</a><tr><td><a href=/lich/8>8</a><td>9</table>",  # a calendar's weeks
        "<p>Ngày 03/01/2009 <a href=/bai/7>2</a></p>",  # so many remarks
        "<p>10 <a href=/co/20>20</a> <a href=/co/50>50</a></p>",  # lengths of the list
        "<p>" + "Điều 1 của Quy chế này nói rõ. " * 3 + "<a href=/dieu/2>2</a></p>",
    ],
)
def test_other_rows_of_numbers_are_no_pager(html):
    assert of_role("pager", html, "/tin", site("generic")) == []


@pytest.mark.parametrize("words", ["下一页", "Older posts", "Bài cũ hơn »", "Trang kế tiếp", "Suivant", "Weiter →"])
def test_the_next_page_by_the_words_of_many_tongues(words):
    html = f'<div class="Pager"><a href="/tin/tiep-theo">{words}</a></div>'
    assert next_listing(html, f"{BASE}/tin/", 1, site("generic")) == f"{BASE}/tin/tiep-theo"


def test_a_box_of_news_that_stands_on_each_page_is_none_of_the_list():
    row = '<tr><td><a href="/ChiTiet.aspx?ID={0}">Hội nghị tổng kết công tác lần thứ {0}</a></td></tr>'
    box = "<table class=tblHot><tr><td class=head>TIN NỔI BẬT</td></tr>{}</table>"
    rows = [row.format(n) for n in range(1, 25)]
    html = (
        f"<table><tr><td>{box.format(rows[0] + rows[1])}</td><td><table>{''.join(rows[2:6])}</table></td></tr></table>"
    )
    items = of_role("item", html, "/ChuyenMuc.aspx?CID=1", site("generic"))
    assert items == [f"/ChiTiet.aspx?ID={n}" for n in range(3, 7)]
    long = box.format("".join(rows))  # a section that is called so
    assert len(of_role("item", f"{long}<p><a href=/lien-he>Liên hệ với cơ quan</a>", "/noi-bat", site("generic"))) == 24


def test_what_no_two_spellings_tell_apart_is_one_list():
    rows = ("/bai/1.html", "//bai/2.html", "/bai/3.html?_ga=2.1", "/bai/4.html?utm_source=x")
    html = "".join(f"<p><a href='{BASE}{url}'>Hội nghị tổng kết công tác {url}</a></p>" for url in rows)
    assert of_role("item", html, "/tin", site("generic")) == [*rows]


def test_the_next_page_by_the_script_that_writes_the_pager():
    """As TRS does it: pages are counted from nought, and the first has no number in its address."""
    call = '<ul><li><a href="t2015_1.html">会议</a></li></ul><script>createPageHTML(3, {}, "index", "html");</script>'
    pages = ("index.html", "index_1.html", "index_2.html")
    found = [next_listing(call.format(n), f"{BASE}/xw/{page}", n + 1, site("generic")) for n, page in enumerate(pages)]
    assert found == [f"{BASE}/xw/index_1.html", f"{BASE}/xw/index_2.html", None]
    assert of_role("pager", call.format(0), "/xw/", site("generic")) == ["/xw/index_1.html"]
    assert next_listing("<script>function createPageHTML(n, i, name, ext) {}</script>", f"{BASE}/xw/", 1, PARTY) is None
