"""The bytes of the portal's own files: small, valid, and different from one another."""

from __future__ import annotations

import struct
import zlib
from random import Random

_JPEG_DC = bytes((0, 0, 0, 12, *[0] * 12, *range(12)))  # twelve codes of four bits: the category itself
_JPEG_AC = bytes((1, *[0] * 15, 0))  # one code of one bit: end of block


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg(dice: Random, width: int = 64, height: int = 48) -> bytes:
    """A baseline JPEG of grey squares, eight pixels each."""
    bits: list[str] = []
    previous = 0
    for _ in range((width // 8) * (height // 8)):
        level = dice.randrange(-900, 900)
        bits.append(_dc_bits(level - previous))
        previous = level
    stream = "".join(bits)
    stream += "1" * (-len(stream) % 8)
    scan = int(stream, 2).to_bytes(len(stream) // 8, "big").replace(b"\xff", b"\xff\x00")
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            _segment(0xDB, b"\0" + bytes([1] * 64)),
            _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
            _segment(0xC4, b"\0" + _JPEG_DC),
            _segment(0xC4, b"\x10" + _JPEG_AC),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
            scan,
            b"\xff\xd9",
        )
    )


def _dc_bits(difference: int) -> str:
    """Category in four bits, then the value; negative values in one's complement, then end of block."""
    size = abs(difference).bit_length()
    value = difference if difference >= 0 else difference + (1 << size) - 1
    return f"{size:04b}" + (f"{value:0{size}b}" if size else "") + "0"


def png(dice: Random, width: int = 32, height: int = 24) -> bytes:
    """An RGB picture of random pixels."""
    rows = b"".join(b"\0" + dice.randbytes(width * 3) for _ in range(height))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def pdf(lines: tuple[str, ...]) -> bytes:
    """One page whose text can be read back: the codes are Unicode, and a map says so."""
    shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    content = f"BT /F1 11 Tf 50 780 Td 15 TL\n{shown}\nET".encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    return _pdf_of(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            _pdf_stream(content),
            (
                b"<< /Type /Font /Subtype /Type0 /BaseFont /TimesNewRoman /Encoding /Identity-H /DescendantFonts [6 0 R] "
                b"/ToUnicode 7 0 R >>"
            ),
            (
                b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /TimesNewRoman /CIDToGIDMap /Identity /DW 500 "
                b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R >>"
            ),
            _pdf_stream(cmap),
            (
                b"<< /Type /FontDescriptor /FontName /TimesNewRoman /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
                b"/Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"
            ),
        )
    )


def _pdf_stream(payload: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(payload), payload)


def _pdf_of(objects: tuple[bytes, ...]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def rtf(lines: tuple[str, ...], old_font: str = "") -> bytes:
    """Rich text; offices of the time saved much of it under the name .doc. An old font has its letters as bytes."""
    letter = r"\'{:02x}" if old_font else r"\u{}?"
    text = "\\par\n".join("".join(c if c < "\x80" else letter.format(ord(c)) for c in line) for line in lines)
    fonts = f"{{\\fonttbl{{\\f0 {old_font or 'Times New Roman'};}}}}"
    return f"{{\\rtf1\\ansi\\deff0{fonts}\\f0\\fs26\n{text}}}\n".encode("ascii")


def plain(lines: tuple[str, ...]) -> bytes:
    """UTF-8 text with its byte order mark, as Notepad wrote it."""
    return "\r\n".join(lines).encode("utf-8-sig")


def mp3(dice: Random) -> bytes:
    """A short silence: an ID3 tag that makes it one of its kind, then MPEG-1 layer III frames."""
    tag = dice.randbytes(8).hex().encode()
    frame = b"TIT2" + struct.pack(">IH", len(tag) + 1, 0) + b"\0" + tag
    silence = (b"\xff\xfb\x90\x00" + bytes(413)) * 6
    return b"ID3\3\0\0" + struct.pack(">I", len(frame)) + frame + silence


def flv(dice: Random) -> bytes:
    """A Flash film of one script tag."""
    payload = b"\2\0\x0aonMetaData\2\0\x10" + dice.randbytes(8).hex().encode()
    tag = b"\x12" + struct.pack(">I", len(payload))[1:] + bytes(7) + payload
    return b"FLV\1\5\0\0\0\x09\0\0\0\0" + tag + struct.pack(">I", len(tag))
