"""Answers whose Content-Encoding is not true: the spider reads them as the archive will, and as a browser does."""

from __future__ import annotations

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archiver.errors import ArchiverError
from archiver.extract.coding import MOST, codings_of, is_plain, unpack


class MisnamedCodingMiddleware:
    """Takes the header off an answer that names no coding in it (`UTF-8`), or one that its body plainly is not in.

    Scrapy warns of the first on the terminal, and gives the second up (`Not a gzipped file`).
    """

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 Scrapy gives both
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if len(codings_of(named)) > MOST:  # Scrapy would take off each, however many there are
            raise IgnoreRequest(f"more than {MOST} content codings are named, one over the other")
        if named and _is_as_it_is(response.body, named):
            del response.headers["Content-Encoding"]
        return response


def _is_as_it_is(body: bytes, named: str) -> bool:
    if not codings_of(named) or not is_plain(body):
        return not codings_of(named)
    try:
        return unpack(body, named) is body
    except ArchiverError:
        return False
