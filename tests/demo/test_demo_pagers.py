"""Every kind of list is walked as a browser walks it, and each article is reached by the way that is told."""

import base64
import re
from html import unescape
from urllib.parse import quote, urljoin

import pytest
from portal_reader import form_of

from archiver.demo.pagers import control
from archiver.demo.reach import in_feed_only, in_view_state_only, reach_of
from archiver.demo.server import Portal
from archiver.demo.traps import trap_kind
from archiver.demo.world import world

NOW = world(2008, "small", 0)
BY_PAGER = {category.pager: category for category in NOW.categories}
LINKED = re.compile(r'<DIV class="tieu-de"><A href="([^"]+)"')
HIDDEN = re.compile(r'name="(__\w+)" id="[^"]*" value="([^"]*)"')


@pytest.fixture(scope="module")
def small():
    with Portal(size="small") as running:
        yield running


def articles_of(pager, *reaches):
    return {a.href for a in NOW.by_category[BY_PAGER[pager].id] if not reaches or reach_of(NOW, a) in reaches}


def linked(html):
    return {unescape(href).partition("&Source")[0] for href in LINKED.findall(html)}


def address(portal, pager):
    return urljoin(portal.base, BY_PAGER[pager].href)


def test_a_list_paged_by_address_takes_either_letter_case(small, reader):
    url = address(small, "get").replace("CatId=116", "")
    pages = [linked(reader.page(f"{url}{'&' if '?' in url else '?'}{key}=2")) for key in ("Page", "page")]
    assert pages[0] == pages[1] != linked(reader.page(url))


def test_buttons_turn_pages_that_only_the_view_state_knows(small, reader):
    url = address(small, "linkbutton")
    name = control(BY_PAGER["linkbutton"].href, "lbtNext")
    html = reader.page(url)
    seen = linked(html)
    assert seen == articles_of("linkbutton", "GET")
    while name in html:
        status, _, body = reader.post(url, form_of(html, "", name))
        assert status == 200
        html = body.decode()
        assert not linked(html) & seen
        seen |= linked(html)
    assert seen == articles_of("linkbutton")
    assert reader.post(url, form_of(html, "", name))[0] == 500


def test_a_month_is_chosen_in_a_field_that_sends_the_form(small, reader):
    url = address(small, "dropdown")
    name = control(BY_PAGER["dropdown"].href, "ddlThang")
    html = reader.page(url)
    assert f"setTimeout('__doPostBack(\\'{name}\\',\\'\\')', 0)" in html
    seen = linked(html)
    assert seen == articles_of("dropdown", "GET")
    for month in re.findall(r'value="(\d{4}-\d\d)">', html):
        status, _, body = reader.post(url, {**form_of(html, "", name), name: month})
        assert status == 200
        html = body.decode()
        assert f'selected="selected" value="{month}"' in html
        seen |= linked(html)
    assert seen == articles_of("dropdown")
    assert reader.post(url, {**form_of(html, "", name), name: "1999-01"})[0] == 500


def records_of(payload):
    found = []
    while payload:
        length, kind, name, rest = payload.split("|", 3)
        found.append((kind, name, rest[: int(length)]))
        assert rest[int(length)] == "|"
        payload = rest[int(length) + 1 :]
    return found


def ask_for_panel(portal, url, html, argument, session, **more):
    target = control(BY_PAGER["updatepanel"].href, "grvNews")
    form = {**form_of(html, argument, target), "__ASYNCPOST": "true", **more}
    return session.post(url, form, **{"X-MicrosoftAjax": "Delta=true"})


def test_a_panel_is_renewed_by_records(small, reader):
    url = address(small, "updatepanel")
    html = reader.page(url)
    assert "Sys.WebForms.PageRequestManager._initialize('ctl00$ScriptManager1'" in html
    seen, page = linked(html), 1
    while f"Page${page + 1}'" in html:
        page += 1
        status, headers, body = ask_for_panel(small, url, html, f"Page${page}", reader)
        assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        records = records_of(body.decode())
        assert records[0][0] == "updatePanel"
        hidden = {name: said for kind, name, said in records if kind == "hiddenField"}
        html = records[0][2] + "".join(
            f'<INPUT type="hidden" name="{name}" id="{name}" value="{said}" />' for name, said in hidden.items()
        )
        seen |= linked(html)
    assert page > 2
    assert seen == articles_of("updatepanel")


def test_without_its_header_a_panel_is_a_whole_page(small, reader):
    url = address(small, "updatepanel")
    target = control(BY_PAGER["updatepanel"].href, "grvNews")
    _, headers, body = reader.post(url, {**form_of(reader.page(url), "Page$2", target), "__ASYNCPOST": "true"})
    assert headers["Content-Type"].startswith("text/html")
    assert body.lstrip().startswith(b"<HTML")


