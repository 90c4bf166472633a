"""What happened since a reader was here last."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.serve.visit import Visit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_visit_goes_on_until_the_reader_pauses() -> None:
    first = Visit.of(None, NOON)
    assert first == Visit(None, "2026-03-02T12:00:00Z")
    going_on = Visit.of(first.cookie, NOON + timedelta(minutes=29))
    assert going_on == Visit(None, "2026-03-02T12:29:00Z")
    second = Visit.of(going_on.cookie, NOON + timedelta(days=7))
    assert second == Visit("2026-03-02T12:29:00Z", "2026-03-09T12:00:00Z")
    assert Visit.of(second.cookie, NOON + timedelta(days=7, minutes=5)).before == "2026-03-02T12:29:00Z"


@given(st.text() | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z?/?.*"))
def test_any_cookie_is_a_visit(cookie: str) -> None:
    visit = Visit.of(cookie, NOON)
    assert visit.latest == "2026-03-02T12:00:00Z"
    assert visit.before is None or re.fullmatch(r"[\dTZ:-]{20}", visit.before, re.ASCII)


@pytest.mark.parametrize(("language", "told"), [("en", "Since your visit of"), ("vi", "Từ lần xem trước của bạn")])
def test_the_front_page_says_what_happened_meanwhile(reader, language, told) -> None:
    first = reader.get("/-/read/portal", language)
    assert told not in first.text
    kept = first.headers["set-cookie"]
    assert re.match(r"visit=\"?/20\d\d-\d\d-\d\dT[\d:]{8}Z\"?; ", kept)
    assert {"HttpOnly", "SameSite=strict", "Path=/-/read/portal"} <= set(kept.split("; "))
    page = reader.get("/-/read/portal", language, cookie="visit=/2000-01-01T00:00:00Z").text
    line = re.search(rf'<p class="since">{told} .*?</p>', page, re.DOTALL)[0]
    links = re.findall(r'href="([^"]+)">(\d+) ', line)
    assert links
    for address, count in links:
        shown = reader.get(address.replace("&amp;", "&"), language).text
        assert shown.count('<span class="turn turn-') == int(count)


def test_nothing_happened_since_a_moment_ago(reader) -> None:
    page = reader.get("/-/read/portal", cookie="visit=2999-01-01T00:00:00Z/2999-01-01T00:00:00Z").text
    assert "nothing happened" in page


@pytest.mark.parametrize("odd", ["a/b=1", "W/&a=1", "dụng=1".encode().decode("latin-1"), "a:b=c", 'a="1', "=x"])
def test_cookies_of_other_programs_on_the_host_are_no_hindrance(reader, odd) -> None:
    cookie = f"{odd}; visit=2999-01-01T00:00:00Z/2999-01-01T00:00:00Z; {odd}"
    answer = reader.get("/-/read/portal", cookie=cookie)
    assert answer.status_code == 200
    assert "nothing happened" in answer.text
    assert reader.get("/portal/articles.json", cookie=odd).status_code == 200
