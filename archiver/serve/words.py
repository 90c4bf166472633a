"""What the reading room says, in English and Vietnamese: a catalogue of phrases for each, in `phrases/`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_PHRASES = Path(__file__).with_name("phrases")
WORDS: dict[str, dict[str, str]] = {
    language: tomllib.loads((_PHRASES / f"{language}.toml").read_text("utf-8")) for language in ("en", "vi")
}

_PREFERENCE = re.compile(r"\s*+([A-Za-z]{1,8})[\w-]*+\s*+(?:;\s*+q\s*+=\s*+([01](?:\.\d{0,3})?))?\s*+")


def language(accept_language: str) -> str:
    """`vi` of `vi-VN,vi;q=0.9,en;q=0.8`; English where nothing we speak is asked for."""
    best, weight = "en", 0.0
    for item in accept_language.split(",")[:20]:
        if (found := _PREFERENCE.fullmatch(item)) is None:
            continue
        name, quality = found[1].lower(), float(found[2] or 1)
        if name in WORDS and quality > weight:
            best, weight = name, quality
    return best


def say(language: str, key: str, **values: object) -> str:
    """One phrase of the catalogue, filled in."""
    return WORDS[language][key].format(**values) if values else WORDS[language][key]
