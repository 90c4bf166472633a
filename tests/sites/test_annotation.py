from __future__ import annotations

import pytest

from archiver.errors import UsageError
from archiver.sites.annotation import checked, corrections

SECTIONS = ("tin-tuc", "van-ban")


@pytest.mark.parametrize("value", ["2008", "2008-06", "2008-06-18", "2008-06-18T10:35:00+07:00", "2000-02-29"])
def test_a_date_is_taken_in_its_own_precision(value):
    assert corrections([f"published={value}"], SECTIONS) == {"published": value}


@pytest.mark.parametrize(
    "value",
    ["18/06/2008", "2008-13", "2008-02-30", "2008-6-1", "2008-06-18T10:35:00", "08", "2008-06-18T25:00:00Z", "x"],
)
def test_what_is_no_date_is_refused_with_an_example(value):
    with pytest.raises(UsageError, match=r"2008-06-18"):
        corrections([f"published={value}"], SECTIONS)


@pytest.mark.parametrize("value", ["0008-06-18", "0999", "3008-06", "0008-06-18T10:35:00+07:00"])
def test_a_year_that_has_lost_a_figure_is_refused_and_the_years_are_told(value):
    with pytest.raises(UsageError, match="years from 1000 to 2999"):
        corrections([f"published={value}"], SECTIONS)


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("publisched=2008", "did you mean 'published'"),
        ("text=new", "known: author"),
        ("section=tin-tucc", "did you mean 'tin-tuc'"),
        ("title", "has no '='"),
        ("title=", "is empty"),
        ("title=a\0b", "is empty"),
    ],
)
def test_an_error_names_what_may_be_meant(pair, told):
    with pytest.raises(UsageError, match=told):
        corrections([pair], SECTIONS)


def test_a_field_is_corrected_once_and_may_hold_an_equals_sign():
    assert corrections(["title=a=b"], SECTIONS) == {"title": "a=b"}
    with pytest.raises(UsageError, match="twice"):
        corrections(["title=a", "title=b"], SECTIONS)


@pytest.mark.parametrize("value", ["permanent", "10 years", "1 year", "2040", "2040-12-31"])
def test_a_period_of_retention(value):
    assert checked("retention", value) == value


@pytest.mark.parametrize(("field", "value"), [("retention", "long"), ("retention", "0 years"), ("review", "signedoff")])
def test_what_is_neither_period_nor_result_is_refused(field, value):
    with pytest.raises(UsageError):
        checked(field, value)
