"""An archive of imports only: what was taken in is told, and nobody speaks of crawls that never were."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from foreign_files import http, record

from archiver.jobs.importing import Incoming, import_files
from archiver.layout import ArchiveFolder
from archiver.store.database import open_archive
from tests.jobs.recorded import HOST, PROFILE, page, profile

ROOM = "/-/read/so-vi-du"


@pytest.fixture
def imported(tmp_path: Path) -> ArchiveFolder:
    folder = ArchiveFolder(tmp_path / "so-vi-du")
    path = tmp_path / "old <b>crawl.warc"
    path.write_bytes(
        record(
            "response", f"{HOST}/bai-1", http(page("Đại hội", "Bình An")), date="2015-06-01T08:00:00Z", number="1" * 32
        )
        + b"what is no record\r\n\r\n"
    )
    import_files(folder, profile(), [Incoming(path, path.name, f"/kho/{path.name}", person="Lan")])
    folder.profile.write_text(PROFILE, "utf-8")
    return folder


def soup(reader, path: str, language: str = "en") -> BeautifulSoup:
    return BeautifulSoup(reader.get(f"{ROOM}{path}", language).text, "lxml")


def test_each_import_is_told_with_where_it_came_from_and_what_was_found(imported, open_room):
    reader = open_room(imported)
    listed = soup(reader, "/crawls")
    (row,) = listed.select("#imports ~ .wide tbody tr")
    file, source, person, kind, size, taken, held, findings = (cell.text for cell in row.select("td"))
    assert file.startswith("warc/import/old_")
    assert (source, person, kind) == ("/kho/old <b>crawl.warc", "Lan", "WARC 1.0")
    assert (size[-3:], taken, held) == (" KB", "1", "0")
    assert int(findings) > 0
    assert reader.get(row.a["href"]).status_code == 200
    assert "nhập tệp" in soup(reader, "/crawls", "vi").select_one("#imports").text
    (told,) = reader.get(f"{ROOM}/crawls.json").json()["imports"]["rows"]
    assert (told["person"], told["taken"], told["findings"]) == ("Lan", 1, int(findings))


def test_a_long_list_of_imports_is_turned(imported, open_room):
    with_many = open_archive(imported.archive_db)
    ((detail,),) = with_many.execute("SELECT detail FROM events WHERE type = 'import'").fetchall()
    with_many["events"].insert_all(
        {
            "id": f"import-{n:03}",
            "happened_at": "2015-01-01T00:00:00Z",
            "type": "import",
            "agent": "a",
            "detail": detail,
        }
        for n in range(60)
    )
    with_many.conn.close()
    reader = open_room(imported)
    first, second, third = (soup(reader, f"/crawls?page={number}") for number in (1, 2, 3))
    assert [len(one.select("#imports ~ .wide tbody tr")) for one in (first, second, third)] == [50, 11, 0]
    assert first.select_one("a[rel=next]")["href"] == "?page=2"
    assert not second.select("a[rel=next]")
    assert "No crawl has been made yet" not in second.text
    assert "The list ends before this page." in third.text


def test_of_what_no_crawl_has_looked_at_it_is_not_said_that_it_is_live(imported, open_room):
    reader = open_room(imported)
    link = soup(reader, "").select_one("#newest ~ ul a")["href"].removeprefix(ROOM)
    assert "first captured 1 June 2015" in soup(reader, "").text
    facts = {one.dt.text: one.dd.text for one in soup(reader, link).select(".facts div")}
    assert facts["Status"] == "as last captured on 1 June 2015, 08:00 (UTC); no crawl has fetched it since"
    db = open_archive(imported.archive_db)
    crawl = {
        "id": "c",
        "site": "s",
        "started_at": "2015-01-01T00:00:00Z",
        "outcome": "finished",
        "requests": 1,
        "bytes": 1,
    }
    db["crawls"].insert(crawl)
    db.conn.close()
    facts = {one.dt.text: one.dd.text for one in soup(reader, link).select(".facts div")}
    assert facts["Status"] == "live at the portal"
