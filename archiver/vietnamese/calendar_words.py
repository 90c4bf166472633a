"""Words of the calendar, folded: no accents, small letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

VIETNAMESE_MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip

# English, German, French, Spanish, Italian, Portuguese, Catalan, Romanian, Dutch; Swedish, Danish, Norwegian, Icelandic; Finnish, Estonian,
# Hungarian, Indonesian, Turkish, Greek, Arabic; the genitives of Polish, Czech, Slovak, Slovene, Serbian, Russian, Ukrainian, Bulgarian.
# A name stands for one month in all of them ("listopad" does not, so Croatian is left out).
_MONTHS = (
    (
        "january jan januar janvier enero gennaio janeiro januari ocak stycznia ledna января січня ianuarie tammikuuta ιανουαριου gener "
        "januarja januara јануара януари jaanuar يناير"
    ),
    (
        "february feb februar fevrier febrero febbraio fevereiro februari subat lutego unora pebruari февраля лютого februarie helmikuuta "
        "φεβρουαριου febrer februarja februara фебруара февруари veebruar فبراير"
    ),
    (
        "march mar marz mars marzo marco maart mart maret marca brezna марта березня marts martie marcius maaliskuuta μαρτιου marc marta "
        "март مارس"
    ),
    "april apr avril abril aprile nisan kwietnia dubna апреля квітня aprilie aprilis huhtikuuta απριλιου aprila априла април aprill ابريل",
    "may mai mayo maggio maio mei maj mayis maja kvetna мая травня majus toukokuuta μαιου maig маја маи مايو",
    (
        "june jun juni juin junio giugno junho haziran czerwca cervna июня червня iunie junius kesakuuta ιουνιου juny junija juna јуна юни "
        "juuni يونيو"
    ),
    (
        "july jul juli juillet julio luglio julho temmuz lipca cervence июля липня iulie julius heinakuuta ιουλιου juliol julija jula јула "
        "юли juuli يوليو"
    ),
    (
        "august aug aout agosto augustus agustos agustus augusti sierpnia srpna августа серпня augusztus elokuuta αυγουστου agost avgusta "
        "август augusta agust اغسطس"
    ),
    (
        "september sep sept septembre septiembre settembre setembro eylul wrzesnia zari сентября вересня septembrie szeptember syyskuuta "
        "σεπτεμβριου setembre septembra септембра септември سبتمبر"
    ),
    (
        "october oct oktober octobre octubre ottobre outubro okt ekim pazdziernika rijna октября жовтня octombrie lokakuuta οκτωβριου "
        "oktobra октобра октомври oktoober اكتوبر"
    ),
    (
        "november nov novembre noviembre novembro kasim listopada listopadu ноября листопада noiembrie marraskuuta νοεμβριου novembra "
        "новембра ноември نوفمبر"
    ),
    (
        "december dec dezember decembre diciembre dicembre dezembro dez aralik desember grudnia prosince декабря грудня decembrie joulukuuta "
        "δεκεμβριου desembre decembra децембра декември detsember ديسمبر"
    ),
)
# In Arabic of the east, alone or beside the other name: "24 نيسان / أبريل 2020".
_LEVANTINE = (
    "كانون الثاني", "شباط", "اذار", "نيسان", "ايار", "حزيران", "تموز", "اب", "ايلول", "تشرين الاول", "تشرين الثاني", "كانون الاول",
)  # fmt: skip


def _arabic(levantine: str, other: str) -> Iterator[str]:
    yield levantine
    for slash in ("/", " / "):
        yield f"{levantine}{slash}{other}"
        yield f"{other}{slash}{levantine}"


MONTH_NAMES = {
    name: number
    for number, (names, levantine) in enumerate(zip(_MONTHS, _LEVANTINE, strict=True), 1)
    for name in (*names.split(), *_arabic(levantine, names.split()[-1]))
}


def _any_of(names: Iterable[str]) -> str:
    """A pattern of one of these names, the longest first, by first letters: at most letters of a line none is tried."""
    ordered = sorted(names, key=lambda name: (name[0], -len(name)))
    groups = groupby(ordered, key=lambda name: name[0])
    return "|".join(f"{first}(?:{'|'.join(name[1:] for name in group)})" for first, group in groups)


MONTH = _any_of(MONTH_NAMES)

WEEKDAYS = {
    "thu hai": 0, "thu ba": 1, "thu tu": 2, "thu nam": 3, "thu sau": 4, "thu bay": 5, "chu nhat": 6,
    "thu 2": 0, "thu 3": 1, "thu 4": 2, "thu 5": 3, "thu 6": 4, "thu 7": 5,
    "t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5, "cn": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip

# What stands before a date of publication. "Cập nhật" (updated) is none of them: with two dates it is the other one.
WORDS_OF_PUBLICATION = (
    "ngay dang", "dang ngay", "dang luc", "dang tai", "ngay xuat ban", "xuat ban", "thoi gian dang", "ngay dang tin", "ngay dua tin",
    "published", "posted", "publication date", "date published", "date", "veroffentlicht", "publie le",
)  # fmt: skip

# The date of the visit: noise that changes daily.
WORDS_OF_TODAY = ("hom nay", "tu dong cap nhat", "bay gio la", r"\btoday is\b")
