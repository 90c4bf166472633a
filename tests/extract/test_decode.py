"""Bytes as servers send them, to text as it was meant."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.demo.encodings import on_the_wire, tcvn3
from archiver.extract.decode import decode, is_other_file

TEXT = "Đại hội đại biểu Đảng bộ lần thứ XI đã thành công tốt đẹp, bầu Ban Chấp hành nhiệm kỳ mới."


def cp1258(text: str) -> bytes:
    """Base letters with tone marks behind them, as old editors wrote them."""
    out = bytearray()
    for sign in text:
        for piece in (sign, *_split(sign)):
            try:
                out += piece.encode("cp1258")
            except UnicodeEncodeError:
                continue
            if piece == sign:
                break
    return bytes(out)


def _split(sign: str) -> list[str]:
    base = unicodedata.normalize("NFD", sign)
    tones = [mark for mark in base if mark in "\u0300\u0301\u0303\u0309\u0323"]
    rest = unicodedata.normalize("NFC", "".join(mark for mark in base if mark not in tones))
    return [rest, *tones]


@pytest.mark.parametrize(
    ("body", "charset", "encoding"),
    [
        (TEXT.encode(), "utf-8", "utf-8"),
        (TEXT.encode(), None, "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "windows-1252", "utf-8"),
        (TEXT.encode("utf-16"), None, "utf-16"),
        (TEXT.encode(), "iso-8859-1", "utf-8"),  # the header is wrong, the bytes say so
        (cp1258(TEXT), "windows-1258", "cp1258"),
        (cp1258(TEXT), None, "cp1258"),
        (cp1258(TEXT), "utf-8", "cp1258"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">' + cp1258(TEXT), None, "cp1258"),
        (TEXT.encode(), "no-such-charset", "utf-8"),
        (TEXT.encode(), "base64", "utf-8"),
    ],
)
def test_finds_the_encoding(body: bytes, charset: str | None, encoding: str) -> None:
    page = decode(body, charset, "https://so-vi-du.example/")
    assert page.html.endswith(TEXT)
    assert page.encoding.replace("-le", "") == encoding


def in_bytes(encoding: str, text: str) -> bytes:
    return on_the_wire(encoding, text.encode())[0]


@pytest.mark.parametrize("encoding", ["VISCII", "VPS"])
@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1", "windows-1258", "x-viet-vps", "viscii"])
def test_older_encodings_are_told_by_content(encoding: str, charset: str | None) -> None:
    page = decode(in_bytes(encoding, f"<h1>{TEXT.upper()}</h1><p>Ở đây: {TEXT}"), charset, "")
    assert page.html == f"<h1>{TEXT.upper()}</h1><p>Ở đây: {TEXT}"
    assert f"{encoding} to Unicode" in page.repairs


@pytest.mark.parametrize("charset", [None, "utf-8", "windows-1252", "windows-1258", "tcvn"])
def test_bytes_of_an_old_font(charset: str | None) -> None:
    page = decode(f"<p>{tcvn3(TEXT)}</p>".encode("latin-1"), charset, "")
    assert page.html == f"<p>{TEXT}</p>"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", None, "utf-8"])
def test_1258_under_another_name(charset: str | None) -> None:
    assert decode(cp1258(TEXT), charset, "").html == TEXT


@pytest.mark.parametrize("encoding", ["VISCII", "VPS", "windows-1258"])
def test_old_bytes_in_a_page_of_utf8(encoding: str) -> None:
    """The frame is new, the article was poured in as it lay on the disk."""
    page = decode(f"<title>{TEXT}</title>\n<p>".encode() + in_bytes(encoding, TEXT), "utf-8", "")
    assert page.html == f"<title>{TEXT}</title>\n<p>{TEXT}"
    assert page.encoding == "utf-8"
    assert f"{encoding} to Unicode" in page.repairs


def test_western_pages_stay_western() -> None:
    german, french = "Größe, Übermut – „süß“", "L’été où naît l’œuvre… à Noël"
    for text in (german, french):
        for charset in ("windows-1252", "iso-8859-1", "utf-8", "windows-1258", None):
            assert decode(f"<p>{text}</p>".encode("cp1252"), charset, "").html == f"<p>{text}</p>"


def test_a_document_is_no_markup() -> None:
    assert is_other_file(b"%PDF-1.4 ...")
    assert not is_other_file(b"<html>%PDF-")


def test_one_broken_letter_does_not_change_the_encoding() -> None:
    page = decode(TEXT.encode() * 5 + b"\xff", "utf-8", "")
    assert page.encoding == "utf-8"
    assert page.repairs == ("1 bytes were not utf-8",)


def test_two_bytes_of_viscii_are_no_letter_of_utf_8() -> None:
    """The bytes of ĐỊ are those of the Cyrillic И."""
    said = "Ðäng bµ tïnh Ð°ng Nai t± chÑc hµi ngh¸; ".encode("latin-1") * 3
    page = decode(said + b"QUY\x8aT \xd0\x98NH", None, "")
    assert page.html.endswith("hội nghị; QUYẾT ĐỊNH")


def test_what_was_mended_is_recorded() -> None:
    page = decode(unicodedata.normalize("NFD", TEXT).encode(), "utf-8", "")
    assert page.html == TEXT
    assert page.repairs == ("composed letters (NFC)",)


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=400),
    st.one_of(st.none(), st.sampled_from(["utf-8", "utf-16", "windows-1258", "big5", "x", ""]), st.text(max_size=12)),
)
def test_any_bytes_are_a_page(body: bytes, charset: str | None) -> None:
    page = decode(body, charset, "https://so-vi-du.example/")
    assert unicodedata.is_normalized("NFC", page.html)
