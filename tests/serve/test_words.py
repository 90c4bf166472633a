from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from archiver.serve import human, words
from archiver.serve.chart import HEIGHT, years
from archiver.serve.told import SENTENCES, told
from archiver.sites.catalog import platforms
from archiver.sites.platform import read_platform


def test_both_languages_say_the_same_things():
    assert words.WORDS["en"].keys() == words.WORDS["vi"].keys()
    for key, phrase in words.WORDS["en"].items():
        assert _fields(phrase) == _fields(words.WORDS["vi"][key]), key


def _fields(phrase: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_every_phrase_is_said_and_every_one_said_exists():
    package = Path(words.__file__).parent
    source = "".join(
        path.read_text("utf-8")
        for path in [*package.glob("templates/*.html"), *package.glob("*pages.py"), package / "replay_view.py"]
    )
    said = set(re.findall(r'"([a-z_0-9-]+)"', source))
    said |= {
        key
        for key in words.WORDS["en"]
        if key.startswith(
            ("kind_", "status_", "said_", "turn_", "check_", "related_", "sort_", "language_", "operations_", "crawls_")
        )
        or key.endswith("_version")
    }
    assert words.WORDS["en"].keys() <= said
    assert set(re.findall(r'say\("([a-z_]+[a-z])"', source)) <= words.WORDS["en"].keys()


@pytest.mark.parametrize("english", SENTENCES)
def test_a_note_is_told_with_all_its_values(english):
    assert _fields(SENTENCES[english]) == _fields(english)
    values = {name: "2014-05-06T07:08:09Z" if name in {"when", "second"} else "7" for name in _fields(english)}
    noted = english.format_map(values)
    written = told("vi", noted)
    assert written.startswith(f'<data value="{escape(noted)}">')
    plain = BeautifulSoup(told("en", noted), "html.parser").get_text()
    assert plain == noted.replace("2014-05-06T07:08:09Z", "6 May 2014, 07:08 (UTC)")


def test_every_reason_of_the_platforms_has_its_words():
    reasons = {trap.reason for name in platforms() for trap in read_platform(name, platforms()).traps}
    assert len(reasons) > 10
    assert {reason for reason in reasons if 'lang="en"' in told("vi", reason)} == set()


@pytest.mark.parametrize(
    ("noted", "text"),
    [
        (
            "the host failed 5 times in a row, last: no answer in time",
            "máy chủ lỗi 5 lần liên tiếp, lần cuối: quá thời gian chờ trả lời",
        ),
        (
            "Not in the archive: skipped (print view of an article, last tried 2014-05-06T07:08:09Z).",
            "Không có trong kho lưu trữ: bỏ qua (bản in của một bài, thử lần cuối 6 tháng 5 năm 2014, 07:08 (UTC)).",
        ),
        (
            "Not in the archive: failed (something of ours, HTTP 500, last tried 2014).",
            "Không có trong kho lưu trữ: không lấy được (something of ours, HTTP 500, thử lần cuối 2014).",
        ),
        ("trap: <b>x</b>", "bẫy trình thu thập: <b>x</b>"),
    ],
)
def test_reasons_are_told_within_sentences(noted, text):
    page = BeautifulSoup(told("vi", noted), "lxml")
    assert page.get_text() == text
    assert page.data["value"] == noted
    assert not page.find_all(["b", "script"])


@pytest.mark.parametrize(
    ("noted", "text"),
    [
        (
            "Not in the archive: skipped (print view of an article, last tried 2014-05-06T07:08:09Z).",
            "Not in the archive: skipped (print view of an article, last tried 6 May 2014, 07:08 (UTC)).",
        ),
        (
            "Captured 2014-05-06T07:08:09.123456Z (HTTP 302, text/html, a.warc.gz at byte 7): it redirects to http://a.example/?at=2014-05-06T07:08:09Z.",
            "Captured 6 May 2014, 07:08 (UTC) (HTTP 302, text/html, a.warc.gz at byte 7): it redirects to http://a.example/?at=2014-05-06T07:08:09Z.",
        ),
        ("seen 2014-05-06T07:08:09Z", "seen 2014-05-06T07:08:09Z"),
        ("", ""),
    ],
)
def test_in_english_moments_are_told_as_people_write_them(noted, text):
    page = BeautifulSoup(told("en", noted), "html.parser")
    assert page.get_text() == text
    assert [one["value"] for one in page.find_all()] == ([noted] if text != noted else [])


@given(st.text(max_size=200))
def test_what_nobody_translated_is_marked_as_english(noted):
    page = BeautifulSoup(told("vi", f"~{noted}"), "html.parser")
    assert [one.name for one in page.find_all()] == ["span"]
    assert page.span["lang"] == "en"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("fr,vi;q=0.5", "vi"),
        ("en;q=0.1, vi;q=0.2", "vi"),
        ("vi;q=0", "en"),
        ("vi;q=abc, *;q=0.1", "en"),
    ],
)
def test_the_reader_chooses_the_language(header, language):
    assert words.language(header) == language


