"""Markup to blocks, in one pass over its tags."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archiver.extract.blocks import Block, FieldComment, Sheet
from archiver.extract.captions import captions_by_look
from archiver.extract.inherited_roles import inherit_roles
from archiver.extract.joints import stand_apart
from archiver.extract.layout_tables import name_tables
from archiver.extract.markup import Markup, read_markup
from archiver.extract.names import Role
from archiver.extract.page_state import drawn_by_scripts
from archiver.extract.tags import (
    BOX,
    BREAK,
    INLINE,
    LINK,
    MEANINGS,
    META,
    NAMED,
    PICTURE,
    SKIP,
    TITLE,
    UNSEEN,
    Tag,
)  # fmt: skip
from archiver.vietnamese.folding import fold

_PICTURE_LINE = re.compile(r"[(\[]?\s*(?:Ảnh|ẢNH|Ảnh minh họa|Ảnh minh hoạ|Nguồn ảnh|Photo)\s*[:：]")
_PICTURE_SIGNS = frozenset("([ẢNP")  # with which such a line begins
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_NOSCRIPT = re.compile(r"<(/?)noscript\b[^>]*>", re.IGNORECASE)
_QUESTIONS = re.compile(
    fold(
        r"\b(?:faqs?|questions?|fragen|fråg(?:a|or)|spørsmål|spørgsmål|vragen|preguntas?|perguntas?|domande|întrebări|pytania|otázky|kérdések|kysymy|"
        r"sorular|hỏi|pertanyaan|вопрос|питання)|よくある|質問|[问問](?:题|題|答)|자주|질문|أسئلة|سوالات|คำถาม"
    )
)
_FEW = 5  # blocks
_FEW_WORDS = 100
_INLINE, _IN_LINK, _SKIPPED = -1, -2, -3  # open elements that are no boxes
_WORD = re.compile(r"[^\W_]")
_LEADS_AWAY = re.compile(r' href="(?!#|javascript:|")')


def read_sheet(html: str, marks: Mapping[str, tuple[str, ...]] | None = None, *, struck: bool = True) -> Sheet:
    """The blocks of a page; where there are none to speak of, of what it shows without scripts.

    From its lines is struck what only those hear who do not see it; the models learned from lines that are not `struck`.
    """
    sheet = cut(read_markup(html, marks), struck=struck)
    bare = len(sheet.blocks) < _FEW or sum(block.words for block in sheet.blocks) < _FEW_WORDS
    if bare and "noscript" in html.lower():  # forums that draw themselves keep their text there
        without_scripts = cut(read_markup(_NOSCRIPT.sub(r"<\1div>", html), marks), struck=struck)
        sheet = max(sheet, without_scripts, key=lambda one: sum(block.words for block in one.blocks))
    shown = sum(block.words for block in sheet.blocks)
    if shown < _FEW_WORDS and (drawn := drawn_by_scripts(html, sheet.titles, fewest=2 * shown)):
        sheet = cut(
            read_markup(f"{html}{drawn}", marks), struck=struck
        )  # behind the end a browser puts it into the body
    return sheet


def cut(markup: Markup, *, struck: bool = True) -> Sheet:
    """The page's blocks, in order, with the roles that they inherit."""
    reading = _Pass(markup, struck=struck, asks=struck)
    sheet = reading.run()
    if reading.questions and not _are_the_page(sheet, reading.questions):
        sheet = _Pass(markup, struck=struck, asks=False).run()
    sheet.boxes.index()
    name_tables(sheet)
    inherit_roles(sheet)
    roles, kinds = sheet.boxes.all_roles, sheet.boxes.kinds
    for block in sheet.blocks:
        block.kind = kinds[block.box]
        block.roles = roles[block.box]
        if (
            block.words <= 25 and block.text[0] in _PICTURE_SIGNS and _PICTURE_LINE.match(block.text)
        ):  # the photographer or the picture, wherever it stands
            block.roles |= Role.CAPTION
    for block in captions_by_look(sheet):
        block.roles |= Role.CAPTION
    return sheet


