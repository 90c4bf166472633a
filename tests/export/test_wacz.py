"""The archive as a WACZ: what is in it, what others say of it, and when it is not written."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from command import run_archiver
from foreign_files import ARC_BEGIN, http, package, record

from archiver.errors import ArchiveBusy, ArchiveError
from archiver.export.wacz import pack
from archiver.export.zipnum import BLOCK, Blocks
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.store.lock import hold
from tests.judges import needs_judges, program


@pytest.fixture(scope="module")
def packed(crawled: ArchiveFolder, tmp_path_factory) -> Path:
    return pack(crawled, tmp_path_factory.mktemp("exports") / "new" / "portal.wacz").path


@pytest.fixture
def folder(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    """An archive of the test's own."""
    shutil.copytree(crawled.root, tmp_path / "portal")
    return ArchiveFolder(tmp_path / "portal")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert {one.compress_type for one in package.infolist()} == {zipfile.ZIP_STORED}
        return {name: package.read(name) for name in package.namelist()}


def test_each_part_begins_right_behind_its_name(packed):
    """ReplayWeb.page counts on it: with a field for large sizes between them it reads zeros, and opens nothing."""
    data = packed.read_bytes()
    with zipfile.ZipFile(packed) as package:
        for one in package.infolist():
            assert int.from_bytes(data[one.header_offset + 28 : one.header_offset + 30], "little") == 0, one.filename


def test_each_part_is_what_the_description_says(packed, crawled):
    held_parts = parts(packed)
    description = json.loads(held_parts["datapackage.json"])
    told = {one["path"]: (one["bytes"], one["hash"]) for one in description["resources"]}
    assert told == {
        name: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        for name, data in held_parts.items()
        if not name.startswith("datapackage")
    }
    assert json.loads(held_parts["datapackage-digest.json"])["hash"].endswith(
        hashlib.sha256(held_parts["datapackage.json"]).hexdigest()
    )
    assert description["wacz_version"] == "1.1.1"
    (warc,) = crawled.warc_files()
    assert held_parts[f"archive/{warc.name}"] == warc.read_bytes()


def test_the_index_is_that_of_the_record_in_blocks(packed, crawled):
    held_parts = parts(packed)
    head, *listed = held_parts["indexes/index.idx"].decode().splitlines()
    assert json.loads(head.removeprefix("!meta 0 "))["format"] == "cdxj-gzip-1.0"
    lines = "".join(gzip.decompress(block(held_parts, line)).decode() for line in listed)
    (warc,) = crawled.warc_files()
    assert lines == cdxj_of(warc).read_text("utf-8")


