"""How a running crawl is told: what it has, how fast it goes now, and what it waits for."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from command import run_archiver, write_profile

from archiver.crawl.pace import REMEMBERED, Pace, time_left
from archiver.crawl.politeness import Hosts, Rest
from archiver.crawl.progress import ArticleCount, Moment, told
from archiver.demo.server import Portal
from archiver.sites.politeness import Politeness, Window
from archiver.sites.robots import EVERYTHING

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = Window(time(22, 0), time(6, 0))
RUNNING = Moment(
    pages=1204, articles=(311, 37), bytes=52_130_000, failed=3, queued=1932, rate=3.2, left=604, opens=None
)


def test_a_crawl_is_told_in_two_lines():
    assert list(told(RUNNING)) == [
        "1,204 pages, 311 articles (37 new), 52.1 MB, 3 failed",
        "1,932 queued, 3.2 requests a second, about 10 min for these",
    ]


def test_what_is_not_known_is_not_told():
    first, second = told(replace(RUNNING, articles=None, rate=0.0, left=None))
    assert "article" not in first
    assert second == "1,932 queued, 0 requests a minute"


def test_what_the_crawl_waits_for_is_told():
    rests = (Rest("portal.example", 118.4, "as it asked"), Rest("b.example", 9, "x"), Rest("c.example", 8, "x"))
    lines = list(told(replace(RUNNING, opens="22:00 (Asia/Ho_Chi_Minh)", resting=rests)))
    assert lines[2] == "waiting for 22:00 (Asia/Ho_Chi_Minh): the profile's hours are over"
    assert lines[3] == "portal.example rests 1 min 58 s more, as it asked"
    assert lines[-1] == "1 more host rests"


def test_hosts_say_why_they_rest():
    now = [1000.0]
    hosts = Hosts(Politeness(), clock=lambda: now[0])
    assert hosts.resting() == []
    hosts.refused("a.example", 120.0)
    hosts.refused("b.example", None)
    assert [(rest.host, rest.seconds, rest.why) for rest in hosts.resting()] == [
        ("a.example", 120.0, "as it asked"),
        ("b.example", 5.0, "because it is busy"),
    ]
    now[0] += 119.5
    assert hosts.resting() == []


def test_the_pace_is_that_of_the_last_minute():
    pace = Pace()
    for second in range(200):
        pace.saw(float(second), second * 10 if second < 100 else 1000 + (second - 100), held=False)
    assert pace.rate == pytest.approx(1.0, rel=0.05)


def test_a_pause_that_is_kept_does_not_slow_the_pace():
    pace = Pace()
    for second in range(30):
        pace.saw(float(second), second * 2, held=False)
    for second in range(30, 30 + int(REMEMBERED) * 3):
        pace.saw(float(second), 58, held=True)
    assert pace.rate == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize(
    ("clock", "requests", "seconds"),
    [
        ("23:00", 3600, 3600),  # within the night
        ("05:00", 2 * 3600, 3600 + 16 * 3600 + 3600),  # an hour now, the day's pause, an hour more
        ("12:00", 3600, 10 * 3600 + 3600),  # closed now
        ("22:00", 20 * 3600, 24 * 3600 + 24 * 3600 + 4 * 3600),  # eight hours a night
    ],
)
def test_time_left_counts_the_closed_hours(clock, requests, seconds):
    hour, minute = map(int, clock.split(":"))
    assert time_left(requests, 1.0, NIGHT, datetime(2026, 3, 1, hour, minute, tzinfo=VIETNAM)) == seconds


def test_time_left_is_not_guessed():
    now = datetime(2026, 3, 1, 12, tzinfo=VIETNAM)
    assert time_left(100, 0.0, None, now) is None
    assert time_left(0, 1.0, None, now) is None
    assert time_left(10**9, 0.001, NIGHT, now) is None


def test_articles_are_counted_where_there_is_an_index(tmp_path: Path):
    index = tmp_path / "archive.db"
    assert ArticleCount(index, "2026").at(0.0) is None
    index.touch()
    assert ArticleCount(index, "2026").at(0.0) is None
    with sqlite3.connect(index) as db:
        db.execute("CREATE TABLE articles (first_seen)")
        db.executemany("INSERT INTO articles VALUES (?)", [("2025-01-01",), ("2026-01-02",)])
    assert ArticleCount(index, "2026").at(0.0) == (2, 1)


def test_a_slow_crawl_tells_plain_lines_where_there_is_no_terminal(tmp_path: Path):
    with Portal(size="tiny") as portal:
        profile = write_profile(tmp_path, "dang-bo-khoi", portal.base)
        slow = profile.read_text("utf-8").replace("delay = 0", "delay = 0.5")
        profile.write_text(f"{slow}\n[budget]\nrequests = 25\n", "utf-8")
        done = run_archiver("crawl", profile, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if "queued" in line]
    assert lines
    assert all("pages, " in line and " MB, 0 failed; " in line and "requests a" in line for line in lines)


def test_hosts_say_that_their_robots_txt_is_waited_for():
    now = [1000.0]
    hosts = Hosts(Politeness(), clock=lambda: now[0])
    hosts.begins("a.example")
    assert hosts.unruled() == []
    now[0] += 12
    assert hosts.unruled() == [("a.example", "asked 12 s ago")]
    (line,) = list(told(replace(RUNNING, unruled=tuple(hosts.unruled()))))[2:]
    assert line.startswith("a.example: waiting for its robots.txt (asked 12 s ago)")
    hosts.of("a.example").unruled = "HTTP 500, attempt 1 of 6"
    assert hosts.unruled() == [("a.example", "HTTP 500, attempt 1 of 6")]
    hosts.of("a.example").rules = EVERYTHING
    assert hosts.unruled() == []
