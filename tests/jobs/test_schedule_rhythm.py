"""When a schedule is due."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.jobs.rhythm import Due, Rhythm, due, due_times, next_due, read_cron, read_every, read_zone

BERLIN, NEW_YORK, SAIGON = "Europe/Berlin", "America/New_York", "Asia/Ho_Chi_Minh"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def cron(expression: str, zone: str, since: str) -> Rhythm:
    return Rhythm(since=at(since), timezone=zone, cron=read_cron(expression))


def first(rhythm: Rhythm, count: int) -> list[datetime]:
    return list(islice(due_times(rhythm, rhythm.since), count))


def test_weekday_one_is_monday():
    rhythm = cron("0 22 * * 1", SAIGON, "2026-11-18T00:00:00+07:00")  # a Wednesday
    assert next_due(rhythm, rhythm.since) == at("2026-11-23T22:00:00+07:00")


@pytest.mark.parametrize(
    ("expression", "zone", "since", "expected"),
    [
        ("30 2 * * *", BERLIN, "2026-03-28T12:00+01:00", ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]),
        ("30 2 * * *", BERLIN, "2026-10-24T12:00+02:00", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        ("0 2,3 * * *", BERLIN, "2026-03-28T12:00+01:00", ["2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00"]),
        ("30 1 * * *", NEW_YORK, "2026-10-31T12:00-04:00", ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"]),
        ("*/30 2 * * *", NEW_YORK, "2026-03-07T12:00-05:00", ["2026-03-08T03:00-04:00", "2026-03-09T02:00-04:00"]),
        ("0 * * * *", NEW_YORK, "2026-11-01T00:30-04:00", ["2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00"]),
    ],
)
def test_clocks_that_are_changed_make_no_run_less_and_none_more(expression, zone, since, expected):
    assert first(cron(expression, zone, since), 2) == [at(text) for text in expected]


def test_every_is_due_one_span_after_the_beginning():
    rhythm = Rhythm(since=at("2026-01-01T00:00Z"), timezone="UTC", every=read_every("6h"))
    assert due(rhythm, None, at("2026-01-01T05:59Z")) is None
    assert due(rhythm, None, at("2026-01-01T06:00Z")) == Due(at("2026-01-01T06:00Z"), 0)


def test_a_machine_that_was_off_catches_up_once():
    rhythm = cron("0 22 * * *", SAIGON, "2026-01-01T00:00+07:00")
    found = due(rhythm, None, at("2026-01-05T08:00+07:00"))
    assert found == Due(at("2026-01-04T22:00+07:00"), 3)
    assert due(rhythm, found.at, at("2026-01-05T21:59+07:00")) is None


def test_a_clock_that_was_set_back_brings_nothing_twice():
    rhythm = cron("0 22 * * *", "UTC", "2026-01-01T00:00Z")
    assert due(rhythm, at("2026-01-09T22:00Z"), at("2026-01-05T23:00Z")) is None


@pytest.mark.parametrize(
    ("expression", "field"),
    [
        ("61 * * * *", "minute"),
        ("0 25 * * *", "hour"),
        ("0 0 x * *", "day-of-month"),
        ("0 0 * 13 *", "month"),
        ("0 0 * * 8", "day-of-week"),
        ("0 0 31 4 *", "day-of-month"),
        ("0 0 * *", "4 fields"),
        ("0 0 0 * * *", "6 fields"),
        ("", "0 fields"),
        ("9" * 6000 + " * * * *", "fields"),
    ],
)
def test_says_which_field_of_a_cron_expression_is_wrong(expression, field):
    with pytest.raises(UsageError, match=field):
        read_cron(expression)


@pytest.mark.parametrize("text", ["", "6", "h", "0h", "-1h", "1.5h", "6 hours", "99999w", "٣h"])
def test_refuses_what_is_no_span(text):
    with pytest.raises(UsageError, match="--every"):
        read_every(text)


@pytest.mark.parametrize("name", ["Hanoi", "", "../etc/passwd", "Asia"])
def test_refuses_what_is_no_time_zone(name):
    with pytest.raises(UsageError, match="Time zone"):
        read_zone(name)


@given(st.text(alphabet="0123456789*/,-#LW MONJAN", max_size=30))
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_cron_expression_or_a_clear_error(text):
    try:
        expression = read_cron(text)
    except UsageError:
        return
    assert len(expression.split()) == 5


FIELD = st.sampled_from(["*", "*/2", "0", "1,2", "1-3", "2"])
MINUTE = st.sampled_from(["*/15", "0", "30", "0,59", "*/7"])
RHYTHMS = st.builds(
    lambda minute, hour, weekday, zone, since: Rhythm(
        since=since, timezone=zone, cron=f"{minute} {hour} * * {weekday}"
    ),
    MINUTE,
    FIELD,
    FIELD,
    st.sampled_from([BERLIN, NEW_YORK, SAIGON, "UTC", "Australia/Lord_Howe", "America/Havana"]),
    st.sampled_from(["2026-03-07T05:00Z", "2026-03-28T20:00Z", "2026-10-03T11:00Z", "2026-10-31T20:00Z"]).map(at),
) | st.builds(
    lambda hours: Rhythm(since=at("2026-03-28T20:00Z"), timezone="UTC", every=timedelta(hours=hours)),
    st.integers(1, 60),
)


@given(RHYTHMS, st.lists(st.integers(0, 4000), min_size=1, max_size=12))
@settings(deadline=None, max_examples=150)
def test_however_often_one_looks_each_due_time_is_answered_once(rhythm, pauses):
    now, last, answered = rhythm.since, None, []
    for pause in pauses:
        now += timedelta(minutes=pause)
        found = due(rhythm, last, now)
        if found:
            assert (last or rhythm.since) < found.at <= now
            answered.append(found)
            last = found.at
        assert due(rhythm, last, now) is None
    at_once = due(rhythm, None, now)
    assert sum(one.missed + 1 for one in answered) == (at_once.missed + 1 if at_once else 0)
    assert (at_once.at if at_once else None) == last


@given(RHYTHMS)
@settings(deadline=None, max_examples=50)
def test_due_times_only_go_forward(rhythm):
    assert all(earlier < later for earlier, later in pairwise(first(rhythm, 60)))
