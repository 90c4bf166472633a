"""How far each field of a draft can be believed: a share of cases, not a promise.

For title, author and date it is the share of public pages with known fields on which the stage that found it was right
(docs/why/extraction.md). For the body it is the share of its words about which nobody was in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

from archiver.extract.blocks import Block
from archiver.extract.forest import ONE
from archiver.extract.verdict import Verdict

_TOLD = 0.99  # by the profile, or by a field that the platform names
_RIGHT = {
    "title": {
        "h1": 0.91, "h2": 0.9, "h3": 0.9, "title class": 0.75, "json-ld": 0.93, "meta": 0.78, "first line": 0.44, "title element": 0.56,
    },
    "published": {
        "json-ld": 0.92, "meta": 0.9, "datePublished element": 0.94, "published element": 0.94, "date class": 0.91, "date line": 0.89,
        "site template": 0.88, "revised": 0.9, "first post": 0.86,
    },
    "author": {"page data": 0.9, "byline": 0.92, "only byline": 0.75},
}  # fmt: skip
_ELSE = 0.6  # of a stage that is too rare to be measured


def confidence_of(stages: Mapping[str, str], body: float) -> dict[str, float]:
    """For each field that was measured how often its stage is right."""
    found = {"body": _TOLD if stages["body"] in {"profile", "named field"} else body}
    for name, shares in _RIGHT.items():
        if stage := stages.get(name):
            told = stage in {"profile", "named field"}
            found[name] = _TOLD if told else shares.get("meta" if stage.startswith("meta ") else stage, _ELSE)
    return found


def clearness(verdict: Verdict, lean: list[int] | None, blocks: list[Block], every: list[Block]) -> float:
    """The share of words about which model and site were not in doubt, of those that are text or nearly are."""
    if not verdict.sums:
        return 0.0
    sums = verdict.sums if lean is None else [own + other for own, other in zip(verdict.sums, lean, strict=True)]
    clear = doubtful = 0
    for block in blocks:
        if sums[block.index] - verdict.border >= ONE:
            clear += block.words
        else:
            doubtful += block.words
    chosen = {block.index for block in blocks}
    near = (block for block, own in zip(every, sums, strict=True) if -ONE < own - verdict.border < ONE)
    doubtful += sum(block.words for block in near if block.index not in chosen)
    return round(clear / max(clear + doubtful, 1), 2)
