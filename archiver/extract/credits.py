"""Who wrote the text of a page, and from where it was taken: which of the names on it, and in its data, is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archiver.extract import named, people, person_names, sources
from archiver.extract.blocks import Block, Sheet
from archiver.extract.han_names import is_han_name, is_signature_in_han, signed_in_han
from archiver.extract.head import Head
from archiver.extract.phrases import is_end_heading
from archiver.extract.pointers import Pointers
from archiver.extract.published import Extent
from archiver.extract.site_names import key_of

_TITLE_PIECE = re.compile(r"\s+[-|–—»«:]\s+|\|")
_AUTHOR_LABEL = re.compile(r"^(?:tác giả|author)\s*[:：]\s*", re.IGNORECASE)
_SHORT = 24  # words
_REACH = 3  # blocks from the title or the end of the text to a byline
_END = 6  # blocks before the last: notes and references may follow who wrote it


@dataclass(frozen=True, slots=True)
class Makers:
    """Author and source, the stage that found each, and the blocks that only name them."""

    author: str | None
    source: str | None
    stages: Mapping[str, str]
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class Credits:
    """A page as far as its makers are concerned."""

    sheet: Sheet
    head: Head
    form: named.Form
    pointers: Pointers
    sites: frozenset[str]  # names of the site, as keys
    host: str
    bare_names: bool  # a name under a title is its author's; in Vietnamese it is as often a place

    def read(self, blocks: list[Block], extent: Extent, title: str | None) -> Makers:
        """Named fields and the profile's places, then the page's data and its bylines, then what stands under the text."""
        stages: dict[str, str] = {}
        author, source = (
            self._named("author", named.AUTHORS, extent, stages),
            self._named("source", named.SOURCES, extent, stages),
        )
        if author and (other := sources.source_of(author)):  # both stand in one place on the page
            author, source = None, source or other
        taken: set[int] = set()
        tail = range(max(extent.first, extent.last - 1), min(len(self.sheet.blocks), extent.last + _REACH))
        under = [block for block in self.sheet.blocks[tail.start : tail.stop] if not block.is_boilerplate]
        if found := sources.source_line([*blocks[-3:], *under]):
            taken.add(found[1].index)
            source = source or found[0]
            stages.setdefault("source", "last lines")
        else:
            beside = [*blocks[-2:], *under[:1], *self.sheet.blocks[extent.title : extent.first + _REACH]]
            source = source or next(
                filter(None, (sources.source_beside(b.text) for b in beside if b.words <= _SHORT)), None
            )
            if source:
                stages.setdefault("source", "beside a name")
        after = [block for block in under if block.index > extent.last][:1]  # the model may leave out a bare name
        near = range(max(0, extent.title - _REACH), min(len(self.sheet.blocks), extent.first + 2 * _REACH))
        # Under texts that are no articles others sign: what they bought is good.
        end = range(max(extent.first, extent.last - _END), tail.stop) if self.head.is_article else tail
        text = [block for block in blocks if block.index not in taken]
        if text and is_end_heading(text[-1]):  # "Các tin liên quan:", over nothing that was kept
            del text[-1]
        byline, stage = self._byline(text, [block for block in after if block.index not in taken], (near, end))
        if byline:
            byline = self._without_host(byline[0]), byline[1]
            taken.add(byline[1].index)
        if author is None:
            printed, stage = (byline[0], stage) if byline else (self._signed_in_han(blocks), "signature")
            author, stages["author"] = self._author(printed, stage, title)
        if author is None:
            author, stages["author"] = self._unlikelier(near, extent)
        if author is None:
            del stages["author"]
        return Makers(author, source, stages, frozenset(taken))

    def _byline(
        self, text: list[Block], after: list[Block], zones: Iterable[range]
    ) -> tuple[tuple[str, Block] | None, str]:
        """A line near the title or under the text that names its author, else the signature at its end or right after it."""
        for zone in zones:
            if found := people.printed_author(self.sheet, zone, self.sites):
                return found, "byline"
        return people.signature(self.sheet, text) or people.signature(self.sheet, [*text, *after]), "signature"

    def _signed_in_han(self, blocks: list[Block]) -> str | None:
        """The signature of a Chinese text, where its metas do not name a person: they may name the maker of the site."""
        if is_han_name(self.head.meta("author") or ""):
            return None
        after = blocks[-1].index + 1 if blocks else 0
        behind = self.sheet.blocks[after : after + 1] if blocks else []
        return signed_in_han([*blocks, *(block for block in behind if is_signature_in_han(block))])

    def _unlikelier(self, near: range, extent: Extent) -> tuple[str | None, str]:
        """A byline that names the site, which may be called as the one who writes it; a bare name."""
        if found := people.printed_author(self.sheet, near, frozenset()):
            return found[0], "byline"
        end = min(len(self.sheet.blocks), max(extent.first, extent.title + 1) + _REACH)
        names = (
            people.name_beside_day(self.sheet, range(extent.title + 1, end), self.sites) if self.bare_names else None
        )
        return names, "beside date"

    def _without_host(self, names: str) -> str:
        """One person in "David Straub, MDR THÜRINGEN" at mdr.de."""
        labels = set(self.host.removeprefix("www.").split(".")[:-1])
        first, *others = names.split(", ")
        return ", ".join([first, *(name for name in others if not labels & set(key_of(name).split()))])

    def _author(self, printed: str | None, stage: str, title: str | None) -> tuple[str | None, str]:
        """Persons whom the data name, unless the byline names more; the byline; a meta, which may name the site's maker."""
        stated = people.stated_authors(self.head, self._owners(title))
        if stated.persons and not (printed and person_names.is_wider(printed, stated.persons)):
            wider = stated.meta if stated.meta and person_names.is_wider(stated.meta, stated.persons) else None
            return wider or stated.persons, "page data"
        if stated.meta and person_names.is_person(stated.meta):
            return stated.meta, "page data"
        if printed:
            return printed, stage
        if stated.meta or stated.office:
            return stated.meta or stated.office, "page data"
        return people.only_byline(self.sheet, self.sites), "only byline"

    def _owners(self, title: str | None) -> frozenset[str]:
        """Names that are the site's: what else its title element says, and what the profile calls it."""
        pieces = {key_of(piece) for whole in self.head.titles for piece in _TITLE_PIECE.split(whole)}
        return self.sites | (pieces - {key_of(title or "")})

    def _named(self, name: str, names: frozenset[str], extent: Extent, stages: dict[str, str]) -> str | None:
        field = self.form.find(names)
        box = field.box if field else self.pointers.find(name, until=extent.last + _REACH)
        if box is None:
            return None
        stages[name] = "named field" if field else "profile"
        text = field.text if field else self.sheet.text_in(box)
        if name == "source":
            return sources.source_of(text) or text
        return _AUTHOR_LABEL.sub("", text).strip(" ()") or None
