"""A foreign host: its pages are nobody's business, its pictures may stand in the portal's articles."""

from __future__ import annotations

from http import HTTPStatus

from archiver.demo import files
from archiver.demo.exchange import Answer, Manner, Request
from archiver.demo.words import chance

_PAGE = "<html><head><title>Trang bạn</title></head><body><p>Trang của cơ quan khác.</p><a href='/bai/{}.htm'>Xem tiếp</a></body></html>"


class Elsewhere:
    """Pages without end under /bai/, pictures under /anh/."""

    robots: str | None = None
    manner = Manner(always=(("Server", "Apache"),))

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.epoch = 0

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        path = request.target.partition("?")[0]
        if path.startswith("/anh/"):
            return Answer(body=files.jpeg(chance(self.seed, path)), headers=(("Content-Type", "image/jpeg"),))
        number = path.removeprefix("/bai/").removesuffix(".htm")
        if path.startswith("/bai/") and number.isdecimal() and len(number) < 9:
            return Answer(body=_PAGE.format(int(number) + 1).encode())
        return Answer(status=HTTPStatus.NOT_FOUND)