def block(held_parts: dict[str, bytes], line: str) -> bytes:
    place = json.loads(line.split(" ", 2)[2])
    data = held_parts[f"indexes/{place['filename']}"][place["offset"] : place["offset"] + place["length"]]
    assert place["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    return data


def test_a_large_index_has_many_blocks():
    lines = [f"org,a)/{number:06} 20140506070809 {{}}\n" for number in range(BLOCK * 2 + 1)]
    blocks = Blocks(lines, "index.cdx.gz")
    data = list(blocks)
    assert "".join(gzip.decompress(one).decode() for one in data) == "".join(lines)
    named = [line.split(" ")[0] for line in blocks.listed.splitlines()[1:]]
    assert named == ["org,a)/000000", f"org,a)/{BLOCK:06}", f"org,a)/{2 * BLOCK:06}"]


def test_the_pages_are_the_articles_with_their_text(packed, crawled):
    head, main, *pages = map(json.loads, parts(packed)["pages/pages.jsonl"].splitlines())
    assert head["format"] == "json-pages-1.0"
    assert main["title"] == "Đảng bộ Khối"
    with closing(sqlite3.connect(crawled.archive_db)) as db:
        texts = dict(db.execute("SELECT c.url, a.text FROM articles a JOIN captures c ON c.id = a.capture_id"))
    assert {one["url"]: one.get("text", "") for one in pages} == texts


def judged_by_py_wacz(path: Path) -> str:
    """Its exit code is 0 on failure too, so its words are read."""
    done = subprocess.run(
        [program("wacz", "wacz"), "validate", "-f", path], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


@needs_judges
def test_py_wacz_calls_it_valid(packed):
    assert "Validation succeeded" in judged_by_py_wacz(packed)


def test_what_was_exported_comes_in_again(packed, crawled, tmp_path):
    shutil.copy(crawled.profile, tmp_path / "portal.toml")
    done = run_archiver("import", packed, "--site", "portal.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout
    again = ArchiveFolder(tmp_path / "output" / "dang-bo-khoi")
    assert articles(again) == articles(crawled)


def articles(folder: ArchiveFolder) -> list[Any]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute("SELECT id, url, title, text, published FROM articles ORDER BY id").fetchall()


def test_the_command_says_what_it_wrote(folder, tmp_path):
    done = run_archiver("export", "wacz", "--json", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert Path(told["path"]) == folder.exports / "portal.wacz"
    assert (told["warc_files"], told["left_out"]) == (1, [])
    assert told["pages"] == len(articles(folder)) + 1
    done = run_archiver("export", "wacz", "--whole", "--to", "away.wacz", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run_archiver("events", "--type", "exporting", "--json", "--archive", folder.root, cwd=tmp_path)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["object"], one["detail"]["whole"]) for one in events] == [
        (str(folder.exports / "portal.wacz"), False),
        (str(tmp_path / "away.wacz"), True),
    ]
    assert events[1]["detail"]["sha256"] == hashlib.sha256((tmp_path / "away.wacz").read_bytes()).hexdigest()


TEXT = (
    "Sáng ngày 12 tháng 5, đoàn công tác của Đảng ủy khối đã về thăm và làm việc với các xã trên địa bàn huyện {name}. "
)


def answer(name: str) -> bytes:
    page = f"<html><title>Tin {name}</title><h1>Tin {name}</h1><p>{TEXT.format(name=name) * 6}</p></html>"
    return http(page.encode(), head="Content-Type: text/html; charset=utf-8")


@pytest.fixture
def gathered(tmp_path: Path) -> Path:
    """An archive of what others have kept, a page in each: WARC packed by record, bare, as one, and in packages; and ARC."""
    (tmp_path / "so.toml").write_text('name = "so"\ntitle = "Sở"\nstart = "http://a.example/"\n', "utf-8")
    warc = {
        name: record("response", f"http://a.example/{name}", answer(name), number=name)
        for name in ("each", "bare", "one", "stored", "second", "small")
    }
    block = answer("old")
    (tmp_path / "each.warc.gz").write_bytes(gzip.compress(warc["each"]))
    (tmp_path / "bare.warc").write_bytes(warc["bare"])
    more = record("metadata", "", b"by: Lan\r\n", media="application/warc-fields", number="more")
    (tmp_path / "one.warc.gz").write_bytes(gzip.compress(more + warc["one"]))
    (tmp_path / "old.arc").write_bytes(
        ARC_BEGIN + f"http://a.example/old 10.0.0.1 20150601080000 text/html {len(block)}\n".encode() + block + b"\n"
    )
    held = {name: {"archive/data.warc.gz": gzip.compress(warc[name])} for name in ("stored", "small")}
    held["stored"]["archive/more/data.warc"] = warc["second"]
    package(tmp_path / "stored.wacz", held["stored"])
    package(tmp_path / "small.wacz", held["small"], deflated=True)
    for name in ("each.warc.gz", "bare.warc", "one.warc.gz", "old.arc", "stored.wacz", "small.wacz"):
        done = run_archiver("import", name, "--site", "so.toml", cwd=tmp_path)
        assert done.returncode == 0, done.stderr + done.stdout
    return tmp_path


def test_what_others_had_kept_goes_on_with_it(gathered):
    folder = ArchiveFolder(gathered / "output" / "so")
    done = run_archiver("export", "wacz", "--json", "--archive", folder.root, cwd=gathered)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["left_out"], told["unplayed"]) == (["import/old.arc"], ["import/one.warc.gz"])
    held_parts = parts(Path(told["path"]))
    for name in ("each.warc.gz", "bare.warc", "one.warc.gz"):
        assert held_parts[f"archive/import-{name}"] == (gathered / name).read_bytes()
    with zipfile.ZipFile(gathered / "stored.wacz") as held:
        within = [held.read(name) for name in ("archive/data.warc.gz", "archive/more/data.warc")]
    assert [held_parts[f"archive/import-stored.wacz-0000{n}.warc{e}"] for n, e in enumerate((".gz", ""))] == within
    index = gzip.decompress(held_parts["indexes/index.cdx.gz"]).decode().splitlines()
    played = {json.loads(line.split(" ", 2)[2])["url"]: json.loads(line.split(" ", 2)[2]) for line in index}
    assert {url: one["filename"] for url, one in played.items()} == {
        "http://a.example/each": "import-each.warc.gz", "http://a.example/bare": "import-bare.warc",
        "http://a.example/stored": "import-stored.wacz-00000.warc.gz", "http://a.example/second": "import-stored.wacz-00001.warc",
        "http://a.example/small": "import-small.wacz.00000.warc.gz",
    }  # fmt: skip
    for url, one in played.items():
        data = held_parts[f"archive/{one['filename']}"][int(one["offset"]) :][: int(one["length"])]
        record = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        assert record.startswith(b"WARC/1.0\r\n")
        assert f"WARC-Target-URI: {url}\r\n".encode() in record
    _, *pages = map(json.loads, held_parts["pages/pages.jsonl"].splitlines())
    assert {one["url"] for one in pages} == set(played)  # no page of which a player has nothing
    assert {url for _, url, *_ in articles(folder)} == set(played) | {"http://a.example/one", "http://a.example/old"}


def test_the_command_says_what_of_others_is_not_in_it(gathered):
    done = run_archiver("export", "wacz", "--archive", gathered / "output" / "so", cwd=gathered)
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr
    assert "Not in it, because a WACZ holds WARC files only: warc/import/old.arc" in told
    assert (
        "In it, but no player shows all of it, because records share a gzip member there: warc/import/one.warc.gz"
        in told
    )
    assert "with 12 WARC files and 5 pages" in told


def test_what_others_had_kept_comes_in_again(gathered, tmp_path_factory):
    packed = pack(ArchiveFolder(gathered / "output" / "so"), gathered / "so.wacz").path
    cwd = tmp_path_factory.mktemp("again")
    done = run_archiver("import", packed, "--site", gathered / "so.toml", cwd=cwd)
    assert done.returncode == 0, done.stderr + done.stdout
    again = articles(ArchiveFolder(cwd / "output" / "so"))
    assert again == [one for one in articles(ArchiveFolder(gathered / "output" / "so")) if not one[1].endswith("/old")]


def test_a_damaged_package_of_others_is_not_handed_on(gathered):
    folder = ArchiveFolder(gathered / "output" / "so")
    path = folder.imports / "stored.wacz"
    data = bytearray(path.read_bytes())
    data[len(data) - 300] ^= 1  # behind the parts that go out
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"stored\.wacz: is damaged: SHA256SUMS states another digest"):
        pack(folder, gathered / "so.wacz")


@needs_judges
def test_py_wacz_calls_valid_what_holds_files_of_others(gathered):
    packed = pack(ArchiveFolder(gathered / "output" / "so"), gathered / "so.wacz").path
    assert "Validation succeeded" in judged_by_py_wacz(packed)


def test_what_is_withheld_goes_out_only_when_it_is_meant(folder, tmp_path):
    url = articles(folder)[0][1]
    rule = ("--url", url, "--action", "takedown", "--reason", "Personal data", "--by", "Lan")
    assert run_archiver("access", "add", *rule, "--archive", folder.root, cwd=tmp_path).returncode == 0
    with pytest.raises(ArchiveError, match="--whole"):
        pack(folder, tmp_path / "x.wacz")
    assert not (tmp_path / "x.wacz").exists()
    assert pack(folder, tmp_path / "x.wacz", whole=True).warc_files == 2  # the decision stands in a file of its own


def test_what_was_copied_and_not_read_yet_is_told(folder, packed):
    folder.imports.mkdir()
    shutil.copy(packed, folder.imports / "theirs.wacz")
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    with folder.sha256sums.open("a") as sums:
        sums.write(f"{digest}  import/theirs.wacz\n")
    with pytest.raises(ArchiveError, match="its import was cut off, and the next one finishes it, then export again"):
        pack(folder, folder.exports / "x.wacz")


def test_a_damaged_record_is_not_handed_on(folder):
    target = folder.exports / "x.wacz"
    pack(folder, target)
    before = target.read_bytes()
    (warc,) = folder.warc_files()
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 1
    warc.write_bytes(data)
    with pytest.raises(ArchiveError, match="archiver verify"):
        pack(folder, target)
    assert [path.name for path in folder.exports.iterdir()] == ["x.wacz"]
    assert target.read_bytes() == before


def test_a_lost_index_is_named(folder):
    (warc,) = folder.warc_files()
    cdxj_of(warc).unlink()
    with pytest.raises(ArchiveError, match="verify --repair"):
        pack(folder, folder.exports / "x.wacz")


def test_nothing_is_exported_while_a_crawl_writes(folder):
    with hold(folder.lock("crawl"), "busy"), pytest.raises(ArchiveBusy):
        pack(folder, folder.exports / "x.wacz")
