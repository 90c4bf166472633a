"""What stands beside the articles: documents, picture libraries, films, sounds, static pages, and their bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Literal

from archiver.demo import files
from archiver.demo.encodings import in_old_fonts, lines_and_font
from archiver.demo.model import Document, FileKind, Gallery, Oddity, PortalFile, Recording, StaticPage
from archiver.demo.sizes import Size
from archiver.demo.texts import short_body
from archiver.demo.words import Writer, chance

_GALLERIES = (
    "Hình ảnh hoạt động",
    "Đại hội lần thứ XI",
    "Về nguồn chiến khu",
    "Hội thao công chức",
    "Lễ trao huy hiệu Đảng",
    "Thăm gia đình chính sách",
    "Trồng cây đầu xuân",
    "Hội thi tiếng hát",
    "Nông thôn mới",
    "Tuổi trẻ tình nguyện",
    "Khởi công nhà tình nghĩa",
    "Tiếp xúc cử tri",
    "Tham quan bảo tàng",
    "Ngày hội hiến máu",
    "Tư liệu trước năm 1975",
)
_FEW = 30  # documents; a portal of no more is light to serve
_AGENCIES = ("Ban Chấp hành Trung ương", "Đảng ủy Khối Dân chính Đảng", "Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy")
_FORMS = (("CT/TW", "Chỉ thị"), ("NQ/ĐUK", "Nghị quyết"), ("KH/TU", "Kế hoạch"), ("HD/BTC", "Hướng dẫn"))
_SHOTS = ("Toàn cảnh hội trường", "Đại biểu biểu quyết", "Chụp ảnh lưu niệm", "Tặng hoa", "Văn nghệ chào mừng")


def documents_of(seed: int, size: Size) -> tuple[Document, ...]:
    """The acts, the newest first."""
    return tuple(_document(seed, number, large=size.documents > _FEW) for number in reversed(range(size.documents)))


def _document(seed: int, number: int, *, large: bool) -> Document:
    dice = chance(seed, "document", number)
    identity = 3300 + number
    sign, form = dice.choice(_FORMS)
    title = f"{form} về {Writer(dice).fill('việc {act} {what} {aim}')}"
    body = short_body(dice, dice.randrange(2, 5))
    serial = 12 + number
    plain = f"{serial}-{sign.replace('/', ' ')}"
    names = [
        f"{plain} (1).signed.signed.pdf",
        f"{form} {serial}.doc",
        f"{plain}.pdf",
        f"Toàn văn {plain}.txt",
    ]
    chosen = [names[number % 4]]
    if dice.random() < 0.2:
        chosen.append(f"Phụ lục kèm theo {serial}.doc")
    issued = (date(2008, 2, 1) + timedelta(days=number * 17 + dice.randrange(15))).isoformat()
    lines = (f"{serial}-{sign}", title, *body.paragraphs)
    held = tuple(_attachment(identity, name, lines) for name in chosen)
    return Document(
        id=identity,
        number=f"{serial}-{sign}",
        issued=issued,
        agency=dice.choice(_AGENCIES),
        title=title,
        body=body,
        files=in_old_fonts(held, number // 4, issued) + _odd_files(number, identity, lines, large=large),
    )


def _odd_files(number: int, identity: int, lines: tuple[str, ...], *, large: bool) -> tuple[PortalFile, ...]:
    """What lies beside the documents of some years: names and headers that only some servers survive."""
    odd: dict[int, tuple[str, Oddity]] = {
        2: (unicodedata.normalize("NFD", f"Tờ trình bổ sung {number}.pdf"), ""),
        3: (f"QUYẾT ĐỊNH {number}.DOC", ""),
        4: (f"Bản trắng {number}.doc", "empty"),
        5: (f"Bảng tổng hợp {number}.pdf", "wrong type"),
        6: (f"Kế hoạch thực hiện {number}.doc", "wrong name"),
    }
    if large:
        odd[7] = (f"Bản quét {number}.pdf", "huge")
    if number not in odd:
        return ()
    name, oddity = odd[number]
    return (replace(_attachment(identity, name, lines), oddity=oddity),)


def _attachment(identity: int, name: str, lines: tuple[str, ...]) -> PortalFile:
    kinds: dict[str, FileKind] = {"pdf": "pdf", "doc": "doc", "txt": "txt"}
    kind = kinds[name.rpartition(".")[2].lower()]
    return PortalFile(path=f"/Lists/VanBan/Attachments/{identity}/{name}", kind=kind, lines=(*lines, name))


def picture_file(dice: Random, stem: str, number: int) -> PortalFile:
    """A photograph with a Vietnamese or a camera's name."""
    shot = dice.choice(_SHOTS)
    serial = dice.randrange(1000, 9999)
    name, kind = dice.choice(((f"{shot}.jpg", "jpg"), (f"IMG_{serial}.jpg", "jpg"), (f"DSC {serial}.png", "png")))
    chosen: FileKind = "jpg" if kind == "jpg" else "png"
    return PortalFile(path=f"{stem}_{number + 1} {name}", kind=chosen, caption=f"Ảnh: {shot} ({serial})")


