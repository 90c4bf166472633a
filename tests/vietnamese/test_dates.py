"""Dates as portals print them."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.vietnamese.dates import find_dates, read_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thứ Năm, 28/06/2018, 08:00", "2018-06-28T08:00:00+07:00"),
        ("Thứ Tư, 18/06/2008 10:35", "2008-06-18T10:35:00+07:00"),
        ("09:59 | 31/05/2013", "2013-05-31T09:59:00+07:00"),
        ("Thứ hai, 26 Tháng 10 2020 14:49", "2020-10-26T14:49:00+07:00"),
        ("14/05/2025 17:12", "2025-05-14T17:12:00+07:00"),
        ("04:35 15/03/2016", "2016-03-15T04:35:00+07:00"),
        ("(30/08/2021)", "2021-08-30"),
        ("8/6/2008 2:05 CH", "2008-06-08T14:05:00+07:00"),
        ("8/6/2008 12:05 SA", "2008-06-08T00:05:00+07:00"),
        ("thứ Tư, 22/10/2025, 15:30 (GMT+7)", "2025-10-22T15:30:00+07:00"),
        ("Cập nhật: 02/9/2026 08:15", "2026-09-02T08:15:00+07:00"),
        ("Cập nhật lúc 08:15, Thứ Tư, 18/06/2008 (GMT+7)", "2008-06-18T08:15:00+07:00"),
        ("Đồng Nai, ngày 05 tháng 8 năm 2010", "2010-08-05"),
        ("lúc 15 giờ 30 phút ngày 18-6-2010", "2010-06-18T15:30:00+07:00"),
        ("15h30 ngày 18/6/2010", "2010-06-18T15:30:00+07:00"),
        ("T2, 26/10/2020", "2020-10-26"),
        ("18 Tháng Sáu 2008", "2008-06-18"),
        ("18 Tháng Mười Hai 2009", "2009-12-18"),
        ("01 tháng Giêng năm 2010", "2010-01-01"),
        ("18 November 2005", "2005-11-18"),
        ("Date: 18 November 2005", "2005-11-18"),
        ("November 18, 2005", "2005-11-18"),
        ("Wed, 18 Jun 2008 10:35:00 GMT", "2008-06-18T10:35:00+00:00"),
        ("2008-06-18T10:35:00Z", "2008-06-18T10:35:00+00:00"),
        ("2008-06-18", "2008-06-18"),
        ("12. Dezember 2011", "2011-12-12"),
        ("2005年11月18日", "2005-11-18"),
        ("입력 2024년 03월 05일 10:11", "2024-03-05T10:11:00+07:00"),
        ("2024. március 5.", "2024-03-05"),
        ("5. maaliskuuta 2024", "2024-03-05"),
        ("5 Μαρτίου 2024", "2024-03-05"),
        ("4 d’abril de 2024", "2024-04-04"),
        ("5 martie 2024", "2024-03-05"),
        ("12 Kasım 2020", "2020-11-12"),
        ("12 Kas 2020", "2020-11-12"),
        ("12 févr. 2020", "2020-02-12"),
        ("5 ago. 2020", "2020-08-05"),
        ("3 de set. de 2020", "2020-09-03"),
        ("5 ott 2020", "2020-10-05"),
        ("5 авг. 2020", "2020-08-05"),
        ("12/Nov/2020", "2020-11-12"),
        ("2020 m. kovo 15 d.", "2020-03-15"),
        ("2020. gada 5. marts", "2020-03-05"),
        ("5 مارس 2024", "2024-03-05"),
        ("5 آذار 2024", "2024-03-05"),
        ("الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22:00+07:00"),
        ("3 نوفمبر/تشرين الثاني 2023", "2023-11-03"),
        ("Ngày đăng: 01/02/2010 - Cập nhật: 05/02/2010", "2010-02-01"),
    ],
)
def test_reads_what_portals_print(text: str, expected: str) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "10 out of 2020",
        "Gen 4, 2020",
        "",
        "31/02/2026",
        "0/0/2010",
        "Hôm nay, ngày 29 tháng 8 năm 2015",
        "(Tự động cập nhật lúc 19:07:11 ngày 27/12/2023)",
        "Tháng Sáu, 2008",
        "Từ ngày 18/06/2008 đến ngày 20/06/2008",
        "18/06/2008 (Cập nhật: 20/06/2008)",
        "Thứ Ba, 18/06/2008 10:35",  # it was a Wednesday
        "ISBN 978-12-2008-1",
        "39/2015/QĐ-UBND",
        "1387 Lượt xem",
    ],
)
def test_says_nothing_rather_than_guess(text: str) -> None:
    assert read_date(text) is None


def test_the_zone_is_the_portals() -> None:
    assert read_date("18/06/2008 10:35", "Europe/Paris") == "2008-06-18T10:35:00+02:00"


def test_an_order_that_is_unsure_takes_only_numbers_without_a_choice() -> None:
    assert read_date("18/06/2008", order="unsure") == "2008-06-18"
    assert read_date("06/18/2008", order="unsure") == "2008-06-18"
    assert read_date("06/08/2008", order="unsure") is None


_PIECES = st.sampled_from(
    [
        "18",
        "31",
        "02",
        "6",
        "2008",
        "/",
        "-",
        ".",
        ":",
        " ",
        "tháng",
        "năm",
        "ngày",
        "Sáu",
        "Thứ Tư",
        "10:35",
        "CH",
        "GMT+7",
        "May",
        ",",
        "T",
        "Z",
        "99",
    ]
)


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(_PIECES, max_size=12).map(" ".join), st.lists(_PIECES, max_size=12).map("".join)
    )
)
def test_what_is_read_is_always_a_real_date(text: str) -> None:
    found = read_date(text)
    assert found is None or datetime.fromisoformat(found).year >= 1900


def test_a_list_of_very_many_days_is_read():
    line = "so 12/qd-ttg ngay 12/05/2010 "
    mentions = list(find_dates(f"{line * 30_000}thu hai 12/05/2010, thu tu 12/05/2010", "Asia/Ho_Chi_Minh"))
    assert len(mentions) == 30_001  # the twelfth of May was a Wednesday
    assert {mention.day.isoformat() for mention in mentions} == {"2010-05-12"}
