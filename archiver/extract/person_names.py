"""What may be the name of a person, and what is none: an office, a day, the label before a name."""

from __future__ import annotations

import re
from unicodedata import category, normalize

from archiver.extract.site_names import key_of
from archiver.vietnamese.folding import fold

_PREFIX = re.compile(
    r"^(?:(?:recipe|story|words|interview|text|article|review|reviewed|peer reviewed|posted|written|report|opinion|analysis) by|"
    r"(?:geschrieben|verfasst|eingestellt|veröffentlicht|publiziert|erstellt|artikel|beitrag) von|(?:publié|écrit|rédigé) par|"
    r"(?:publicado|escrito) por|scritto da|by|von|par|por|di|tác giả(?: bài viết)?|(?:(?:được )?(?:viết|đăng|gửi) )?bởi|người (?:đăng|viết|gửi)|author|auteur|autor|text|bài|from)(?:\s*[:：]?\s+|\s*[:：]?$)",
    re.IGNORECASE,
)
_LABEL_OF_DAY = re.compile(  # "Jane Doe Stand", "Jane Doe, Datum", "CBS News February"; not "Theresa May"
    r"[\s,]+(?:stand|datum|date|giriş|yayın|opublikowano|objavljeno|publicado|at|am|posted|january|february|september|october|november|december)\W*$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"\s*[|•●⋅·@(»]|\s*(?<=[a-z])(?=Updated\b)|\s+[/–—-]+\s+|\s+(?:on|in|am)\s+|,?\s*\d")
_PARTICLES = frozenset(
    ("and", "und", "et", "y", "e", "da", "de", "del", "della", "der", "di", "do", "dos", "du", "el", "la", "le", "van", "von")
)  # fmt: skip
_SPLIT = re.compile(r"\s*(?:,|;| and | und | et | y | và | & |\||·|•)\s*")
_NAME = re.compile(r"^[^\W\d_][\w.'’\- ]+$")
_NO_NAME = re.compile(
    r"https?:|@|\d{2}|^(?:by|written by|(?:about )?the author|admin|administrator|super user|quản trị(?: viên| mạng)?|webmaster|author|editor|von|par|por|written)$|"
    r"\b(?:updated|published|view all|posts?|posted|read|share|follow|photos?|replying)\b|"
    r"^(?:veröffentlicht|publiziert|erstellt|geschrieben|stand|datum|date|publié|publicado)(?: (?:am|von|le|par|por|el))?$|"
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:$| (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:staff|writer|editor|reporter|correspondent|contributor|columnist|officer|chief|head|director|manager|analyst|specialist|expert|"
    r"founder|media|press|news|newsroom|journal|times|herald|tribune|report|magazine|commercial|redaktion|university|institute|program(?:me)?|foundations?|department|agency|association|council|committee|center|centre|bureau|"
    r"công ty|trung tâm|cổng|sở|ban|ủy ban|uỷ ban|báo|vnpt|viettel|jsc|ltd|inc)\b|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_LONGEST = 300  # characters of a name with all that may stand round it


def names_in(line: str) -> list[str]:
    """The names in a byline, without its label and what stands behind them: "By Jane Doe and John Roe | May 4"."""
    return split_names(_PREFIX.sub("", before_break(line)))


def split_names(text: str) -> list[str]:
    return _SPLIT.split(text)


def before_break(line: str) -> str:
    """A line up to what separates a name from what is none: a bar, a bracket, a day."""
    return _AFTER_NAME.split(line)[0]


def is_office(text: str) -> bool:
    """Whether a part of an office or of a company is in it: "Crimson Staff Writer", "VINADES., JSC"."""
    return _OFFICE.search(text) is not None


def without_offices(names: list[str]) -> list[str]:
    """Without "Crimson Staff Writer", "NBA.com" behind a name: what somebody is, or for whom."""
    return [name for place, name in enumerate(names) if not place or not is_office(name)]


def is_wider(printed: str, stated: str) -> bool:
    """Whether one line names all whom another names, and more."""
    one, other = ({fold(name) for name in names.split(", ")} for names in (printed, stated))
    return other < one and all(" " in name for name in one)  # "Johannes Ritter, Zürich" names one


def is_person(names: str) -> bool:
    """Whether a name has several parts and none of an office: "VINADES., JSC" made the site's program."""
    return all(" " in name for name in names.split(", ")) and not is_office(names)


def has_capitals(name: str) -> bool:
    """Whether it is written as a name is; behind a comma it says for whom: "David Hutzler, dpa"."""
    return all(part[0].isupper() or part in _PARTICLES for part in name.partition(",")[0].split())


def may_be_name(text: str) -> bool:
    """Whether it is of letters, with the marks that some scripts set on them, which are none to a pattern: राकेश, مُحَمَّد."""
    return _NAME.match("".join(sign for sign in text if not category(sign).startswith("M"))) is not None


def persons_among(names: list[str], sites: frozenset[str]) -> str | None:
    """Those of the names that may be persons and are none of the site's, as "Jane Doe, John Roe"; each once."""
    kept = []
    for name in (name for name in names if len(name) <= _LONGEST):
        bare = _LABEL_OF_DAY.sub("", _PREFIX.sub("", normalize("NFC", name.strip())))
        clean = " ".join(bare.split()).strip(" ,;:|-–()")
        if (
            1 < len(clean) <= 60
            and len(clean.split()) <= 6
            and not _NO_NAME.search(clean)
            and may_be_name(clean)
            and key_of(clean) not in sites
        ):
            kept.append(clean)
    unique = {fold(name): name for name in kept}
    return ", ".join(unique.values()) or None
