"""Old articles stand on the portal in every encoding of their time, and all of them can be read again."""

from __future__ import annotations

import re
import unicodedata

import pytest
from portal_reader import Reader

from archiver.demo.encodings import ENCODINGS, tcvn3, vni
from archiver.demo.exchange import Request
from archiver.demo.judge import likeness
from archiver.demo.library import bytes_of
from archiver.demo.manifest import manifest
from archiver.demo.portal import Site, all_files
from archiver.demo.world import world
from archiver.extract.decode import decode
from archiver.extract.stages import extract
from archiver.vietnamese.repair import repair


def old_pages(size):
    """Each truth with the page that is served for it, and the charset of its header."""
    site = Site(2008, size)
    for truth in manifest(2008, size, 0, ""):
        if truth.encoding != "utf-8":
            answer = site.answer(Request(method="GET", target=truth.urls[0], session="a" * 24))
            charset = dict(answer.headers)["Content-Type"].partition("charset=")[2]
            yield truth, answer.body, charset or None


def test_one_in_twenty_and_every_encoding_and_all_of_them_before_2009():
    for size, least in (("tiny", 5), ("demo", 18), ("small", 18), ("medium", 18)):
        now = world(2008, size, 0)
        old = [article for article in now.articles if article.encoding != "utf-8"]
        assert len({article.encoding for article in old}) >= least
        assert len(old) >= len(now.articles) // 20
        assert all(article.rank < "2009" for article in old)
    assert len(set(ENCODINGS)) == 18


def test_each_page_is_broken_as_its_encoding_says():
    by_name = {truth.encoding: (truth, body, charset) for truth, body, charset in old_pages("small")}
    for name in ("windows-1258", "windows-1258 undeclared", "VISCII", "VPS"):
        with pytest.raises(UnicodeDecodeError):
            by_name[name][1].decode()
    assert by_name["windows-1258"][2] == by_name["header and meta disagree"][2] == "windows-1258"
    assert by_name["windows-1258 undeclared"][2] is None
    assert b"charset" not in by_name["windows-1258 undeclared"][1].lower()
    signs = {
        "TCVN3": "\u00ad", "TCVN3 capitals": ".VnTimeH", "VNI": "VNI-Times", "TCVN3 font round Unicode": ".VnTime",
        "NFD body": "\u0323", "eth for Đ": "\u00d0", "gha for ư": "\u01a3", "numeric references": "&#x1ED",
        "double UTF-8": "á»", "byte order mark inside": "\ufeff", "no-break spaces": "\u00a0\u00a0",
    }  # fmt: skip
    for name, sign in signs.items():
        assert sign in by_name[name][1].decode(), name
    assert re.search("\\w[\u00ad\u200b]\\w", by_name["invisible signs"][1].decode())
    assert re.search("[a-z][\u00ad©®¬«¸¹][a-z ]", by_name["TCVN3 quotation"][1].decode())


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_title_date_and_every_word_come_back(size):
    for truth, body, charset in old_pages(size):
        page = decode(body, charset, f"http://portal.example{truth.urls[0]}")
        draft = extract(page)
        assert " ".join((draft.title or "").casefold().split()) == truth.title.casefold(), truth.encoding
        assert draft.published in {truth.published, None}
        assert likeness(truth.text, draft.text)[0] == 1, truth.encoding
        assert unicodedata.is_normalized("NFC", draft.text)
        untouched = {"TCVN3 font round Unicode", "no-break spaces", "windows-1258", "numeric references"}
        assert draft.repairs or truth.encoding in untouched, truth.encoding


def test_tables_of_the_portal():
    assert tcvn3("Đảng uỷ Ủy ban") == "§¶ng uû ñy ban"
    assert vni("Đảng uỷ Ủy ban, ẳ ỵ Ĩ") == "Ñaûng uyû UÛy ban, aú î Ó"


def test_half_of_the_old_word_files_are_in_old_fonts():
    files = [file for document in world(2008, "small", 0).documents for file in document.files if file.kind == "doc"]
    assert {file.encoding for file in files} == {"", "TCVN3", "VNI"}
    for file in files:
        data = bytes_of(2008, file)
        if file.encoding:
            assert {"TCVN3": b".VnTime", "VNI": b"VNI-Times"}[file.encoding] in data
            shown = re.sub(rb"\\'(..)", lambda match: bytes.fromhex(match[1].decode()), data).decode("latin-1")
            lines = shown.split("\\fs26\n")[1].rstrip("}\n").split("\\par\n")
            assert tuple(repair("\n".join(lines))[0].casefold().split("\n")) == tuple(map(str.casefold, file.lines))


def test_odd_attachments(portal, reader: Reader):
    held = {file.oddity or file.name: file for file in all_files(world(2008, "tiny", 0))}
    assert any(name.endswith(".DOC") for name in held)
    assert any(not unicodedata.is_normalized("NFC", name) for name in held)
    assert "huge" not in held
    for oddity in ("empty", "wrong type", "wrong name"):
        status, headers, body = reader.get(portal.base.rstrip("/") + held[oddity].href)
        assert status == 200
        if oddity == "empty":
            assert body == b""
        if oddity == "wrong type":
            assert (body[:4], headers["Content-Type"]) == (b"%PDF", "text/html")
        if oddity == "wrong name":
            assert "Káº¿ hoáº¡ch" in headers["Content-Disposition"].encode("latin-1").decode()
    assert {file.oddity for file in all_files(world(2008, "small", 0))} >= {"huge"}
