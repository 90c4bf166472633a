"""A postback counts with the hidden fields this session was last given for this list, and not otherwise."""

import pytest
from portal_reader import Reader, form_of, offered

from archiver.demo.pagers import event_target, offered_arguments
from archiver.demo.server import Portal
from archiver.demo.viewstate import ViewStateError, ViewStates

NEWS = "Pages/news.aspx?CatId=104"


@pytest.fixture
def first_page(portal, reader):
    return reader.page(portal.base + NEWS)


def turn(portal, reader, html, argument, **fields):
    return reader.post(portal.base + NEWS, {**form_of(html, argument), **fields})


def test_pages_are_turned_in_order(portal, reader, first_page):
    status, _, second = turn(portal, reader, first_page, "Page$2")
    assert status == 200
    assert "<span>2</span>" in second.decode()
    status, _, third = turn(portal, reader, second.decode(), "Page$3")
    assert status == 200
    assert "<span>3</span>" in third.decode()
    assert first_page.count('class="tin"') == 10
    assert portal.counters.postbacks_refused == 0
    assert portal.counters.forms_submitted == 0


def test_the_address_cannot_turn_the_page(portal, reader):
    for query in ("&Page=2", "&=2"):
        assert "<span>1</span>" in reader.page(portal.base + NEWS + query)


def test_a_stale_view_state_is_refused(portal, reader, first_page):
    turn(portal, reader, first_page, "Page$2")
    status, _, body = turn(portal, reader, first_page, "Page$3")
    assert status == 500
    assert b"viewstate" in body
    assert portal.counters.postbacks_refused == 1


def test_another_session_is_refused(portal, first_page):
    assert turn(portal, Reader(), first_page, "Page$2")[0] == 500


def test_another_lists_view_state_is_refused(portal, reader, first_page):
    other = reader.page(portal.base + "Pages/phong-su-anh.aspx")
    fields = form_of(other, "Page$2")
    kept = {name: fields[name] for name in ("__VIEWSTATE", "__EVENTVALIDATION")}
    assert turn(portal, reader, first_page, "Page$2", **kept)[0] == 500


@pytest.mark.parametrize(
    "forged",
    [
        {"__VIEWSTATE": ""},
        {"__VIEWSTATE": "/wEPDwUKMTIzNDU2Nzg5MA=="},
        {"__VIEWSTATE": "not base64 at all"},
        {"__EVENTVALIDATION": ""},
        {"__EVENTARGUMENT": "Page$9"},
        {"__EVENTARGUMENT": "Page$1"},
        {"__EVENTARGUMENT": ""},
        {"__EVENTTARGET": "ctl00$btnXoa"},
    ],
)
def test_what_the_page_did_not_offer_is_refused(portal, reader, first_page, forged):
    assert turn(portal, reader, first_page, "Page$2", **forged)[0] == 500


def test_one_list_does_not_disturb_another(portal, reader, first_page):
    reader.page(portal.base + "Pages/phong-su-anh.aspx")
    reader.page(portal.base + "Pages/home.aspx")
    assert turn(portal, reader, first_page, "Page$2")[0] == 200


def test_ten_numbers_then_an_ellipsis():
    assert offered_arguments(1, 13) == tuple(f"Page${n}" for n in range(2, 12))
    assert offered_arguments(11, 13) == ("Page$10", "Page$12", "Page$13")
    assert offered_arguments(1, 1) == ()


def test_a_long_list_is_walked_through_its_ellipsis(reader):
    with Portal(size="demo") as portal:
        html = reader.page(portal.base + NEWS)
        pages = 1
        while f"Page${pages + 1}" in offered(html):
            status, _, body = turn(portal, reader, html, f"Page${pages + 1}")
            assert status == 200
            html = body.decode()
            pages += 1
        assert pages == 12
        assert ">...</a>" in html


def test_sealed_fields_cannot_be_moved_to_another_server():
    one, other = ViewStates(b"a" * 32), ViewStates(b"b" * 32)
    given = one.issue("s", "/list", ("Page$2",), b"")
    other.issue("s", "/list", ("Page$2",), b"")
    form = {
        "__VIEWSTATE": given.view_state,
        "__EVENTVALIDATION": given.event_validation,
        "__EVENTTARGET": event_target("/list"),
    }
    one.check("s", "/list", "Page$2", form)
    with pytest.raises(ViewStateError):
        other.check("s", "/list", "Page$2", form)
