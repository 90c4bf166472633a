"""Text of the old 8-bit encodings is read as it was meant; what is none stays as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from viparse.normalize.encodings import get_charmap

from archiver.demo import encodings as portal
from archiver.demo.words import Writer, chance
from archiver.vietnamese.legacy import Block, from_legacy, is_suspected, read_blocks
from archiver.vietnamese.repair import repair
from archiver.vietnamese.syllables import is_syllable
from archiver.vietnamese.tables import ENCODINGS

BY_NAME = {encoding.name: encoding for encoding in ENCODINGS}
LETTERS = "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
)
LETTERS += LETTERS.upper() + "đĐ"


def shown(encoding: str, codepage: str) -> Callable[[str], str]:
    """As a browser shows bytes of the encoding that it takes for Western."""
    return lambda text: portal.on_the_wire(encoding, text.encode())[0].decode(codepage)


WRITTEN: dict[str, Callable[[str], str]] = {
    "TCVN3": portal.tcvn3,
    "VNI": portal.vni,
    "VISCII": shown("VISCII", "latin-1"),
    "VPS": shown("VPS", "latin-1"),
    "windows-1258": shown("windows-1258", "cp1252"),
    "double UTF-8": portal.double_utf8,
}


def known_without(name: str) -> str:
    """The letters that an encoding has."""
    if name == "TCVN3":  # no accented capitals
        return "".join(sign for sign in LETTERS if sign.islower() or sign in "ĂÂÊÔƠƯĐ" or sign.isascii())
    return LETTERS


@pytest.mark.parametrize("name", list(WRITTEN))
def test_every_letter_comes_back(name: str) -> None:
    """The portal's tables and the reader's were written apart."""
    for letter in known_without(name):
        assert BY_NAME[name].read(WRITTEN[name](letter)) == letter


@pytest.mark.parametrize("name", ["TCVN3", "VNI", "VISCII", "VPS"])
def test_a_third_party_reads_the_same(name: str) -> None:
    """viparse took its tables from real documents; only where VNI has two ways (ỵ) does it know the other one."""
    charmap = get_charmap(name.lower())
    assert charmap is not None
    assert {surface: BY_NAME[name].read(surface) for surface, _ in charmap.pairs} == dict(charmap.pairs)


@pytest.mark.parametrize(
    ("text", "meant", "name"),
    [
        ("§¶ng bé tØnh §ång Nai tæ chøc héi nghÞ", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "TCVN3"),
        ("Ñaûng boä tænh Ñoàng Nai toå chöùc hoäi nghò", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "VNI"),
        ("Ðäng bµ tïnh Ð°ng Nai t± chÑc hµi ngh¸", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "VISCII"),
        ("ñäng b¶ tÌnh ñÒng Nai t° chÙc h¶i nghÎ", "Đảng bộ tỉnh Đồng Nai tổ chức hội nghị", "VPS"),
        ("Ðaòng bôò tiÒnh tôÒ chýìc hôòi nghiò", "Đạng bộ tỉnh tổ chức hội nghị", "windows-1258"),
        ("Ä\x90áº£ng bá»™ tá»‰nh tá»• chá»©c há»™i nghá»‹ – â€œnÃ³iâ€\x9d", "Đảng bộ tỉnh tổ chức hội nghị – “nói”", "double UTF-8"),
    ],
)  # fmt: skip
def test_reads_each_encoding(text: str, meant: str, name: str) -> None:
    assert from_legacy(text) == (meant, (f"{name} to Unicode",))


@pytest.mark.parametrize("name", list(WRITTEN))
@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_paragraphs_come_back(name: str, seed: int) -> None:
    """Letter by letter; TCVN3 has lost the case of accented capitals."""
    writer = Writer(chance(seed))
    text = "\n".join(writer.paragraph(2) for _ in range(3))
    back, names = from_legacy(WRITTEN[name](text))
    assert back.casefold() == text.casefold()
    assert names == (f"{name} to Unicode",)


@pytest.mark.parametrize(
    "address", ["vtthuong@most.gov.vn", "http://www.most.gov.vn/forms/index.htm", "www.most.gov.vn"]
)
def test_addresses_are_no_foreign_words(address: str) -> None:
    """On a form of a ministry three words stand before one."""
    (reading,) = read_blocks([Block(f"File mÒm xin göi vÒ: {address}", ".VnTime")])
    assert reading.text == f"File mềm xin gửi về: {address}"


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_plain_vietnamese_is_never_touched(seed: int) -> None:
    writer = Writer(chance(seed))
    text = "\n".join(writer.paragraph(2) for _ in range(3))
    assert from_legacy(text) == (text, ())
    assert read_blocks([Block(text, font) for font in (".VnTime", ".VnTimeH", "VNI-Times")])[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "L'été dernier, où étiez-vous ? À Noël, le maïs était déjà là : « ça alors », dit-elle au garçon naïf.",
        "Größe, Übermut und süße Öle: für Mädchen können Straßen außen größer wirken, als der Bürger heißt.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy; být či nebýt, toť otázka, kterou řešil už Shakespeare.",
        "På två år såg många små får, så gick vi då åt gården; där låg också en lång å och en ö.",
        "El niño añora la señal: mañana habrá más años, ¿no? Señor Núñez, ¡qué sueño!",
        "São Paulo não é só avenida; a população já vê ações, órgãos e corações à mão.",
        "Þetta er íslenska: Ísland á sér langa sögu, það er öllum ljóst og þó er æðislegt að búa hér.",
        "Çok güzel bir gün; öğle üzeri İstanbul'da çay içtik ve şöyle dedi: „Görüşürüz“.",
        "Az árvíztűrő tükörfúrógép ő volt, és így mondta: «jó napot, kérem szépen».",
        "你好，世界：越南语用拉丁字母书写。",
        "Tº = Trº + 5 µm, 12 m², 3 m³, Nº 7, 1ª, Windows® và Microsoft® © 2008, col·lecció, § 5",
        "Ông Müller, bà Noël và ông Strauß đến São Paulo; đo được 5 µm × 3 m².",
    ],
)
def test_other_languages_are_never_touched(text: str) -> None:
    assert from_legacy(text) == (text, ())


def test_short_lines_are_told_by_their_neighbours() -> None:
    text = "Bé Tµi chÝnh\ncéng hoµ x· héi chñ nghÜa viÖt nam\nSè: 12\n(1.000®)\nTæng\nFax: 061, ®iÖn tho¹i"
    assert from_legacy(text)[0].split("\n")[2:] == ["Số: 12", "(1.000đ)", "Tổng", "Fax: 061, điện thoại"]


def test_a_short_line_alone_is_told_by_its_font() -> None:
    assert from_legacy("Tæng: 12", font=".VnArial")[0] == "Tổng: 12"
    assert from_legacy("Tæng: 12", font="Arial")[0] == "Tæng: 12"


def test_each_block_has_its_own_encoding() -> None:
    blocks = [Block("Céng hoµ x· héi chñ nghÜa"), Block("Coäng hoøa xaõ hoäi chuû nghóa"), Block("Cộng hòa có một bé")]
    readings = read_blocks(blocks)
    assert [reading.encoding for reading in readings] == ["TCVN3", "VNI", None]
    assert [reading.text for reading in readings[1:]] == ["Cộng hòa xã hội chủ nghĩa", "Cộng hòa có một bé"]


def test_a_quotation_is_read_and_what_stands_round_it_is_not() -> None:
    text = "Đồng chí nói có bé: “§¶ng ta thËt lµ vÜ ®¹i, b¸c Hå nãi thÕ” và cã mặt đông đủ."
    assert from_legacy(text)[0] == "Đồng chí nói có bé: “Đảng ta thật là vĩ đại, bác Hồ nói thế” và cã mặt đông đủ."


def test_capitals_of_tcvn3() -> None:
    assert read_blocks([Block("®¹i héi ®¹i biÓu", ".VnTimeH")])[0].text == "ĐẠI HỘI ĐẠI BIỂU"
    assert from_legacy("CéNG HOµ X· HéI CHñ NGHÜA")[0] == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA"
    assert from_legacy("UBND tØnh Hµ Nam vÒ viÖc TµI CHÝNH")[0] == "UBND tỉnh Hà Nam về việc TÀI CHÍNH"


def test_the_soft_hyphen_is_a_letter_before_it_is_a_hyphen() -> None:
    assert repair("n\u00ad\u00acc ta tõ n¨m 1945, ng\u00adêi d©n")[0] == "nươc ta từ năm 1945, người dân"
    assert repair("tổ\u00adchức đại\u00ad hội")[0] == "tổchức đại hội"


# The same examples each time: of 60,000 heaps of such letters one becomes a word when a soft hyphen or a letter taken apart has gone.
@settings(deadline=None, max_examples=300, derandomize=True)
@given(
    st.lists(
        st.text("abehinotuvy µ¸¶·¹»¾©ª«¬\u00ad®§éóòëíøùûñöôäåâàæÃÄÆá»º¡£°±ßÇ–“”\x90\x99 .\n", max_size=12),
        max_size=12,
    ).map(" ".join)
)
def test_what_is_repaired_needs_no_repair(text: str) -> None:
    once = repair(text)[0]
    assert repair(once)[0] == once


def test_ordinary_text_gets_no_closer_look() -> None:
    writer = Writer(chance(5))
    page = "".join(f"<p>{writer.paragraph(3)}</p>" for _ in range(20)) + "© 2008 «Báo» – 5 m², Windows® »"
    assert not is_suspected(page)


@pytest.mark.parametrize("word", ["nghiêng", "Đảng", "HOÀ", "quyết", "giếng", "ý", "uỷ", "thuở", "khuya", "gì", "oằn"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngéi", "Müller", "fer", "biÖn", "tôch", "ngôc", "mỲ", "nghiêngg", "zơ", "á́", ""])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
