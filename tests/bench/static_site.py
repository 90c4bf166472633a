"""A static site for the benchmark: pages of 40 KB with about 85 links each, from memory, by one small process.

`python -m tests.bench.static_site PAGES` prints its address and serves until it is ended. It does as little as a server
can, so that what is measured is the crawler.
"""

from __future__ import annotations

import asyncio
import random
import sys

PAGE = 40_000  # bytes
LINKS = 60  # to other pages; the menu has the rest
_WORDS = [
    "hội",
    "nghị",
    "ban",
    "chấp",
    "hành",
    "đảng",
    "bộ",
    "khối",
    "công",
    "tác",
    "tổ",
    "chức",
    "cán",
    "bộ",
    "kiểm",
    "tra",
    "giám",
    "sát",
    "dân",
    "vận",
    "tuyên",
    "giáo",
    "nghị",
    "quyết",
    "đại",
    "hội",
    "nhiệm",
    "kỳ",
    "chi",
    "bộ",
    "cơ",
    "sở",
    "đoàn",
    "thể",
    "phong",
    "trào",
    "thi",
    "đua",
    "học",
    "tập",
    "làm",
    "theo",
    "tấm",
    "gương",
    "đạo",
    "đức",
    "kế",
    "hoạch",
    "chương",
    "trình",
    "hành",
    "động",
]


class Site:
    """The pages, written when they are asked for out of pieces that are ready."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        dice = random.Random(7)
        words = [dice.choice(_WORDS) for _ in range(60_000)]
        self._texts = [
            "".join(f"<p>{' '.join(words[at + n * 60 : at + n * 60 + 60])}.</p>\n" for n in range(90)).encode()
            for at in range(0, 40_000, 400)
        ]
        menu = "".join(f'<li><a href="/muc-{n}.html">Mục số {n}</a></li>' for n in range(25))
        self._head = (
            '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Bài số {}</title></head><body>'
            f'<nav id="menu"><ul>{menu}</ul></nav><main id="content"><h1>Bài số {{}} của trang tin</h1>'
        )

    def page(self, number: int) -> bytes:
        """One article: its text, and the links that lead on."""
        name = " ".join(_WORDS[int(digit) * 7 % len(_WORDS)] for digit in f"{number:06}")
        head = self._head.format(number, number).encode() + f"<p>{name}</p>".encode()
        onward = (number * 7 % self.pages, *range(number + 1, number + LINKS))
        links = "".join(
            f'<li><a href="/bai-{n % self.pages}.html">Bài số {n % self.pages} của trang</a></li>' for n in onward
        )
        tail = f'<ul class="tin-khac">{links}</ul></main><footer>Chân trang</footer></body></html>'.encode()
        text = self._texts[number % len(self._texts)]
        room = PAGE - len(head) - len(tail)
        return head + text[:room].rpartition(b"<p>")[0] + tail

    def answer(self, path: bytes) -> bytes:
        name = path.removeprefix(b"/").removesuffix(b".html")
        if name.startswith(b"bai-") and name[4:].isdigit() and int(name[4:]) < self.pages:
            return _http(b"200 OK", self.page(int(name[4:])))
        if name == b"" or name.startswith(b"muc-"):
            return _http(b"200 OK", self.page(int(name[4:]) * 13 % self.pages if name[4:].isdigit() else 0))
        return _http(b"404 Not Found", b"<html>404</html>")


def _http(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (
        status,
        len(body),
        body,
    )


class _Reader(asyncio.Protocol):
    def __init__(self, site: Site) -> None:
        self._site = site
        self._data = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while b"\r\n\r\n" in self._data and self._transport is not None:
            head, _, self._data = self._data.partition(b"\r\n\r\n")
            self._transport.write(self._site.answer(head.split(b" ", 2)[1]))


async def serve(pages: int) -> None:
    """Until the process is ended."""
    site = Site(pages)
    server = await asyncio.get_running_loop().create_server(lambda: _Reader(site), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
