"""The bodies of articles, documents and static pages; the seed page is the one that was not made up."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from random import Random

from archiver.demo.model import Article, Body
from archiver.demo.words import Writer, chance, old_tone_marks

_LEADS = ("(BL-CL) - ", "(TTK) - ", "(Bản tin Khối) – ", "", "", "")


@lru_cache(maxsize=32768)
def body_of(seed: int, article: Article) -> Body:
    """What an article says in its present wording."""
    if article.seed_page:
        return seed_page_body()
    dice = chance(seed, "body", article.former or article.id)
    writer = Writer(dice)
    lead = ""
    if article.words >= 60 and dice.random() < 0.6:
        lead = dice.choice(_LEADS) + writer.sentence()
    paragraphs = list(_paragraphs(dice, writer, article.words))
    if article.words >= 60:
        paragraphs.insert(1, _fact(dice, writer, article.reworded))
    if article.words >= 60 and dice.random() < 0.1:
        paragraphs.append(_place_and_day(writer))
    if article.old_tones:
        lead, paragraphs = old_tone_marks(lead), [old_tone_marks(text) for text in paragraphs]
    return Body(lead=lead, paragraphs=tuple(paragraphs), event_dates=tuple(sorted(set(writer.dates))))


def _paragraphs(dice: Random, writer: Writer, words: int) -> list[str]:
    made: list[str] = []
    count = 0
    number = 0
    while count < words:
        left = words - count
        if words > 300 and dice.random() < 0.08:
            number += 1
            text = f"{number}. Về {writer.fill('{what}')}:"
        elif dice.random() < 0.15:
            text = f"- {writer.sentence()}"
        else:
            text = writer.paragraph(1 if left < 40 else dice.randrange(1, 6))
        made.append(text)
        count += len(text.split())
    return made


def _fact(dice: Random, writer: Writer, reworded: str) -> str:
    """A sentence with a word, a name and a number; one of them is what a silent edit changes."""
    names = writer.person(), writer.person()
    number = dice.randrange(11, 500)
    words = dice.sample(("tổng hợp", "ghi chép", "trình bày", "chuyển giao"), 2)
    name = names[1] if reworded == "name" else names[0]
    word = words[1] if reworded == "word" else words[0]
    shown = number + 1 if reworded == "number" else number
    return f"Thư ký buổi làm việc {name} {word} {shown} ý kiến của {writer.fill('{unit}')}, gửi về trước {writer.event_date()}."


def _place_and_day(writer: Writer) -> str:
    """The line above a signature: when the text was written, not when it was put on the portal."""
    return f"Đồng Nai, {writer.event_date()}"


def short_body(dice: Random, paragraphs: int) -> Body:
    """A few paragraphs without a lead."""
    writer = Writer(dice)
    made = tuple(writer.paragraph(dice.randrange(2, 4)) for _ in range(paragraphs))
    return Body(lead="", paragraphs=made, event_dates=tuple(sorted(set(writer.dates))))


@lru_cache(maxsize=1)
def seed_page_lines() -> tuple[str, tuple[str, ...]]:
    """Title and body lines of the seed page, the body's second title and odd spaces kept."""
    text = files("archiver.demo").joinpath("seed-page.txt").read_text(encoding="utf-8")
    lines = [line for line in unicodedata.normalize("NFC", text).split("\n") if line.strip()]
    first = next(i for i, line in enumerate(lines) if lines[i + 1].strip() == line.strip())
    last = next(i for i, line in enumerate(lines) if line.strip().startswith("Video đại hội"))
    return lines[first].strip(), tuple(lines[first + 1 : last])


def seed_page_body() -> Body:
    """The seed page's paragraphs, spaces made plain; its dates are all of events."""
    _, lines = seed_page_lines()
    return Body(lead="", paragraphs=tuple(" ".join(line.split()) for line in lines[1:]), event_dates=("2008-06-18",))
