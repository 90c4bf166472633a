"""Letters mended for storing, folded for search; numbers of documents."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.vietnamese.folding import fold, unify_tones
from archiver.vietnamese.numbers import find_number, find_numbers
from archiver.vietnamese.repair import repair


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
