"""The language of a text: what its letters say, then what its page declares."""

from __future__ import annotations

import re

from archiver.extract.head import Head
from archiver.vietnamese.letters import VIETNAMESE

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
)
_ANY_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0530-\u05ff\u0b80-\u0bff\u0c00-\u0c7f\u0e00-\u0eff\u1000-\u10ff\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_CODE = re.compile(r"^[a-z]{2,3}")


def language_of(text: str, head: Head, default: str | None) -> str | None:
    """A code such as `vi`. Portals often keep the English interface of their software, so letters come first."""
    sample = text[:4000]
    letters = len(sample) - sample.count(" ") or 1
    foreign = not sample.isascii()
    if foreign and len(VIETNAMESE.findall(sample)) > 0.06 * letters:
        return "vi"
    for code, script in _SCRIPTS if foreign and _ANY_SCRIPT.search(sample) else ():
        if len(script.findall(sample)) > 0.15 * letters:
            return code
    declared = head.language or head.meta("content-language", "language", "og:locale", "dc.language") or ""
    match = _CODE.match(declared.strip().lower())
    if match and match[0] not in {"vi", "eng", "vie"}:
        return match[0]
    return (
        default if default and default != "vi" else ("vi" if match and match[0].startswith("vi") and not text else None)
    )
