"""What a crawl noted in English, told in the reader's language; the record keeps its words, and the page has them beside."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from archiver.serve.human import moment

_IN_TURN = frozenset(["reason", "state", "standing"])  # values that are themselves such words
_MOMENTS = frozenset(["when", "second"])
_FORMS = {"offset": "[0-9]+"}  # or a shorter sentence would have the end of a longer one for it
_DEEPEST = 4
_LONGEST = 600  # what a portal wrote stands in it, and a pattern may look at it from many sides
SENTENCES: dict[str, str] = tomllib.loads(Path(__file__).with_name("phrases").joinpath("told.toml").read_text("utf-8"))


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = string.Formatter().parse(sentence)
    return re.compile(
        "".join(
            re.escape(text) + (f"(?P<{name}>{_FORMS.get(name, '.+?')})" if name else "") for text, name, _, _ in pieces
        ),
        re.DOTALL,
    )


_WHOLE = {sentence: told for sentence, told in SENTENCES.items() if "{" not in sentence}
_WITH_VALUES = [(_pattern(sentence), told) for sentence, told in SENTENCES.items() if "{" in sentence]


def told(language: str, noted: str) -> Markup:
    """A note as markup: in the language, with the note itself as its value; or as it is, marked as English."""
    if not noted:
        return Markup()
    said = _in_english(noted) if language == "en" else _in_vietnamese(noted, _DEEPEST)
    if said == escape(noted):
        return escape(noted)
    if said is None:
        return Markup('<span lang="en">{}</span>').format(noted)
    return Markup('<data value="{}">{}</data>').format(noted, said)


@lru_cache(maxsize=2000)
def _in_english(noted: str) -> Markup:
    """The note, with its moments as people write them."""
    found = next((one for one, _ in _matching(noted)), None)
    if found is None:
        return escape(noted)
    for name in sorted(_MOMENTS.intersection(found.groupdict()), key=found.start, reverse=True):
        noted = f"{noted[: found.start(name)]}{moment(found[name], 'en')}{noted[found.end(name) :]}"
    return escape(noted)


@lru_cache(maxsize=2000)
def _in_vietnamese(noted: str, deep: int) -> Markup | None:
    if noted in _WHOLE:
        return escape(_WHOLE[noted])
    if deep == 0:  # a hostile reason within reasons within reasons
        return None
    for found, sentence in _matching(noted):
        values = {name: _value(name, value, deep) for name, value in found.groupdict().items()}
        return escape(sentence).format_map(values)
    return None


def _matching(noted: str) -> Iterator[tuple[re.Match[str], str]]:
    """The sentences that a note may be, in their order, and what they are called in Vietnamese."""
    for pattern, sentence in _WITH_VALUES if len(noted) <= _LONGEST else ():
        if (found := pattern.fullmatch(noted)) is not None:
            yield found, sentence


def _value(name: str, value: str, deep: int) -> str | Markup:
    if name in _MOMENTS:
        return moment(value, "vi")
    if name not in _IN_TURN:
        return _WHOLE.get(value, value) if name == "url" else value
    said = _in_vietnamese(value, deep - 1)
    return said if said is not None else Markup('<span lang="en">{}</span>').format(value)
