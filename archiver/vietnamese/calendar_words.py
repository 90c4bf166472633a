"""Words of the calendar, folded: no accents, small letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from archiver.vietnamese.folding import fold

VIETNAMESE_MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip

# English, German, French, Spanish, Italian, Portuguese, Catalan, Romanian, Dutch; Swedish, Danish, Norwegian, Icelandic; Finnish, Estonian,
# Hungarian, Indonesian, Turkish, Greek, Arabic, Latvian; the genitives of Lithuanian, Polish, Czech, Slovak, Slovene, Serbian, Russian, Ukrainian, Bulgarian.
# Croatian but for October: a name stands for one month in all of them, and "listopada" is November in Polish.
_MONTHS = (
    (
        "january jan januar janvier enero gennaio janeiro januari ocak stycznia ledna января січня ianuarie tammikuuta ιανουαριου gener "
        "januarja januara јануара януари jaanuar sijecnja sausio janvaris يناير"
    ),
    (
        "february feb februar fevrier febrero febbraio fevereiro februari subat lutego unora pebruari февраля лютого februarie helmikuuta "
        "φεβρουαριου febrer februarja februara фебруара февруари veebruar veljace vasario februaris فبراير"
    ),
    (
        "march mar marz mars marzo marco maart mart maret marca brezna марта березня marts martie marcius maaliskuuta μαρτιου marc marta "
        "март ozujka kovo marts مارس"
    ),
    "april apr avril abril aprile nisan kwietnia dubna апреля квітня aprilie aprilis huhtikuuta απριλιου aprila априла април aprill travnja balandzio aprilis ابريل",
    "may mai mayo maggio maio mei maj mayis mayıs maja kvetna мая травня majus toukokuuta μαιου maig маја маи svibnja geguzes maijs مايو",
    (
        "june jun juni juin junio giugno junho haziran czerwca cervna июня червня iunie junius kesakuuta ιουνιου juny junija juna јуна юни "
        "juuni lipnja birzelio junijs يونيو"
    ),
    (
        "july jul juli juillet julio luglio julho temmuz lipca cervence июля липня iulie julius heinakuuta ιουλιου juliol julija jula јула "
        "юли juuli srpnja liepos julijs يوليو"
    ),
    (
        "august aug aout agosto augustus agustos agustus augusti sierpnia srpna августа серпня augusztus elokuuta αυγουστου agost avgusta "
        "август augusta agust kolovoza rugpjucio augusts اغسطس"
    ),
    (
        "september sep sept septembre septiembre settembre setembro eylul wrzesnia zari сентября вересня septembrie szeptember syyskuuta "
        "σεπτεμβριου setembre septembra септембра септември rujna rugsejo septembris سبتمبر"
    ),
    (
        "october oct oktober octobre octubre ottobre outubro okt ekim pazdziernika rijna октября жовтня octombrie lokakuuta οκτωβριου "
        "oktobra spalio oktobris октобра октомври oktoober اكتوبر"
    ),
    (
        "november nov novembre noviembre novembro kasim listopada listopadu kasım ноября листопада noiembrie marraskuuta νοεμβριου novembra "
        "новембра ноември studenog lapkricio novembris studenoga نوفمبر"
    ),
    (
        "december dec dezember decembre diciembre dicembre dezembro dez aralik aralık desember grudnia prosince декабря грудня decembrie joulukuuta "
        "δεκεμβριου desembre decembra децембра декември detsember prosinca gruodzio decembris ديسمبر"
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

# As they are shortened in French, Spanish, Italian, Portuguese, Dutch, German, Indonesian, Turkish, Polish, Russian, Ukrainian. Some are words
# of other languages ("10 out of 2020", "Gen 4"), so they are read between a day and a year alone.
_SHORTENED = (
    "ene gen janv jan oca sty янв січ", "fev fevr febr sub lut фев февр лют", "mrt mrz mar мар бер", "abr avr avril nis kwi апр кві",
    "mag май трав тра", "giu haz cze июн черв чер", "lug juil tem lip июл лип", "ago agt ags agu sie авг серп сер",
    "set eyl wrz сен сент вер", "out ott eki paz окт жовт жов", "kas ноя нояб лист лис", "dic des ara gru дек груд гру",
)  # fmt: skip
SHORT_NAMES = {name: number for number, names in enumerate(_SHORTENED, 1) for name in names.split()}
SHORT_MONTH = _any_of(SHORT_NAMES)

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
    "published", "posted", "publication date", "date of publication", "date published", "date", "veroffentlicht", "publie le", "publiee le",
    "publicado", "publicada", "fecha de publicacion", "data de publicacao", "data da publicacao", "pubblicato", "pubblicata", "data pubblicazione",
    "data di pubblicazione", "gepubliceerd", "geplaatst", "publiceret", "publicerad", "publicerat", "publisert", "julkaistu", "opublikowano",
    "data publikacji", "publikovano", "zverejneno", "objavljeno", "опубликовано", "дата публикации", "опубликовано", "дата публикації",
    "публикувано", "yayinlanma tarihi", "yayin tarihi", "giris tarihi", "giris", "diterbitkan", "dipublikasikan", "작성일", "등록일", "게시일", "公開日", "掲載日", "投稿日",
    fold("प्रकाशन तिथि"), fold("प्रकाशित"), fold("প্রকাশিত"), fold("প্রকাশ"), fold("تاریخ انتشار"), fold("تاريخ النشر"), fold("เผยแพร่เมื่อ"), fold("เผยแพร่"), fold("ເຜີຍແຜ່"),
)  # fmt: skip

# What else stands in a line that only tells a day: days of the week, "on", "at", "o'clock", names of zones.
WORDS_BESIDE_DAYS = fold(
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle "
    "ponedjeljak ponedeljak utorak srijeda sreda četvrtak petak subota nedjelja nedelja "
    "понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер п'ятниця субота неділя "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar senin selasa rabu kamis jumat sabtu minggu "
    "hétfő kedd szerda csütörtök péntek szombat vasárnap luni marți miercuri joi vineri sâmbătă duminică "
    "Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه วันที่ "
    "di par por af av przez el le il em en den dne dana op om u o às alle ore kl klo hs hrs wib wita г roku року god godine น datum fecha data tanggal tarih дата 日付 날짜"
).split()  # fmt: skip

# The date of the visit: noise that changes daily.
WORDS_OF_TODAY = ("hom nay", "tu dong cap nhat", "bay gio la", r"\btoday is\b")