@pytest.mark.parametrize("many", [" ", "-", "; q=", ";q=1", "vi"])
def test_a_header_of_any_length_is_read_at_once(many):
    assert words.language(f"vi{many * 60_000}!") == "en"


@given(st.text(max_size=60))
def test_any_header_gives_a_language(header):
    assert words.language(header) in words.WORDS


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        ("2008", "2008", "2008"),
        ("2008-06", "June 2008", "tháng 6 năm 2008"),
        ("2008-06-18", "18 June 2008", "18 tháng 6 năm 2008"),
        ("2008-06-18T10:35:00+07:00", "18 June 2008, 10:35 (UTC+7)", "18 tháng 6 năm 2008, 10:35 (UTC+7)"),
        ("2008-06-18T10:35", "18 June 2008, 10:35", "18 tháng 6 năm 2008, 10:35"),
        ("2014-05-06T07:08:09.123456Z", "6 May 2014, 07:08 (UTC)", "6 tháng 5 năm 2014, 07:08 (UTC)"),
        ("2014-05-06T07:08:09-03:30", "6 May 2014, 07:08 (UTC-3:30)", "6 tháng 5 năm 2014, 07:08 (UTC-3:30)"),
        ("2008-18-06", "2008-18-06", "2008-18-06"),
        ("hôm qua", "hôm qua", "hôm qua"),
        (None, "", ""),
    ],
)
def test_dates_as_people_write_them(value, english, vietnamese):
    assert (human.moment(value, "en"), human.moment(value, "vi")) == (english, vietnamese)


def test_numbers_and_sizes():
    assert (human.number(1234567, "en"), human.number(1234567, "vi")) == ("1,234,567", "1.234.567")
    assert [human.size(count, "en") for count in (None, 0, 999, 1000, 1_234_000, 999_999)] == [
        "", "0 B", "999 B", "1.0 KB", "1.2 MB", "1000 KB",
    ]  # fmt: skip
    assert human.size(1_234_000, "vi") == "1,2 MB"


def test_a_chart_shows_each_year_and_the_gap_between():
    chart = years({"2008": 10, "2010": 1, "not a year": 5})
    assert [(bar.year, bar.count) for bar in chart.bars] == [("2008", 10), ("2009", 0), ("2010", 1)]
    assert chart.bars[0].height == HEIGHT
    assert chart.bars[1].height == 0


def test_one_wrong_year_makes_no_endless_chart():
    assert [bar.year for bar in years({"0208": 1, "2008": 2}).bars] == ["0208", "2008"]
    assert years({}).bars == ()


@given(st.dictionaries(st.integers(1990, 2030).map(str), st.integers(1, 10**6), min_size=1))
def test_every_bar_stands_inside_the_drawing(counts):
    chart = years(counts)
    assert sum(bar.count for bar in chart.bars) == sum(counts.values())
    assert all(
        0 <= bar.x < chart.width and bar.y >= 0 and bar.y + bar.height <= chart.height + 0.2 for bar in chart.bars
    )
