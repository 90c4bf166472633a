"""What a folder holds is known by how its files begin; what is not taken of it is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import run_archiver
from foreign_files import ARC_BEGIN, arc, package, packed, response
from recorded import HOST, PROFILE, page, profile

from archiver.jobs.import_folder import SavedFolder, read_folder

SITE = HOST.partition("//")[2]
BODY = page("Đại hội", "Bình An")
SAVED = f"<!-- saved from url=(0030){HOST}/bai-2 -->\n".encode() + page("Hội nghị", "Hòa Bình")


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def names(found: SavedFolder, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in found.records]


def test_files_of_records_are_known_whatever_they_are_called_and_the_rest_is_named(tmp_path):
    files = {
        "part-00.warc": response(0),
        "noending": response(1),
        "sub/download.warc.1": packed([response(2)]),
        "sub/x.warc.gz.open": packed([response(3)])[:-4],
        "sub/2009": b"\r\n" + ARC_BEGIN + arc(4),
        "empty.warc": b"",
        "saved/page.html": SAVED,
        "saved/page_files/a.png": b"\x89PNG\r\n\x1a\n",
        "loose.html": BODY,
        "crawl.log": b"WARC/1.0 was written\n",
        "letter.gz": packed([b"Kinh gui"]),
        "cut.gz": b"\x1f\x8b\x08",
    }
    folder = lay(tmp_path, files)
    package(folder / "sub" / "pack", {"archive/a.warc": response(5)})
    package(folder / "letter.docx", {"word/document.xml": b"<w/>"})
    package(folder / "2010.zip", {"2010/a.warc": response(6)}, description=False)
    found = read_folder(folder, profile(), None)
    assert names(found, folder) == [
        "empty.warc", "noending", "part-00.warc", "sub/2009", "sub/download.warc.1", "sub/pack", "sub/x.warc.gz.open",
    ]  # fmt: skip
    assert [one.url for one in found.kept] == [f"{HOST}/bai-2", f"{HOST}/page_files/a.png"]
    reason = "is no file of records, and no page that tells its address"
    assert list(found.left) == [
        "2010.zip: is a packed folder (ZIP): unpack it and import the folder",
        *(f"{name}: {reason}" for name in ("crawl.log", "cut.gz", "letter.docx", "letter.gz", "loose.html")),
    ]


def test_a_mirror_beside_the_record_of_the_same_crawl_is_not_taken_twice_and_counted(tmp_path):
    pages = {f"{SITE}/bai-{number}.html": BODY for number in range(3)}
    folder = lay(tmp_path, {"crawl.warc.gz": packed([response(0)]), **pages, "cdn.example/a.png": b"\x89PNG"})
    found = read_folder(folder, profile(), None)
    assert names(found, folder) == ["crawl.warc.gz"]
    assert found.kept == ()
    assert [one.partition(" of a mirror")[0] for one in found.left] == ["cdn.example/: 1 file", f"{SITE}/: 3 files"]
    assert len(read_folder(folder / SITE, profile(), None).kept) == 3  # as the reason says: by itself


def test_a_file_of_records_that_a_site_offered_does_not_hide_the_mirror_in_which_it_lies(tmp_path):
    folder = lay(
        tmp_path, {f"{SITE}/bai-1.html": BODY, f"{SITE}/kho/old.warc": response(0), "cdn.example/a.png": b"\x89PNG"}
    )
    found = read_folder(folder, profile(), None)
    assert names(found, folder) == [f"{SITE}/kho/old.warc"]
    assert [one.url for one in found.kept] == ["https://cdn.example/a.png", f"{HOST}/bai-1.html"]
    assert found.left == ()


def test_an_address_that_is_given_by_hand_holds_beside_files_of_records_too(tmp_path):
    folder = lay(tmp_path, {"crawl.warc": response(0), "tin/index.html": BODY})
    assert [one.url for one in read_folder(folder, profile(), f"{HOST}/cu").kept] == [f"{HOST}/cu/tin/"]


def addresses(found: SavedFolder) -> list[str]:
    return [one.url for one in found.kept]


def mirrored(address: str, when: str = "Mon, 05 May 2014 08:00:00 GMT") -> bytes:
    return (
        f"<html>\n<!-- Mirrored from {address} by HTTrack Website Copier/3.x [XR&CO'2014], {when} -->\n".encode() + BODY
    )


def test_a_page_that_httrack_mirrored_names_its_address_and_its_moment(tmp_path):
    """The names of its files do not: they are made to be called up from a disk."""
    files = {
        f"{SITE}/news9ed2.html": mirrored(f"{SITE}/news.aspx?NewsId=3"),
        f"{SITE}/news1a2b.html": mirrored(f"https://{SITE}/news.aspx?NewsId=6", "yesterday"),
        f"{SITE}/anh/a.png": b"\x89PNG",
        "index.html": b"<html><title>Local index - HTTrack Website Copier</title>",
        "hts-cache/new.zip": b"PK\3\4xx",
    }
    found = read_folder(lay(tmp_path / "Cong", files), profile(), None)
    assert {(one.url, one.saved_at) for one in found.kept} == {
        (f"http://{SITE}/news.aspx?NewsId=3", datetime(2014, 5, 5, 8, tzinfo=UTC)),
        (f"https://{SITE}/news.aspx?NewsId=6", None),
        (f"{HOST}/anh/a.png", None),
    }
    assert [one.partition(":")[0] for one in found.left] == ["hts-cache/new.zip", "index.html"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (f"Ong Nam/2012/www.{SITE}/tin/a.html", f"https://www.{SITE}/tin/a.html"),
        (f"Ong Nam/2012/cdn.example/{SITE}.html", f"https://cdn.example/{SITE}.html"),  # beside the portal's own
        (f"cdn.example/web/2012/{SITE}/a.html", f"{HOST}/a.html"),
        (f"{SITE}/2012/{SITE}/a.html", f"{HOST}/a.html"),
        (f"{SITE}/bai.viet/a.html", f"{HOST}/bai.viet/a.html"),
        ("cdn.example/bai.viet/a.html", "https://cdn.example/bai.viet/a.html"),
        ("Ong Nam/2013/bai.viet/a.html", None),
    ],
)
def test_the_folder_of_a_host_may_lie_deep(tmp_path, name, address):
    folder = lay(tmp_path / "kho", {name: BODY, f"Ong Nam/2012/www.{SITE}/index.html": BODY})
    found = read_folder(folder, profile(), None)
    assert set(addresses(found)) == {f"https://www.{SITE}/", *([address] if address else [])}


def test_the_command_takes_all_of_a_mixed_folder_and_names_what_it_leaves(tmp_path):
    (tmp_path / "so.toml").write_text(f'platform = "generic"\n{PROFILE}', "utf-8")
    lay(tmp_path / "mixed", {"a.warc": response(0), "b": response(1), "saved/x.html": SAVED, "readme.txt": b"Kho"})
    done = run_archiver("import", "mixed", "--site", "so.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "mixed: not taken: readme.txt: is no file of records" in done.stderr
    kept = tmp_path / "output" / "so-vi-du" / "warc" / "import"
    assert sorted(path.name for path in kept.iterdir() if path.suffix != ".cdxj") == ["a.warc", "b", "mixed.warc.gz"]
