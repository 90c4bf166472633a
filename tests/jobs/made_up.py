"""The life of a small portal, made up from a seed: texts that come, change, move, go and come back, in two templates."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

from recorded import HOST, MORNING, Recorder, listing

from archiver.layout import ArchiveFolder

_SUBJECTS = ("kiểm tra", "dân vận", "tuyên giáo")
_PATHS = ("/bai-1", "/bai-2", "/bai-3", "/tin/bai-1.html", "/tin/bai-2.html", "/bai-1?in=1")
_PICTURES = (b"\xff\xd8\xff\xe0 one", b"\xff\xd8\xff\xe0 two")
_DOWNLOADS = ((b"{\\rtf1 one}", "application/rtf"), (b"{\\rtf1 two}", "text/html"), (b"<html><p>login", "text/html"))
_GONE = ("404", "home", "portal", "soft", "login", "503")
_HOME = "Cổng thông tin điện tử của sở kính chào quý vị."


def text(subject: str, *, figure: int, sentences: int) -> str:
    """A text; another figure makes another wording of it, and few sentences a short one."""
    lines = (
        f"Sáng ngày {figure if n == 1 else n}, ban {subject} của tỉnh họp lần thứ {n} về công tác {subject} ở các xã."
        for n in range(1, sentences + 1)
    )
    return "".join(f"<p>{line}</p>" for line in lines)


def page(title: str, body: str, *, new: bool, beside: str) -> bytes:
    """A page in one of the two templates; what stands beside the text is no part of it."""
    head = f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title} - Sở Ví dụ</title></head>"
    if new:
        main = f"<div class=khung><section class=bai-viet><h1 class=ten>{title}</h1><div class=chu>{body}</div></section></div>"
        return f"{head}<body class=moi><div class=dau><ul class=thuc-don><li>Trang chủ</ul></div>{main}<div class=chan>{beside}</div></body></html>".encode()
    main = f"<main><article><h1>{title}</h1><div class=noidung>{body}</div></article></main>"
    return f"{head}<body><nav><a href=/>Trang chủ</a></nav>{main}<footer>{beside}</footer></body></html>".encode()


def live_through(root: Path, seed: int, *, between: object = None) -> ArchiveFolder:
    """Crawl a made-up portal two to four times, each address in whatever state it is; after some, `between` is called."""
    chance = random.Random(seed)
    for number in range(chance.randint(2, 4)):
        recorder = Recorder(root, crawl=f"crawl-{number}", begin=MORNING + timedelta(days=number))
        for _ in range(chance.randint(3, 12)):
            _visit(recorder, chance)
            if between is not None and chance.random() < 0.15:
                between(recorder.folder)  # type: ignore[operator]
        recorder.finish()
    return ArchiveFolder(root)


def _visit(recorder: Recorder, chance: random.Random) -> None:
    what = chance.random()
    if what < 0.1:
        some = [(path, f"Tin về {chance.choice(_SUBJECTS)}") for path in chance.sample(_PATHS, 3)]
        section = chance.choice(("tin-tuc", "van-ban"))
        recorder.fetch(f"/{section}", listing(*some), role="listing", section=section)
    elif what < 0.2:
        recorder.fetch("/", chance.choice((_home(), _article(chance))), role="start")
    elif what < 0.25:
        body, media = chance.choice(_DOWNLOADS)
        recorder.fetch("/tai-ve?tep=1", body, media=media, role="page")
    elif what < 0.3:
        recorder.fetch("/anh/1.jpg", chance.choice(_PICTURES), media="image/jpeg", role="image")
    elif what < 0.5:
        _miss(recorder, chance.choice(_PATHS), chance.choice(_GONE))
    else:
        section = {"section": "tin-tuc"} if chance.random() < 0.3 else {}
        recorder.fetch(chance.choice(_PATHS), _article(chance), role="item", **section)


def _article(chance: random.Random) -> bytes:
    subject = chance.choice(_SUBJECTS)
    body = text(subject, figure=chance.choice((1, 1, 1, 7)), sentences=chance.choice((1, 8, 8, 8)))
    picture = chance.choice(
        ("", "", "<p><img src=/anh/1.jpg alt='Ảnh'></p>", "<p><a href='/tai-ve?tep=1'>Quy chế</a></p>")
    )
    day = chance.choice(("", "", "<p class=ngay>Thứ hai, 02/03/2026 08:15</p>"))
    return page(
        f"Tin về {subject}",
        day + body + picture,
        new=chance.random() < 0.3,
        beside=chance.choice(("", "", "Lượt xem: 7")),
    )


def _home() -> bytes:
    return page("Trang chủ", f"<p>{_HOME}</p>", new=False, beside="")


def _miss(recorder: Recorder, path: str, how: str) -> None:
    if how == "404":
        recorder.fetch(path, b"<p>404</p>", status=404)
    elif how == "503":
        recorder.fetch(path, b"", status=503)
    elif how in {"home", "login"}:
        target = "/" if how == "home" else "/login?next=/"
        recorder.fetch(path, b"", status=302, headers=f"Location: {target}\r\n")
    elif how == "portal":
        recorder.fetch(path, _home(), role="item")
    else:
        body = "<html><title>Sở</title><p>Không tìm thấy bài viết</p></html>"
        recorder.fetch(path, body.encode(), role="item")


def copy_of(folder: ArchiveFolder, root: Path) -> ArchiveFolder:
    """The record alone."""
    shutil.rmtree(root, ignore_errors=True)
    other = ArchiveFolder(root / folder.name)
    shutil.copytree(folder.warc, other.warc)
    return other


__all__ = ["HOST", "copy_of", "live_through"]