def _are_the_page(sheet: Sheet, questions: list[int]) -> bool:
    """Whether a page consists of questions and their answers, and is called so: at the foot of another page they are a box of it."""
    if not any(_QUESTIONS.search(fold(title)) for title in sheet.titles):
        return False
    plain = [block.words - block.link_words for block in sheet.blocks]
    each = max(2, (questions[-1] - questions[0]) // max(1, len(questions) - 1))
    return 2 * sum(plain[questions[0] : questions[-1] + each]) > sum(plain)


class _Pass:
    """The one pass over the tags.

    `run` is the innermost loop of all extraction and runs once a tag; therefore what happens at most tags is written out in it.
    """

    def __init__(self, markup: Markup, *, struck: bool, asks: bool) -> None:
        self.sheet, self.struck = Sheet(markup, asks=asks), struck
        self.questions: list[int] = []  # the blocks before which buttons ask something
        self.texts: list[str] = []  # of the block that is being gathered
        self.linked: list[str] = []  # those among them that stand in links
        self.first = 0
        self.last = 0  # slot of the last text among them
        self.row = -1

    def run(self) -> Sheet:  # noqa: C901, PLR0912, PLR0915
        sheet, texts, meanings = self.sheet, self.texts, MEANINGS
        slots, blocks, boxes = sheet.markup.texts, sheet.blocks, sheet.boxes
        media_slots, media_positions, media_boxes = sheet.media.slots, sheet.media.positions, sheet.media.boxes
        tags, parents, kinds, paths, begins = boxes.tags, boxes.parents, boxes.kinds, boxes.paths, boxes.begins
        ends, lasts, starts = boxes.ends, boxes.lasts, boxes.slots
        tags.append(MEANINGS["html"])  # the first box is the page itself
        kinds.append("")
        for column in (parents, paths, begins, ends, lasts, starts):
            column.append(0)
        numbers: dict[tuple[int, str], int] = {(-1, ""): 0}  # of paths; the page itself is the first
        open_tags: list[int] = []  # for each open element its box, or what else it is
        box = links = skipping = 0
        named_links: set[int] = set()  # boxes
        for slot, raw in enumerate(sheet.markup.tags, 1):
            if raw[0] == "/":
                one = open_tags.pop() if open_tags else _INLINE
                if one >= 0:
                    if texts:
                        self._flush(slot - 1, box)
                    ends[one], lasts[one] = len(blocks), len(tags)
                    box = parents[one]
                    if one in named_links:
                        links -= 1
                elif one == _IN_LINK:
                    links -= 1
                elif one == _SKIPPED and len(open_tags) < skipping:
                    skipping = 0
            else:
                tag = meanings[raw]
                code = tag.code
                if code == UNSEEN:
                    code = self._unseen(slot, tag)
                if code == INLINE:
                    open_tags.append(_INLINE)
                elif skipping:
                    if code >= META:
                        self._in_head(slot, raw, code)
                    if not tag.is_void:
                        open_tags.append(_SKIPPED)
                elif code == BOX:
                    if texts:
                        self._flush(slot - 1, box)
                    paths.append(numbers.setdefault((paths[box], tag.key), len(numbers)))
                    parents.append(box)
                    kinds.append(tag.kind or kinds[box])
                    box = len(tags)
                    tags.append(tag)
                    begins.append(len(blocks))
                    ends.append(0)
                    lasts.append(0)
                    starts.append(slot - 1)
                    if tag.is_row:
                        self.row = box
                    elif tag.name == "a" and _LEADS_AWAY.search(raw):  # named (<a class="article-title">), and a link
                        media_slots.append(slot - 1)
                        media_positions.append(len(blocks))
                        media_boxes.append(box)
                        named_links.add(box)
                        links += 1
                    if not tag.is_void:
                        open_tags.append(box)
                elif code == LINK:
                    media_slots.append(slot - 1)
                    media_positions.append(len(blocks))
                    media_boxes.append(box)
                    links += 1
                    open_tags.append(_IN_LINK)
                else:
                    self._at(slot - 1, tag, box)
                    if tag.name == "button" and sheet.asks and (tag.kind or kinds[box]) == "heading":
                        self.questions.append(len(blocks))
                        open_tags.append(_INLINE)
                    elif code in {SKIP, TITLE}:
                        skipping = len(open_tags) + 1
                        open_tags.append(_SKIPPED)
                    elif not tag.is_void:
                        open_tags.append(_INLINE)
            if (text := slots[slot]) and not skipping and (texts or not text.isspace()):
                if texts:
                    text = self._parted(slot, text, box)
                else:
                    self.first = slot
                texts.append(text)
                self.last = slot
                if links:
                    self.linked.append(text)
        if texts:
            self._flush(len(slots) - 1, box)
        for one in (0, *open_tags):
            if one >= 0:
                ends[one], lasts[one] = len(blocks), len(tags)
        return sheet

    def _unseen(self, slot: int, tag: Tag) -> int:
        """What to do at an element for those who hear the page: in the midst of a line its words are struck out."""
        tags, texts = self.sheet.markup.tags, self.sheet.markup.texts
        if not (self.struck and self.texts and tags[slot][0] == "/" and _WORD.search(texts[slot])):
            return tag.code_where_seen
        texts[slot] = ""
        return INLINE

    def _parted(self, slot: int, text: str, box: int) -> str:
        """A text, with a space before it where only styles part it from the last."""
        if not self.struck or self.sheet.boxes.kinds[box] == "code":
            return text
        if stand_apart(self.texts[-1][-1], text[0], self.sheet.markup.tags[self.last : slot]):
            text = self.sheet.markup.texts[slot] = f" {text}"
        return text

    def _in_head(self, slot: int, raw: str, code: int) -> None:
        if code == TITLE:
            self.sheet.titles.append(self.sheet.markup.texts[slot])
        elif code == META:
            self.sheet.metas.append(raw)

    def _at(self, slot: int, tag: Tag, box: int) -> None:
        """What stands in a line: breaks, pictures, things that are skipped."""
        code = tag.code
        if code == PICTURE or tag.media:
            media = self.sheet.media
            media.slots.append(slot)
            media.positions.append(len(self.sheet.blocks))
            media.boxes.append(box)
        elif code == BREAK:
            if not self.texts:
                return
            if self.sheet.boxes.kinds[box] in {"heading", "list"} and tag.name == "br":
                self.texts.append(" ")
            else:
                self._flush(slot, box)
        elif code == NAMED:
            self.sheet.fields.append(FieldComment(self.sheet.markup.tags[slot], box, len(self.sheet.boxes)))
        else:
            self._in_head(slot + 1, self.sheet.markup.tags[slot], code)

    def _flush(self, slot: int, box: int) -> None:
        """The text gathered so far is a block; `slot` is its last text slot."""
        texts, linked = self.texts, self.linked
        joined = texts[0] if len(texts) == 1 else "".join(texts)
        if "&" in joined:
            joined = plain(joined)
        words = joined.split()
        if words:
            text = " ".join(words)
            count = len(words) if text.isascii() else len(words) + len(_WIDE.findall(text)) // 2
            link_words = 0
            if linked:  # most links are a block of their own
                link_words = count if linked == texts else min(count, count_words(plain(" ".join(linked))))
            blocks = self.sheet.blocks
            blocks.append(Block(len(blocks), text, count, link_words, box, self.first, slot, self.row))
        texts.clear()
        linked.clear()


def plain(text: str) -> str:
    """Canonical text as the reader sees it; it knows four references."""
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def count_words(text: str) -> int:
    """Words between spaces; a letter of a script without spaces counts as half a word."""
    words = len(text.split())
    return words if text.isascii() else words + len(_WIDE.findall(text)) // 2
