from __future__ import annotations

import sqlite3

import pytest
from bs4 import BeautifulSoup

from archiver.layout import ArchiveFolder
from archiver.serve.admission import PASS
from archiver.serve.files import Holding, _disposition
from tests.serve.kept import Kept
from tests.serve.small_archive import PNG, SITE


def test_a_picture_is_shown_as_what_its_bytes_are(reader):
    answer = reader.get("/-/file/portal/picture")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline;")


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"\0\0\0\x1cftypavif" + b"\0" * 16, "image/avif"),
        (b"\0\0\1\0\1\0\x10\x10" + b"\0" * 16, "image/x-icon"),
        (b"RIFF\1\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_pictures_of_all_kinds_that_browsers_draw_are_shown(tmp_path, open_room, body, media_type):
    kept = Kept(ArchiveFolder(tmp_path / "kinds"))
    capture = kept.add(f"{SITE}/p", body, "application/octet-stream")
    reader = open_room(kept.done())
    for place in (f"/-/file/kinds/{capture}", f"/-/replay/kinds/20140506070809im_/{SITE}/p"):
        answer = reader.get(place)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_a_drawing_in_an_article_is_shown_as_the_replay_makes_it_harmless(tmp_path, open_room):
    kept = Kept(ArchiveFolder(tmp_path / "drawn"))
    svg = "<svg viewBox='0 0 1 1'><script>alert(1)</script><rect width='1' height='1'/></svg>"
    drawings = [kept.add(f"{SITE}/{name}", svg, media_type) for name, media_type in _DRAWINGS]
    photo = kept.add(f"{SITE}/anh.png", PNG)
    names = [*(name for name, _ in _DRAWINGS), "anh.png"]
    kept.article(1, "Bài", "".join(f'<img src="{SITE}/{name}">' for name in names))
    for number, (name, capture) in enumerate(zip(names, [*drawings, photo], strict=True), 1):
        media_type = dict(_DRAWINGS).get(name)
        kept.attachment(
            number, 1, kind="image", url=f"{SITE}/{name}", filename=name, media_type=media_type, capture_id=capture
        )
    reader = open_room(kept.done())
    page = BeautifulSoup(reader.get("/-/read/drawn/article/1").text, "lxml")
    sources = [image["src"] for image in page.select(".text img")]
    assert sources == [image["src"] for image in page.select(".pictures img")]
    for source, media_type in zip(sources, ["image/svg+xml", "image/svg+xml", "image/png"], strict=True):
        answer = reader.get(source)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
        assert b"script" not in answer.content
    passed = PASS.set("/-/pass/x")  # as a room with a password has it: only what stands in the sandbox needs it
    assert "/-/pass/" not in reader.get("/-/read/drawn/article/1").text
    PASS.reset(passed)
    assert [link["href"] for link in page.select(".pictures a")] == [
        f"/-/file/drawn/{one}" for one in (*drawings, photo)
    ]


_DRAWINGS = [("logo.SVG", "text/plain"), ("ve?id=1", "image/svg+xml")]


@pytest.mark.parametrize("capture", ["paper", "again"])
def test_a_document_is_saved_under_its_own_name(reader, capture):
    answer = reader.get(f"/-/file/portal/{capture}")
    assert answer.content.startswith(b"%PDF-1.4")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Quy_t')
    assert "filename*=UTF-8''Quy%E1%BA%BFt%20" in disposition
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("capture", ["drawing", "false-picture", "11111111-1111-4111-8111-111111111111"])
def test_markup_is_never_shown(reader, capture):
    answer = reader.get(f"/-/file/portal/{capture}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("capture", "reason"),
    [
        ("no-file", "missing.warc.gz"),
        ("outside", "no file name under warc/"),
        ("above", "no file name under warc/"),
        ("between", "offset 7"),
        ("changed", "archiver verify"),
        ("unknown-coding", "br"),
        ("lost-payload", "elsewhere"),
        ("ring", "ring"),
        ("~2E~2E~2F~2E~2E~2Fx", "no such"),
    ],
)
def test_what_cannot_be_read_names_its_place(reader, capture, reason):
    answer = reader.get(f"/-/file/portal/{capture}")
    assert answer.status_code == 502
    assert reason.lower() in answer.text.lower()
    assert "root:" not in answer.text
    assert "offset" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ['a"; x="b', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "", ".", "ế" * 400, "\ud800"])
def test_a_file_name_stays_inside_its_header(name):
    header = _disposition("attachment", name)
    assert header.isascii()
    assert header.count('"') == 2
    assert not set("\r\n/\\") & set(header)
    assert len(header) < 2000


def test_a_holding_reads_the_last_of_its_rows():
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = tuple(connection.execute("SELECT 1 AS id UNION SELECT 2 ORDER BY id"))
    connection.close()
    assert Holding(rows=rows, filename="x", media_type=None).row["id"] == 2
