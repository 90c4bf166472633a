"""Programs that others wrote, at our reading room and beside it: schemathesis, memento-client, pywb."""

from __future__ import annotations

import hashlib
import json
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from archiver.export.wacz import pack
from archiver.layout import ArchiveFolder
from archiver.serve.stamps import stamp_of
from tests.judges import needs_judges, program
from tests.serve.browsing import opened
from tests.serve.lived import NAME

pytestmark = needs_judges

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def room(crawled: ArchiveFolder) -> Iterator[str]:
    with opened(crawled) as address:
        yield address


def ask(folder: ArchiveFolder, question: str) -> list[Any]:
    """Rows of the index; of rows with one value, the values."""
    with closing(sqlite3.connect(folder.archive_db)) as db:
        rows = db.execute(question).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


def described(room: str, folder: ArchiveFolder) -> dict[str, Any]:
    """The description that the room gives of itself, with values that this archive holds."""
    told: dict[str, Any] = httpx.get(f"{room}/-/openapi.json", timeout=30).json()
    known = {
        "url": ask(folder, "SELECT url FROM captures GROUP BY status, media_type"),
        "id": ask(folder, "SELECT id FROM articles GROUP BY kind"),
        "capture": ask(folder, "SELECT id FROM captures GROUP BY status, media_type"),
        "crawl": ask(folder, "SELECT id FROM crawls"),
    }
    for operation in told["paths"].values():
        for parameter in (*operation["get"]["parameters"], *told["components"]["parameters"].values()):
            values = known.get(parameter.get("name"), [])
            if values:
                parameter["examples"] = {str(number): {"value": value} for number, value in enumerate(values)}
    return told


def test_the_room_is_as_it_describes_itself(room, crawled, tmp_path):
    """Whatever schemathesis asks, sense or none: no failure of ours, and no answer that is not described."""
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(described(room, crawled)), "utf-8")
    command = [program("schemathesis", "st"), "--no-color", "run", description, "--url", room, "--checks", CHECKS]
    bounds = [
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        "5",
        "--generation-deterministic",
        "--no-shrink",
    ]
    done = subprocess.run([*command, *bounds], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "21 selected / 21 total" in done.stdout


def test_a_memento_client_finds_its_way(room, crawled):
    """memento-client asks the portal too, which happens to be there still."""
    (url, fetched_at) = ask(
        crawled, "SELECT url, fetched_at FROM captures WHERE role = 'item' AND method = 'GET' AND status = 200 LIMIT 1"
    )[0]
    script = (
        "import sys, json, datetime; from memento_client import MementoClient;"
        "client = MementoClient(timegate_uri=sys.argv[1], check_native_timegate=False);"
        "print(json.dumps(client.get_memento_info(sys.argv[2], datetime.datetime(2014, 5, 6)), default=str))"
    )
    command = [program("memento_client", "python"), "-W", "ignore", "-c", script, f"{room}/-/timegate/{NAME}/", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    told = json.loads(done.stdout)
    stamp = stamp_of(fetched_at)
    assert told["original_uri"] == url
    assert told["mementos"]["closest"]["uri"] == [f"{room}/-/replay/{NAME}/{stamp}/{url}"]
    assert told["mementos"]["closest"]["datetime"].replace(" ", "T") + "Z" == fetched_at[:19] + "Z"
    assert told["mementos"]["closest"]["http_status_code"] == 200


@contextmanager
def wayback(folder: Path) -> Iterator[httpx.Client]:
    """pywb, which serves the collections in a folder."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [program("pywb", "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                for _ in range(100):
                    try:
                        client.get("/c/")
                        break
                    except httpx.ConnectError:
                        time.sleep(0.2)
                yield client
        finally:
            process.kill()


def wb_manager(folder: Path, *arguments: object) -> None:
    subprocess.run(
        [program("pywb", "wb-manager"), *map(str, arguments)], cwd=folder, capture_output=True, timeout=120, check=True
    )


@pytest.mark.parametrize("form", ["WARC", "WACZ"])
def test_pywb_gives_the_bytes_that_we_give(room, crawled, tmp_path, form):
    wb_manager(tmp_path, "init", "c")
    if form == "WARC":
        wb_manager(tmp_path, "add", "c", *crawled.warc_files())
    else:
        wb_manager(tmp_path, "add", "--unpack-wacz", "c", pack(crawled, tmp_path / "packed.wacz").path)
    rows = ask(
        crawled,
        "SELECT url, fetched_at, digest FROM captures WHERE method = 'GET' AND status = 200 AND revisit_of IS NULL ORDER BY id",
    )
    assert len(rows) > 50
    with wayback(tmp_path) as pywb, httpx.Client(base_url=room, timeout=30) as ours:
        for url, fetched_at, digest in rows:
            where = f"{stamp_of(fetched_at)}id_/{url}"
            assert digest_of(pywb, f"/c/{where}") == digest, url
            assert digest_of(ours, f"/-/replay/{NAME}/{where}") == digest, url
        theirs = listed(pywb, "/c/cdx", crawled)
        assert theirs == listed(ours, f"/-/cdx/{NAME}", crawled)
        assert len(theirs) >= len(rows)


def digest_of(client: httpx.Client, address: str) -> str:
    """Of the payload as it was sent, its content coding kept."""
    with client.stream("GET", address) as answer:
        assert answer.status_code == 200, address
        return f"sha256:{hashlib.sha256(b''.join(answer.iter_raw())).hexdigest()}"


def listed(client: httpx.Client, address: str, folder: ArchiveFolder) -> set[tuple[str, ...]]:
    """What a CDX API says of the pages of the portal: of the same record in the same words."""
    start = ask(folder, "SELECT url FROM captures WHERE role = 'start' LIMIT 1")[0]
    query = {"url": start, "matchType": "prefix", "output": "json", "limit": "5000"}
    lines = map(json.loads, client.get(address, params=query).text.splitlines())
    names = ("urlkey", "timestamp", "url", "status", "digest", "length", "offset")  # pywb renames what it unpacks
    return {tuple(one.get(name, "") for name in names) for one in lines}
