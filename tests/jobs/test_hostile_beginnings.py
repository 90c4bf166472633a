"""What a file is, is told by how it begins, and in no time, whatever it begins with."""

from __future__ import annotations

import pytest

from archiver.jobs.import_folder import _media_type
from archiver.serve.replay import kind_of

COMMENTS = b"<!---->" * 500  # each could end at any of those behind it: in a thousand million ways at thirty


@pytest.mark.parametrize("rest", [b"", b"x", b"<!--", b"<bodyguard", b"\xef\xbb\xbf" * 500])
def test_comments_without_a_page_behind_them_are_no_page(rest: bytes) -> None:
    assert _media_type("a", COMMENTS + rest) == "application/octet-stream"
    assert kind_of(COMMENTS + rest, None)[0] != "page"


def test_comments_with_a_page_behind_them_are_one() -> None:
    page = b"\xef\xbb\xbf <!-- a --> <?xml version='1.0'?> " + COMMENTS + b"<html><p>x"
    assert _media_type("a", page.replace(b"<?xml version='1.0'?>", b"")) == "text/html"
    assert kind_of(page, None)[0] == "page"
