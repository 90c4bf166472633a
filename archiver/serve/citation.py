"""How an archived article is cited: in words, for a reference manager, and as Dublin Core in the head of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NO_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_BRACES = re.compile(r"[{}\\%]")
_DCMI_TYPES = {"gallery": "Collection", "video": "MovingImage", "audio": "Sound"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation needs of an article and of the archive that has it."""

    number: int
    title: str
    author: str | None
    site: str
    url: str  # at the portal
    published: str | None
    captured: str | None  # when the wording was fetched
    language: str | None
    kind: str
    page: str  # in the reading room
    tags: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()  # places and days

    @property
    def day(self) -> str | None:
        return self.published[:10] if self.published else None

    def in_words(self, archived: str = "Archived {day}") -> str:
        """Author. "Title." Site, day. Address. Archived day: page."""
        parts = [self.author, f"“{self.title}”", ", ".join(one for one in (self.site, self.day) if one), self.url]
        if self.captured:
            parts.append(f"{archived.format(day=self.captured[:10])}: {self.page}")
        return _line(". ".join(part.rstrip(".") for part in parts if part) + ".")

    def ris(self) -> str:
        """The RIS format, CRLF at the ends of its lines; https://en.wikipedia.org/wiki/RIS_(file_format)."""
        return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in self._ris())

    def _ris(self) -> Iterator[tuple[str, str]]:
        yield "TY", "ELEC"
        yield "TI", self.title
        for name in _names(self.author):
            yield "AU", name
        yield "T2", self.site
        if self.day:
            yield "PY", self.day[:4]
            yield "DA", self.day.replace("-", "/")
        for tag in self.tags:
            yield "KW", tag
        yield "UR", self.url
        yield "L2", self.page
        if self.captured:
            yield "Y2", self.captured[:10].replace("-", "/")
        if self.language:
            yield "LA", self.language
        yield "ER", ""

    def bibtex(self) -> str:
        """An entry of type `online` (BibLaTeX)."""
        fields = {
            "title": self.title,
            "author": " and ".join(_names(self.author)),
            "organization": self.site,
            "date": self.day or "",
            "url": self.url,
            "urldate": (self.captured or "")[:10],
            "note": f"Archived: {self.page}",
            "langid": self.language or "",
        }
        lines = [f"  {name} = {{{_BRACES.sub(' ', _line(value))}}}," for name, value in fields.items() if value]
        return "\n".join([f"@online{{archived-{self.number},", *lines, "}", ""])

    def dublin_core(self) -> list[tuple[str, str]]:
        """Names and contents of `<meta>`, as https://www.dublincore.org/specifications/dublin-core/dc-html/ has them."""
        found = [
            ("DC.title", self.title),
            *(("DC.creator", name) for name in _names(self.author)),
            ("DC.publisher", self.site),
            ("DC.date", self.published or ""),
            ("DC.identifier", self.url),
            ("DC.language", self.language or ""),
            *(("DC.subject", tag) for tag in self.tags),
            *(("DC.coverage", one) for one in self.coverage),
            ("DC.type", _DCMI_TYPES.get(self.kind, "Text")),
            ("DCTERMS.dateAccepted", self.captured or ""),
        ]
        return [(name, _line(value)) for name, value in found if value]


def written(cited: Cited, kind: str) -> tuple[str, str]:
    """A citation and its media type: ris, bib or txt."""
    match kind:
        case "ris":
            return cited.ris(), "application/x-research-info-systems; charset=utf-8"
        case "bib":
            return cited.bibtex(), "application/x-bibtex; charset=utf-8"
        case _:
            return cited.in_words() + "\n", "text/plain; charset=utf-8"


def _names(author: str | None) -> list[str]:
    return [name for one in (author or "").split(",") if (name := one.strip())]


def _line(text: str) -> str:
    """One line: what an archived title holds must not begin another field."""
    return _NO_LINE.sub(" ", text).strip()
