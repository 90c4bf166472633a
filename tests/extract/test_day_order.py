"""Whether the day or the month stands first, as the rest of a page tells."""

from __future__ import annotations

import pytest

from archiver.extract.stages import extract
from archiver.model import Page
from tests.extract.made_pages import BODY


def _published(day: str, *, beside: str = "", lang: str = "en", url: str = "https://news.example/bridge") -> str | None:
    html = (
        f"<html lang={lang}><h1>Bridge will be mended</h1><p>Posted: {day}</p>{BODY}<ul><li>{beside}</li></ul></html>"
    )
    return extract(Page(url=url, html=html)).published


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("<a href=/m>The road to the mill</a> 02/27/2015", "2015-03-04"),
        ("<a href=/m>The road to the mill</a> 27/02/2015", "2015-04-03"),
        ("<a href=/m>The road to the mill</a> 02/03/2015", None),
        ("<a href=/m>From 27/02/2015</a> to 02/27/2016", None),
    ],
)
def test_other_days_of_the_page_tell_it(beside: str, expected: str | None) -> None:
    assert _published("03/04/2015", beside=beside) == expected


@pytest.mark.parametrize(
    ("lang", "host", "expected"),
    [
        ("fr", "journal.example", "2015-04-03"),
        ("hu", "lap.example", None),
        ("en", "council.gov.uk", "2015-04-03"),
        ("en-AU", "council.example", "2015-04-03"),
        ("en", "county.gov", "2015-03-04"),
        ("en", "startup.io", None),
        ("en", "town.ca", None),
    ],
)
def test_else_its_language_and_country_do(lang: str, host: str, expected: str | None) -> None:
    assert _published("03/04/2015", lang=lang, url=f"https://{host}/bridge") == expected


def test_what_a_server_writes_into_a_meta_is_in_no_language() -> None:
    html = f'<html lang=de><meta name=date content="11/01/2023 12:43:42"><h1>Wasser</h1>{BODY}<p>Erstellt am: 01.11.2023</p></html>'
    assert extract(Page(url="https://zeitung.example/wasser", html=html)).published == "2023-11-01"