def test_a_list_view_names_its_last_row_and_doubles_its_separators(small, reader):
    url = address(small, "listview")
    html = reader.page(url)
    seen, back = set(), 0
    while True:
        seen |= {unescape(h).partition("&Source")[0] for h in re.findall(r'ms-vb-title"><A href="([^"]+)"', html)}
        back += "PagedPrev=TRUE" in html
        following = re.search(r'<A href="([^"]*Paged=TRUE&amp;p_ID=[^"]*)"><IMG src="/_layouts/images/next', html)
        if not following:
            break
        href = unescape(following.group(1))
        assert re.search(r"\?Paged=TRUE&p_ID=\d+&PageFirstRow=\d+1&&View=\{[0-9A-F-]{36}\}$", href)
        html = reader.page(quote(urljoin(url, href), safe="/:?=&{}"))
    assert seen == articles_of("listview")
    assert back == 2


def test_documents_have_folders_sorts_and_filters(small, reader):
    html = reader.page(small.base + "VanBan/Forms/AllItems.aspx")
    assert "RootFolder=%2FVanBan%2F2010&amp;View=%7B" in html
    assert "PageFirstRow=31" in html
    links = {unescape(href) for href in re.findall(r'href="([^"]+)"', html)}
    assert len([href for href in links if trap_kind(href) in {"sort", "filter"}]) > 100
    one = reader.page(small.base + "VanBan/Forms/AllItems.aspx?RootFolder=%2FVanBan%2F2010")
    assert 0 < one.count("ms-vb-title") < html.count("ms-vb-title")


def test_the_archive_is_one_page_that_says_all_twice(small, reader):
    raw = reader.get(address(small, "archive"))[2]
    assert 3_000_000 < len(raw) < 4_500_000
    html = raw.decode()
    assert html.count('class="dfwp-item"') > 2000
    kept = base64.b64decode(dict(HIDDEN.findall(html))["__VIEWSTATE"])
    assert "\u200b" in html
    assert 'href="/Luu tru/£ 20' in html
    for article in NOW.by_category[BY_PAGER["archive"].id]:
        shown = article.title.replace("&", "&amp;") + "</A>" in html.partition("dfwp-list")[2]
        assert shown != in_view_state_only(article)
        assert article.title.encode() in kept
        assert reach_of(NOW, article) == ("GET" if shown else "viewstate")
    article = next(a for a in NOW.by_category[BY_PAGER["archive"].id] if a.layout != "form-table")
    assert article.title.casefold() in reader.page(urljoin(small.base, article.archive_href)).casefold()


def test_a_script_writes_the_list(small, reader):
    html = reader.page(address(small, "script"))
    pushed = set(re.findall(r"newsItems\.push\(new newsItem\('[^\n]*','([^']+)'\)\);", html))
    assert pushed == articles_of("script")
    assert not linked(html)


def test_other_news_lead_from_the_newest_to_the_oldest_but_one(small, reader):
    seen, todo = set(), list(linked(reader.page(address(small, "newest"))))
    assert set(todo) == articles_of("newest", "GET")
    while todo:
        href = todo.pop()
        if href not in seen:
            seen.add(href)
            others = reader.page(urljoin(small.base, href)).partition("tin-khac")[2].partition("</UL>")[0]
            todo += [unescape(h).partition("&Source")[0] for h in re.findall(r'<A href="([^"]+)"', others)]
    assert seen == articles_of("newest", "GET", "chain")
    hidden = in_feed_only(NOW, BY_PAGER["newest"])
    assert articles_of("newest", "RSS") == {hidden.href}
    later = world(2008, "small", 1)
    assert in_feed_only(later, next(c for c in later.categories if c.pager == "newest")).id == hidden.id


def test_every_way_is_taken_by_some_article():
    reaches = {reach_of(NOW, article) for article in NOW.articles}
    assert reaches == {"GET", "POST", "script", "RSS", "viewstate", "chain"}


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/Lists/Lich/calendar.aspx?CalendarDate=2010-08-01&CalendarPeriod=month", "calendar"),
        ("/VanBan/Forms/AllItems.aspx?View={A}&SortField=Title&SortDir=Asc", "sort"),
        ("/VanBan/Forms/AllItems.aspx?FilterField1=A&FilterValue1=b&SortField=A", "filter"),
        ("/Lists/TinTuc/DispForm.aspx?ID=66&Source=%2FPages", "source"),
        ("/_layouts/mobile/dispform.aspx?List=1&ID=2", "mobile"),
        ("/Pages/home.aspx?Mobile=1", "mobile"),
        ("/pages/PRINT.aspx?NewsId=5", "print"),
        ("/_vti_bin/spsdisco.aspx", "system"),
        ("/_layouts/Authenticate.aspx?Source=%2F", "login"),
        ("/(S(abc))/Pages/home.aspx", "session"),
        ("/Pages/vong.aspx?n=1", "bigloop"),
        ("/Lists/KhaoSat/NewForm.aspx", "form"),
        ("/Pages/newsdetail.aspx?NewsId=5086&CatId=104", None),
        ("/_layouts/listfeed.aspx?List=%7BA%7D", None),
        ("/Lists/TinTuc/AllItems.aspx?Paged=TRUE&p_ID=600&PageFirstRow=31&&View={A}", None),
    ],
)
def test_traps_are_known_by_their_addresses(target, kind):
    assert trap_kind(target) == kind
