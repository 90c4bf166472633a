"""Of crawls and addresses, the last word counts, whichever was written first."""

from __future__ import annotations

import pytest

from archiver.model import Draft, Link, Part
from archiver.store.crawls import put_crawls, put_sections, put_url_states
from archiver.store.database import create_archive, draft_of, draft_text, number_from


@pytest.fixture
def db(tmp_path):
    db = create_archive(tmp_path / "archive.db")
    yield db
    db.close()


def test_a_crawl_is_one_row_that_its_end_completes(db):
    put_crawls(db, [{"id": "c", "site": "s", "started_at": "1", "finished_at": None, "requests": 0}])
    put_crawls(
        db, [{"id": "c", "site": "s", "started_at": "1", "finished_at": "2", "outcome": "finished", "requests": 7}]
    )
    put_crawls(db, [{"id": "c"}])
    (row,) = db["crawls"].rows
    assert (row["site"], row["finished_at"], row["outcome"], row["requests"]) == ("s", "2", "finished", 7)


@pytest.mark.parametrize("turned", [False, True])
def test_the_latest_try_of_an_address_counts(db, turned):
    states = [("u", "failed", "timeout", None, "2026-01-01"), ("u", "archived", None, 200, "2026-02-01")]
    for state in reversed(states) if turned else states:
        put_url_states(db, [state])
    put_url_states(db, [("u", "queued", None, None, None), ("v", "skipped", "robots", None, None)])
    assert [tuple(row.values()) for row in db["url_states"].rows] == [
        ("u", "archived", None, 200, "2026-02-01"),
        ("v", "skipped", "robots", None, None),
    ]


def test_sections_are_those_of_the_present_profile(db):
    put_sections(db, [("a", "A", None), ("b", "B", "https://so-vi-du.example/b")])
    put_sections(db, [("b", "B", None)])
    assert [row["name"] for row in db["sections"].rows] == ["b"]


def test_a_draft_comes_back_from_its_text():
    draft = Draft(
        kind="document",
        title="Chỉ thị “37”",
        breadcrumb=("Trang chủ", "Văn bản"),
        parts=(Part(kind="title", text="Chỉ thị"),),
        links=(Link(url="https://so-vi-du.example/a.pdf", text="", kind="document"),),
        repairs=("TCVN3 to Unicode",),
        stages={"title": "head"},
    )
    assert draft_of(draft_text(draft)) == draft


def test_numbers_follow_from_facts_alone():
    assert number_from(1, "a", None) == number_from(1, "a", None) != number_from("1a", None)
