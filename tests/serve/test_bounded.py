"""No question stops the room, and no page of somebody else's has it work."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import quote

import pytest

from archiver.store.database import open_archive
from tests.serve.small_archive import article_row

_ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


@pytest.mark.parametrize("form", [".json", ""])
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("SELECT hex(zeroblob(100000000))", "string or blob too big"),
        ("SELECT randomblob(900000000)", "string or blob too big"),
        (f"{_ENDLESS} SELECT zeroblob(3000000) FROM c", "the answer is too large"),
        (f"{_ENDLESS} SELECT hex(zeroblob(1000000)) FROM c", "the answer is too large"),
        (f"SELECT {','.join(['hex(zeroblob(16000000))'] * 500)}", "too much memory"),
        (f"SELECT json_array({','.join(['hex(zeroblob(15000000))'] * 100)})", "too much memory"),
        (f"{_ENDLESS} SELECT json_group_array(hex(zeroblob(15000000))) FROM c", "too much memory"),
    ],
)
def test_a_question_that_asks_for_gigabytes_is_refused_at_once(reader, question, told, form):
    begun = time.monotonic()
    answer = reader.get(f"/portal{form}?sql={quote(question)}")
    assert time.monotonic() - begun < 20
    assert answer.status_code == 400
    assert told in answer.text


_HELD = """
import sqlite3
from archiver.serve.bounded import bounded, end_where_held
from archiver.serve.processes import in_processes

def serve():
    print("begun", flush=True)
    end_where_held(1.0)
    connection = sqlite3.connect(":memory:")
    with bounded(connection):
        connection.execute("SELECT instr(hex(zeroblob(15000000)), hex(zeroblob(7000000)) || '1')").fetchone()

in_processes(1, serve)
"""


def test_a_process_that_a_question_holds_for_hours_is_begun_anew():
    with subprocess.Popen([sys.executable, "-c", _HELD], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert [process.stdout.readline() for _ in range(2)] == [b"begun\n"] * 2
        finally:
            process.kill()
        assert b"did not end when its time was over" in process.stderr.read()


def test_the_longest_texts_are_answered(empty, open_room):
    """A document has four million letters at most, and an article may have several."""
    text = "Đại hội " * 500_000
    with closing(open_archive(empty.archive_db)) as db:
        db.table("articles").insert(article_row(1, "Dài", "<p>x</p>", text=text, attachment_text=text + text))
    reader = open_room(empty)
    (row,) = reader.get("/empty/articles.json?_shape=array").json()
    assert (row["text"], row["attachment_text"]) == (text, text + text)
    assert reader.get("/-/read/empty/article/1").status_code == 200
    assert "Dài" in reader.get("/-/read/empty/search?q=hoi").text


@pytest.mark.parametrize("path", ["/portal.json?sql=SELECT+1", "/-/read/portal", "/-/read/portal/search?q=hoi"])
@pytest.mark.parametrize(
    ("site", "destination", "status"),
    [
        ("cross-site", "image", 403),
        ("cross-site", "empty", 403),
        ("cross-site", "iframe", 403),
        ("cross-site", "document", 200),  # a link on another site
        ("same-site", "empty", 200),
        ("same-origin", "image", 200),
        ("none", "document", 200),
    ],
)
def test_a_page_of_another_site_cannot_have_the_room_work(reader, path, site, destination, status):
    answer = reader.get(path, sec_fetch_site=site, sec_fetch_dest=destination)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_stands_in_an_archived_page_is_of_another_site_to_it(reader):
    picture = "/-/replay/portal/20140506070809im_/http://portal.example/anh.png"
    assert reader.get(picture, sec_fetch_site="cross-site", sec_fetch_dest="image").status_code == 200
