from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver.sites.access import AccessRule, Subject, ruling

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SITE = "https://so-vi-du.example"


def rule(**facts: str) -> AccessRule:
    told = {"id": "r", "action": "takedown", "reason": "vì", "person": "Lan", "decided_at": "2026-01-01T00:00:00Z"}
    return AccessRule(**{**told, **facts})  # type: ignore[arg-type]


def is_withheld(found: AccessRule, *urls: str, section: str | None = None, day: str | None = None) -> bool:
    return ruling([found], Subject(urls=urls, section=section, day=day), NOW) is not None


@pytest.mark.parametrize(
    ("pattern", "url", "covered"),
    [
        (f"{SITE}/noi-bo/", f"{SITE}/noi-bo/bai-1.aspx", True),
        (f"{SITE}/noi-bo", f"{SITE}/noi-bo/bai-1.aspx", True),
        (f"{SITE}/noi-bo", f"{SITE}/noi-bo-2/bai-1.aspx", False),
        (f"{SITE}/tin.aspx?NewsId=5", f"{SITE}/tin.aspx?NewsId=5", True),
        (f"{SITE}/tin.aspx?NewsId=5", f"{SITE}/tin.aspx?NewsId=5&CatId=1", True),
        (f"{SITE}/tin.aspx?NewsId=5", f"{SITE}/tin.aspx?NewsId=50", False),
        (f"{SITE}/tin.aspx?NewsId=", f"{SITE}/tin.aspx?NewsId=50", True),
        (f"{SITE}/Tin.aspx", "http://www.so-vi-du.example:80/tin.aspx", True),
        (f"{SITE}/văn bản/", f"{SITE}/v%C4%83n%20b%E1%BA%A3n/1.pdf", True),
        (f"{SITE}/*/noi-bo/*", f"{SITE}/2008/noi-bo/1.pdf", True),
        (f"{SITE}/*/noi-bo/*", f"{SITE}/noi-bo/1.pdf", False),
        (f"{SITE}/a.pdf", "https://other.example/a.pdf", False),
        ("*.pdf", f"{SITE}/files/Quy%20che.PDF", True),
        (f"{SITE}/a.b", f"{SITE}/aXb", False),
    ],
)
def test_an_address_covers_itself_and_what_lies_below(pattern, url, covered):
    assert is_withheld(rule(url=pattern), url) is covered


def test_one_covered_address_of_an_article_is_enough():
    assert is_withheld(rule(url=f"{SITE}/a"), f"{SITE}/b", f"{SITE}/a")


@pytest.mark.parametrize(
    ("first", "last", "day", "covered"),
    [
        ("2008-06-01", "2008-06-30", "2008-06-18T10:35:00+07:00", True),
        ("2008-06-01", "2008-06-30", "2008-07-01", False),
        ("2008", "2009", "2009-12-31", True),
        ("2008", None, "2007-12-31", False),
        (None, "2008-06", "2008-06-30", True),
        ("2008-06-01", "2008-06-30", "2008", True),  # it may lie within
        ("2008-06-01", "2008-06-30", None, False),
    ],
)
def test_days_are_compared_in_the_precision_that_both_have(first, last, day, covered):
    facts = {name: value for name, value in (("published_from", first), ("published_to", last)) if value}
    assert is_withheld(rule(**facts), f"{SITE}/a", day=day) is covered


def test_all_that_a_rule_names_must_be_true():
    both = rule(section="noi-bo", published_from="2008")
    assert is_withheld(both, f"{SITE}/a", section="noi-bo", day="2009-01-01")
    assert not is_withheld(both, f"{SITE}/a", section="tin-tuc", day="2009-01-01")
    assert not is_withheld(both, f"{SITE}/a", section="noi-bo", day="2007-01-01")


def test_an_embargo_ends_with_the_beginning_of_its_day():
    embargo = rule(url=SITE, action="embargo", until="2026-05-02")
    subject = Subject(urls=(f"{SITE}/a",))
    assert ruling([embargo], subject, datetime(2026, 5, 1, 23, 59, tzinfo=UTC)) == embargo
    assert ruling([embargo], subject, datetime(2026, 5, 2, tzinfo=UTC)) is None


def test_a_takedown_speaks_before_an_embargo_and_the_status_says_which_it_is():
    embargo, takedown = rule(id="z", url=SITE, action="embargo", until="2030-01-01"), rule(id="a", url=SITE)
    found = ruling([embargo, takedown], Subject(urls=(f"{SITE}/a",)), NOW)
    assert found == takedown
    assert (takedown.status, embargo.status) == (451, 403)
