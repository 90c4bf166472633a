"""Days by other calendars, in other figures."""

import pytest

from archiver.vietnamese.dates import read_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 มี.ค. 2561", "2018-03-14"),
        ("14 ม.ค. 61", "2018-01-14"),
        ("วันที่ 14 มีนาคม พ.ศ. 2561", "2018-03-14"),
        ("14 มีนาคม 2018", "2018-03-14"),
        ("๑๔/๐๓/๒๕๖๑", "2018-03-14"),
        ("令和4年12月1日", "2022-12-01"),
        ("平成元年4月1日", "1989-04-01"),
        ("民國103年5月6日", "2014-05-06"),
        ("۲۰ بهمن ۱۳۹۸", "2020-02-09"),
        ("1403/12/30", "2025-03-20"),
        ("1 فروردین 1404", "2025-03-21"),
        ("٢٢ يوليو ٢٠١٩", "2019-07-22"),
        ("22 جولائی 2019", "2019-07-22"),
        ("२२ जुलाई २०१९", "2019-07-22"),
        ("02 ກັນຍາ 2020", "2020-09-02"),
        ("작성일 19-06-24 10:12", "2019-06-24T10:12:00+07:00"),
        ("15 במרץ 2021", "2021-03-15"),
        ("15. ožujka 2021.", "2021-03-15"),
    ],
)
def test_days_of_other_calendars(text: str, expected: str) -> None:
    assert read_date(text, order="unsure") == expected


@pytest.mark.parametrize("text", ["31 بهمن 1398", "1398/13/01", "31/04/2561", "30 กุมภาพันธ์ 2561"])
def test_no_day_of_any_calendar(text: str) -> None:
    assert read_date(text, order="unsure") is None


def test_an_arabic_clock_has_two_halves() -> None:
    assert read_date("٢٢ يوليو ٢٠١٩ - ١٠:٤٥ م") == "2019-07-22T22:45:00+07:00"
