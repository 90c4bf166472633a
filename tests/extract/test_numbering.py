"""The numbers before paragraphs, as Word draws them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import compound, docx

from archiver.extract.documents.compound import Compound
from archiver.extract.documents.numbering import _written
from archiver.extract.documents.reading import read_document
from archiver.extract.documents.word_lists import LISTS, OVERRIDES

LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Dieu"/><w:lvlText w:val="Điều %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>'
)
WAYS = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Con"><w:basedOn w:val="Dieu"/></w:style>'
)


def paragraph(text: str, properties: str) -> str:
    run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def listed(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def styled(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def test_lists_are_counted_as_word_counts_them():
    body = "".join(
        paragraph(*one)
        for one in (
            ("một", styled("Dieu")),
            ("a", listed(1, 1)),
            ("b", listed(1, 1)),
            ("sâu", listed(1, 2)),
            ("hai", styled("Con")),
            ("a nữa", listed(1, 1)),
            ("", listed(1, 0)),
            ("bốn", listed(1, 0)),
            ("xoá", f"{listed(1, 0)}<w:rPr><w:del/></w:rPr>"),
            ("chấm", listed(2, 0)),
            ("không", f'{styled("Dieu")}<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("bảy", f"{listed(3, 0)}<w:pPrChange><w:pPr>{listed(1, 1)}</w:pPr></w:pPrChange>"),
            ("tám", listed(3, 0)),
            ("lạ", listed(9, 0)),
        )
    )
    assert read_document(docx(body, styles=STYLES, numbering=WAYS)).text.split("\n") == [
        "Điều 1. một", "a) a", "b) b", "1.III sâu", "Điều 2. hai", "a) a nữa", "", "Điều 4. bốn", "xoá", "chấm", "không",
        "Điều 7. bảy", "Điều 8. tám", "lạ",
    ]  # fmt: skip


NUMBERED = (Path(__file__).parent / "elsewhere" / "numbered.doc").read_bytes()  # LibreOffice wrote it
SHOWN = "Quyết định\nĐiều 1. một\na) thu\nb) chi\nĐiều 2. hai\na) khác\nchấm\nIII. mục\nIV. mục nữa"


def test_lists_of_word_97_are_counted_so_too():
    assert read_document(NUMBERED).text == SHOWN


@settings(deadline=None, max_examples=100)
@given(share=st.floats(0, 1), written=st.binary(min_size=1, max_size=4))
def test_damaged_lists_of_word_97_leave_the_words(share, written):
    file = Compound(NUMBERED)
    document = file.stream("WordDocument")
    table = bytearray(file.stream("1Table" if document[11] & 2 else "0Table"))
    start, _ = struct.unpack_from("<II", document, 0x9A + 8 * LISTS)
    end = sum(struct.unpack_from("<II", document, 0x9A + 8 * OVERRIDES))
    place = start + int(share * (end - start))
    table[place : place + len(written)] = written
    name = "1Table" if document[11] & 2 else "0Table"
    words = read_document(compound({"WordDocument": document, name: bytes(table)})).text
    assert [line.rpartition(" ")[2] for line in words.split("\n")][-1] == "nữa"


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (7, "decimalZero", "07"),
        (0, "upperLetter", "0"),
        (10**9, "lowerRoman", "1000000000"),
    ],
)
def test_numbers_are_written_in_each_form(number, form, written):
    assert _written(number, form) == written
