"""Days as other countries write them, in the figures and the year of the common calendar.

`๑๔ มี.ค. ๒๕๖๑` · `14/03/2561` · `令和4年12月1日` · `民國103年5月6日` · `۲۰ بهمن ۱۳۹۸` · `1398/11/20` · `२२ जुलाई २०१९`
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_BUDDHIST, _REPUBLIC = 543, 1911  # years before theirs begins
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": _REPUBLIC, "民国": _REPUBLIC}
_THAI = (
    "มกราคม ม.ค.|กุมภาพันธ์ ก.พ.|มีนาคม มี.ค.|เมษายน เม.ย.|พฤษภาคม พ.ค.|มิถุนายน มิ.ย.|กรกฎาคม ก.ค.|สิงหาคม ส.ค.|กันยายน ก.ย.|"
    "ตุลาคม ต.ค.|พฤศจิกายน พ.ย.|ธันวาคม ธ.ค."
)
_PERSIAN = "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
# Of the common calendar, in scripts whose vowels fold away: Hindi, Bengali, Urdu, Lao, Khmer, Hebrew.
_COMMON = (
    "जनवरी জানুয়ারি جنوری ມັງກອນ មករា ינואר|फरवरी फ़रवरी ফেব্রুয়ারি فروری ກຸມພາ កុម្ភៈ פברואר|मार्च মার্চ مارچ ມີນາ មីនា מרץ|"
    "अप्रैल এপ্রিল اپریل ເມສາ មេសា אפריל|मई মে مئی ພຶດສະພາ ឧសភា מאי|जून জুন جون ມິຖຸນາ មិថុនា יוני|"
    "जुलाई জুলাই جولائی ກໍລະກົດ កក្កដា יולי|अगस्त আগস্ট اگست ສິງຫາ សីហា אוגוסט|सितंबर सितम्बर সেপ্টেম্বর ستمبر ກັນຍາ កញ្ញា ספטמבר|"
    "अक्टूबर अक्तूबर অক্টোবর اکتوبر ຕຸລາ តុលា אוקטובר|नवंबर नवम्बर নভেম্বর نومبر ພະຈິກ វិច្ឆិកា נובמבר|"
    "दिसंबर दिसम्बर ডিসেম্বর دسمبر ທັນວາ ធ្នូ דצמבר"
)


def _numbered(names: str) -> dict[str, int]:
    months = unicodedata.normalize("NFKC", names).split("|")
    return {name: number for number, month in enumerate(months, 1) for name in month.split()}


_SOLAR_MONTHS = _numbered(_PERSIAN)
_MONTHS = _numbered(_THAI) | _numbered(_COMMON) | _SOLAR_MONTHS
_NAMES = "|".join(re.escape(name) for name in sorted(_MONTHS, key=len, reverse=True))
_NAMES = _NAMES.replace("ی", "[یي]")  # as Arabic keyboards write it
_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d\d?) ?(?:ב|ខែ)?(?P<name>{_NAMES})(?: ?ماه)?,? ?(?:พ\.ศ\. ?|ឆ្នាំ ?)?(?P<year>\d{{4}}|[4-9]\d(?!\d))(?!\d)"
)
_BUDDHIST_DAY = re.compile(r"(?<![\d/.-])(?P<day>\d\d?)([/.-])(?P<month>\d\d?)\2(?P<year>25[3-9]\d)(?!\d)")
_SOLAR_DAY = re.compile(r"(?<![\d/.-])(?P<year>1[34]\d\d)([/-])(?P<month>\d\d?)\2(?P<day>\d\d?)(?![\d/])")
_ERA = re.compile(rf"(?P<era>{'|'.join(_ERAS)}) ?(?P<year>\d{{1,3}}|元) ?年")
_KOREAN_DAY = re.compile(
    r"((?:작성|등록|게시)일(?:자|시)? ?:? ?)(\d\d)([-.])(\d\d)\3(\d\d)(?![\d.-])"
)  # "작성일 19-06-24"
_FIGURE = re.compile(r"\d")
_FOREIGN_FIGURE = re.compile(r"[^\D0-9]")
_FIRST_SOLAR_YEAR, _NEW_YEAR = 1300, date(1921, 3, 21)  # and its first day
_LONG_YEARS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # of the 33 of a cycle


def in_common_calendar(text: str) -> str:
    """A line with its days so that everybody can read them; the text itself where there is nothing of the kind."""
    if not _FIGURE.search(text):
        return text
    if not text.isascii():
        text = _FOREIGN_FIGURE.sub(lambda figure: str(unicodedata.digit(figure[0])), text)
        text = _KOREAN_DAY.sub(r"\g<1>20\2-\4-\5", _ERA.sub(_of_era, text))
        text = _NAMED.sub(_of_name, text)
    return _SOLAR_DAY.sub(_of_solar_day, _BUDDHIST_DAY.sub(_of_buddhist_day, text))


def _of_era(match: re.Match[str]) -> str:
    years = 1 if match["year"] == "元" else int(match["year"])
    return f"{_ERAS[match['era']] + years}年"


def _of_name(match: re.Match[str]) -> str:
    month, year = _MONTHS[name := match["name"].replace("ي", "ی")], int(match["year"])
    if name in _SOLAR_MONTHS:
        return _solar(match, year, month, int(match["day"]))
    if year < 100:  # "14 มี.ค. 61"
        year += 2500
    return f"{year - _BUDDHIST if year > 2400 else year}-{month:02}-{int(match['day']):02}"


def _of_buddhist_day(match: re.Match[str]) -> str:
    return f"{int(match['year']) - _BUDDHIST}-{int(match['month']):02}-{int(match['day']):02}"


def _of_solar_day(match: re.Match[str]) -> str:
    return _solar(match, int(match["year"]), int(match["month"]), int(match["day"]))


def _solar(match: re.Match[str], year: int, month: int, day: int) -> str:
    """A day of the Persian year, which has six months of 31 days, then those of 30; the words as they stand where it is none."""
    if not (_FIRST_SOLAR_YEAR <= year < 1500 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return match[0]
    long = sum(1 for one in range(_FIRST_SOLAR_YEAR, year) if one % 33 in _LONG_YEARS)
    days = 365 * (year - _FIRST_SOLAR_YEAR) + long + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return (_NEW_YEAR + timedelta(days=days)).isoformat()
