"""Letters mended for storing, folded for search; numbers of documents."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.vietnamese.folding import fold, unify_tones
from archiver.vietnamese.letters import beyond_ascii
from archiver.vietnamese.mojibake import read_once_more
from archiver.vietnamese.numbers import find_number, find_numbers
from archiver.vietnamese.repair import _SETTLED, repair
from archiver.vietnamese.tables import western


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đại hội Đảng bộ", "dai hoi dang bo"),
        ("Ðảng uỷ", "dang uy"),
        ("nhƣ nƣớc", "nhu nuoc"),
        ("tổ\u00adchức \u200bviệc", "tochuc viec"),
        (unicodedata.normalize("NFD", "Nghị quyết"), "nghi quyet"),
        ("ỔN ĐỊNH", "on dinh"),
    ],
)
def test_folds_for_search(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"), ("thuỷ", "thủy"), ("uỷ ban", "ủy ban"), ("khoẻ", "khỏe"), ("HOÀ", "HÒA"),
        ("quý", "quý"), ("hoàn", "hoàn"), ("huỳnh", "huỳnh"), ("quỵ", "quỵ"), ("hòa", "hòa"),
    ],
)  # fmt: skip
def test_one_place_for_the_tone(new: str, old: str) -> None:
    assert unify_tones(new) == old


@pytest.mark.parametrize(
    ("text", "expected", "mended"),
    [
        ("Đảng bộ", "Đảng bộ", 0),
        (unicodedata.normalize("NFD", "Đảng bộ"), "Đảng bộ", 1),
        ("Ðảng bộ tỉnh", "Đảng bộ tỉnh", 1),
        ("nhƣng", "nhưng", 1),
        ("nh\u01a3\u0301", "nhứ", 1),
        ("tổ\u00ad chức\u200b", "tổ chức", 1),
        ("Ísland: Þjóðleikhús, Ðal", "Ísland: Þjóðleikhús, Ðal", 0),
        ("plain", "plain", 0),
    ],
)
def test_repairs_and_says_so(text: str, expected: str, mended: int) -> None:
    better, notes = repair(text)
    assert better == expected
    assert len(notes) == mended


def _taken_for_western(text: str) -> str:
    """UTF-8 as a program shows it that was told of windows-1252, where that has a sign for the byte."""
    return "".join(western(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "Earth’s atmosphere — seen from “above”…",
        "Eingabe löschen, für Größe und Übermut",
        "Detrás suyo se ve la atmósfera de España",
        "Não houve espaço para a função",
        "Příliš žluťoučký kůň úpěl ďábelské ódy",
        "Постановление Правительства Российской Федерации",
        "欢迎进入佛系吧，请登录",
        "🎮 Little Polygon • Game Dev",
        "© 2005 Broadcom ®",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "<p title='x'>{}</p>\n<p>Beyoncé’s «naïveté»</p>", "{}\n" * 3])
def test_utf8_taken_for_western_letters_comes_back_in_any_language(text: str, frame: str) -> None:
    for wrong in (_taken_for_western(text), text.encode().decode("latin-1")):
        assert repair(frame.format(*[wrong] * 3)) == (frame.format(*[text] * 3), ("double UTF-8 to Unicode",))


@pytest.mark.parametrize(
    "text",
    [
        "«atrocité», «\xa0d'unité\xa0» c'é…",
        "la loro capacità”, non c’è… società”.",
        "vyšetřovatelé\xa0prověřují, v\xa0níž; přihlášení\xa0– jak",
        "„Vinothèque Briedé“ ist groß“",
        "hvað eigi að taka við“",
        "helppoa päästä”, sopimaton ja törkeä”",
        "Rosa ×\xa0medioccidentis, Déjà\xa0Vu",
        "São Paulo: AMANHÃ» e MAÇÃ\xa0vermelha, guazubirá– y",
        "the letters Ã and Â, © 2024 ®, 5 £, 20 °C, ½ µm",
    ],
)
def test_letters_that_only_look_so_are_left(text: str) -> None:
    assert repair(text) == (text, ())


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from('aé éàÃÂâ€™“”Ð«»\xa0\x80\x99\n<>"©ñ'), max_size=60))
def test_what_is_read_once_more_stays_between_its_borders(text: str) -> None:
    """Tags, values and lines keep their places, whatever becomes of the letters between."""
    borders = re.compile('[<>"\n]')
    assert borders.findall(read_once_more(text, beyond_ascii(text))) == borders.findall(text)


def test_letters_called_settled_are_so() -> None:
    """Composing leaves them alone beside any letter: none is changed by itself, goes behind another, or is the second of a pair."""
    every = list(map(chr, (*range(0x80, 0xD800), *range(0xE000, sys.maxunicode + 1))))
    pairs = (unicodedata.decomposition(letter).split() for letter in every)
    second = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    second |= set(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))  # vowels and ends of Hangul
    settled = [letter for letter in every if _SETTLED.fullmatch(letter)]
    assert len(settled) > 20_000
    assert [
        one
        for one in settled
        if unicodedata.normalize("NFC", one) != one or unicodedata.combining(one) or one in second
    ] == []


@settings(deadline=None)
@given(st.text())
def test_what_is_repaired_needs_no_repair(text: str) -> None:
    assert repair(repair(text)[0])[1] == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Số: 39/2015/QĐ-UBND ngày 18/6/2008", ("39/2015/QĐ-UBND",)),
        ("Chỉ thị số 37-CT/TW và Kế hoạch 391 -KH/TU", ("37-CT/TW", "391-KH/TU")),
        ("Luật số 122/2024/QH15; 05/2025/TT-BNV", ("122/2024/QH15", "05/2025/TT-BNV")),
        ("Tờ trình 10-TTr/ĐU, Hướng dẫn 40-HD/VPTW", ("10-TTr/ĐU", "40-HD/VPTW")),
        ("123/QÐ-UBND", ("123/QĐ-UBND",)),
        ("ngày 18/6/2008, tỷ lệ 1/2, 60 km/h, 5/KM", ()),
    ],
)
def test_finds_document_numbers(text: str, numbers: tuple[str, ...]) -> None:
    assert find_numbers(text) == numbers
    assert find_number(text) == (numbers[0] if numbers else None)
