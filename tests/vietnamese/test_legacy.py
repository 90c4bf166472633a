"""Text of the old 8-bit encodings is read as it was meant; what is none stays as it is."""

from __future__ import annotations

import pytest

from archiver.vietnamese.legacy import Block, from_legacy, read_blocks


@pytest.mark.parametrize(
    ("text", "meant", "repair"),
    [
        ("§¶ng bé tØnh §ång Nai tæ chøc héi nghÞ", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "TCVN3 to Unicode"),
        ("Ñaûng boä tænh Ñoàng Nai toå chöùc hoäi nghò", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "VNI to Unicode"),
        ("Ðäng bµ tïnh Ð°ng Nai t± chÑc hµi ngh¸", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "VISCII to Unicode"),
        ("ñäng b¶ tÌnh ñÒng Nai t° chÙc h¶i nghÎ", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "VPS to Unicode"),
        ("Ðaòng bôò tiÒnh tôÒ chýìc hôòi nghiò", "Đạng bộ tỉnh tổ chức hội nghị", "windows-1258 to Unicode"),
        ("Ä\x90áº£ng bá»™ tá»‰nh tá»• chá»©c há»™i nghá»‹", "Đảng bộ tỉnh tổ chức hội nghị", "double UTF-8 to Unicode"),
    ],
)
def test_reads_each_encoding(text: str, meant: str, repair: str) -> None:
    assert from_legacy(text) == (meant, (repair,))


def test_a_font_of_capitals_is_capitals() -> None:
    capitals = Block("®¹i héi ®¹i biÓu", ".VnTimeH")
    assert read_blocks([capitals])[0].text == "ĐẠI HỘI ĐẠI BIỂU"
    assert from_legacy("CéNG HOµ X· HéI CHñ NGHÜA")[0] == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA"


def test_a_legacy_font_round_unicode_is_only_a_font() -> None:
    text = "Đảng bộ có mét bé, cã hoà và Müller"
    assert read_blocks([Block(text, ".VnTime")])[0].text == text
