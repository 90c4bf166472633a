"""A text is proved from its bytes; where bytes or index were changed, the proof says where."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import subprocess
from contextlib import closing
from hashlib import sha1

import pytest
from foreign_files import ARC_BEGIN, http, packed, record
from recorded import HOST, page, profile, record_everything

from archiver.errors import ArchiveError, WarcError
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.ingest import ingest
from archiver.jobs.prove import prove
from archiver.layout import ArchiveFolder


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> ArchiveFolder:
    folder = record_everything(tmp_path_factory.mktemp("prove") / "so-vi-du").folder
    ingest(folder, profile())
    return folder


@pytest.fixture
def folder(archive, tmp_path) -> ArchiveFolder:
    shutil.copytree(archive.root, tmp_path / "so-vi-du")
    return ArchiveFolder(tmp_path / "so-vi-du")


def change(folder: ArchiveFolder, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert db.execute(statement, values).rowcount > 0
        db.commit()


def texts(folder: ArchiveFolder) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute("SELECT a.url, v.number FROM versions v JOIN articles a ON a.id = v.article_id").fetchall()


def test_every_version_of_every_article_is_proved(archive):
    proofs = [prove(archive, url, profile(), number) for url, number in texts(archive)]
    assert len(proofs) == 4  # one of them in three versions
    assert all(proof.holds for proof in proofs)
    assert all(proof.same_reader and proof.encoding == "utf-8" and proof.stage for proof in proofs)


def test_a_revisit_is_proved_by_the_record_that_holds_its_payload(archive):
    proof = prove(archive, f"{HOST}/bai-1", profile())
    assert [one.record_type for one in proof.evidence] == ["response", "revisit", "response"]
    assert proof.holds


def test_a_document_is_proved_in_each_content_that_it_had(archive):
    readable, broken = (prove(archive, f"{HOST}/files/Quy%20che.pdf", profile(), number) for number in (1, 2))
    assert (readable.what, readable.compared, readable.holds) == ("document", ("sha256", "size", "text"), True)
    assert readable.digest != broken.digest
    assert broken.holds
    assert broken.stage is not None
    assert broken.stage.startswith("unreadable")


def test_the_lines_for_the_shell_print_the_digests_that_the_proof_names(archive):
    for url in (f"{HOST}/bai-2", f"{HOST}/files/Quy%20che.pdf"):
        evidence = prove(archive, url, profile(), 1).evidence
        assert [len(one.commands) for one in evidence if one.record_type == "response"] == [2] * len(
            [one for one in evidence if one.record_type == "response"]
        )
        for command, digest in (line for one in evidence for line in one.commands):
            done = subprocess.run(["bash", "-c", command], cwd=archive.root, capture_output=True, text=True, check=True)
            assert done.stdout.split()[0] == digest


def test_a_text_that_was_changed_in_the_index_differs_at_the_letter(folder):
    with closing(sqlite3.connect(folder.archive_db)) as db:
        (text,) = db.execute("SELECT text FROM articles WHERE url = ?", [f"{HOST}/bai-1"]).fetchone()
    at = text.index("huyện Bình") + 6
    changed = text[:at] + "Y" + text[at + 1 :]
    change(folder, "UPDATE versions SET text = ? WHERE text = ?", changed, text)
    proof = prove(folder, f"{HOST}/bai-1", profile())
    assert not proof.holds
    assert not proof.faults
    assert [(one.field, one.at) for one in proof.differences] == [("text", at)]
    assert "Y" in (proof.differences[0].index or "")
    assert "Bình" in (proof.differences[0].record or "")


def test_bytes_that_were_changed_do_not_agree_with_their_digest(folder):
    proof = prove(folder, f"{HOST}/bai-2", profile(), 2)
    place = proof.evidence[0]
    path = folder.root / place.file
    data = path.read_bytes()
    record = gzip.decompress(data[place.offset : place.offset + place.length])
    assert record.count("Tân Lập".encode()) > 1
    forged = gzip.compress(record.replace("Tân Lập".encode(), "Tân Lộc".encode()))
    path.write_bytes(data[: place.offset] + forged + data[place.offset + place.length :])
    change(
        folder,
        "UPDATE captures SET warc_length = ? WHERE warc_file = ? AND warc_offset = ?",
        len(forged),
        path.name,
        place.offset,
    )
    proof = prove(folder, f"{HOST}/bai-2", profile(), 2)
    assert not proof.holds
    names = ("WARC-Block-Digest", "WARC-Payload-Digest", "digest in the index")
    assert [name for name, fault in zip(names, proof.faults, strict=True) if f"the {name} is written" in fault] == [
        *names
    ]
    assert {one.field for one in proof.differences} >= {"text", "digest"}


def test_what_is_not_there_cannot_be_proved(folder):
    with pytest.raises(ArchiveError, match="Not in the archive"):
        prove(folder, f"{HOST}/khong-co", profile())
    with pytest.raises(ArchiveError, match="no article"):
        prove(folder, f"{HOST}/tin-tuc", profile())
    with pytest.raises(ArchiveError, match="has no version 9"):
        prove(folder, f"{HOST}/bai-2", profile(), 9)
    for path in folder.warc_files():
        path.unlink()
    with pytest.raises(WarcError, match="cannot be read"):
        prove(folder, f"{HOST}/bai-2", profile())


def arc_of(path: str, body: bytes) -> bytes:
    block = http(body)
    return f"{HOST}{path} 10.0.0.1 20150601080000 text/html {len(block)}\n".encode() + block + b"\n"


ARTICLE = page("Hội nghị tổng kết", "Hòa Bình")
WARC = [
    record("warcinfo", "", b"software: wget\r\n", media="application/warc-fields"),
    record("response", f"{HOST}/bai-7", http(ARTICLE), number="7", fields=f"WARC-Payload-Digest: sha1:{sha1(ARTICLE).hexdigest()}"),
    record("revisit", f"{HOST}/bai-7", http(b"", length=False), number="8", date="2016-06-01T08:00:00Z",
           fields=f"WARC-Refers-To: <urn:uuid:7>\nWARC-Payload-Digest: sha1:{sha1(ARTICLE).hexdigest()}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "types"),
    [
        ("a.warc.gz", packed(WARC), ["response", "revisit", "response"]),
        ("one-member.warc.gz", gzip.compress(b"".join(WARC)), ["response", "revisit", "response"]),
        ("plain.warc", b"".join(WARC), ["response", "revisit", "response"]),
        ("old.arc.gz", packed([ARC_BEGIN, arc_of("/bai-7", ARTICLE)]), ["exchange"]),
        ("old.arc", ARC_BEGIN + arc_of("/bai-7", ARTICLE), ["exchange"]),
    ],
)
def test_a_text_from_a_file_of_others_is_proved_too(tmp_path, name, content, types):
    path, folder = tmp_path / name, ArchiveFolder(tmp_path / "so-vi-du")
    path.write_bytes(content)
    import_files(folder, profile(), [Incoming(path, name, str(path))])
    proof = prove(folder, f"{HOST}/bai-7", profile())
    assert (proof.holds, [one.record_type for one in proof.evidence]) == (True, types)
    for command, digest in (line for one in proof.evidence for line in one.commands):
        done = subprocess.run(["bash", "-c", command], cwd=folder.root, capture_output=True, text=True, check=True)
        assert done.stdout.split()[0] == digest, command