def galleries_of(seed: int, size: Size) -> tuple[Gallery, ...]:
    """The picture libraries."""
    return tuple(_gallery(seed, number, size.pictures) for number in range(size.galleries))


def _gallery(seed: int, number: int, count: int) -> Gallery:
    dice = chance(seed, "gallery", number)
    title = _GALLERIES[number]
    folder = "".join(letter for letter in title if ord(letter) < 128)
    return Gallery(
        id=number + 1,
        title=title,
        folder=folder,
        description=Writer(dice).paragraph(2),
        pictures=tuple(picture_file(dice, f"/{folder}/A{number}", i) for i in range(count)),
    )


def recordings_of(seed: int, kind: Literal["video", "audio"], count: int) -> tuple[Recording, ...]:
    """Films or sounds, each with a sentence of its own."""
    return tuple(_recording(seed, kind, number) for number in range(count))


def _recording(seed: int, kind: Literal["video", "audio"], number: int) -> Recording:
    dice = chance(seed, kind, number)
    writer = Writer(dice)
    word, ending = ("Phim", "flv") if kind == "video" else ("Ghi âm", "mp3")
    chosen: FileKind = "flv" if kind == "video" else "mp3"
    return Recording(
        id=number + 1,
        kind=kind,
        title=f"{word}: {writer.fill('{meeting} của {unit}')} ({number + 1})",
        description=writer.paragraph(3),
        file=PortalFile(path=f"/Media/{kind}{number + 1}.{ending}", kind=chosen),
    )


def static_pages_of(seed: int) -> tuple[StaticPage, ...]:
    """The pages of the menu that hold a text of their own."""
    return (
        StaticPage(
            path="/Pages/nhan-su-dai-hoi.aspx",
            title="Nhân sự đại hội",
            body=short_body(chance(seed, "page", 1), 9),
        ),
        StaticPage(path="/Pages/lien-he.aspx", title="Liên hệ", body=short_body(chance(seed, "page", 2), 4)),
    )


_COPY_SIZES = {"_t": (32, 24), "_w": (48, 32)}
_DRAWN: dict[str, Callable[[Random], bytes]] = {
    "jpg": files.jpeg,
    "png": files.png,
    "mp3": files.mp3,
    "flv": files.flv,
}
_HUGE = 25 * 1024 * 1024  # bytes behind the end of a document, as a scanner's program leaves them
_WRITTEN = {"pdf": files.pdf, "doc": files.rtf, "txt": files.plain}


@lru_cache(maxsize=2048)
def bytes_of(seed: int, file: PortalFile, copy: str = "") -> bytes:
    """The file's bytes; `copy` makes the smaller picture that SharePoint keeps beside the original."""
    dice = chance(seed, file.path, file.version, copy)
    if copy:
        return files.jpeg(dice, *_COPY_SIZES[copy])
    if file.kind in _DRAWN:
        return _DRAWN[file.kind](dice)
    if file.oddity == "empty":
        return b""
    if file.encoding:
        return files.rtf(*lines_and_font(file))
    return _WRITTEN[file.kind](file.lines) + (dice.randbytes(_HUGE) if file.oddity == "huge" else b"")


def copy_path(file: PortalFile, copy: str) -> str:
    """`/Lib/A.jpg` has its smaller copy at `/Lib/_t/A_jpg.jpg`."""
    folder, _, name = file.path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    return f"{folder}/{copy}/{stem}_{ending}.jpg"
