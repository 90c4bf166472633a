"""What people say stands in the record first: a rebuild gives every word again, and nothing that was captured changes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from recorded import HOST, profile

from archiver.errors import ArchiveError, UsageError
from archiver.jobs.access import Decision, all_rules, decide, lift
from archiver.jobs.annotate import Remark, annotate, said_of, withdraw
from archiver.jobs.care import keep_verdict
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.rebuild import rebuild
from archiver.jobs.verify import verify
from archiver.jobs.words import keep_deed
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.store.lock import exclusive
from archiver.warc.fixity import file_digest, recorded_sums
from archiver.warc.reader import Note, scan

TABLES = ("annotations", "access_rules", "withdrawals", "events", "checks", "readers")
PAGE = f"{HOST}/bai-1"
NOTE = "Theo  báo\u00a0giấy:\n\ttrang 2\u2028trang 3\u0085\u3000\x1b[31m 'đỏ' \\ \"x\""


def rows(folder: ArchiveFolder, table: str) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def described(folder: ArchiveFolder, url: str = PAGE) -> dict:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        db.row_factory = sqlite3.Row
        return dict(
            db.execute(
                "SELECT d.* FROM articles_described d JOIN article_urls u ON u.article_id = d.id WHERE u.url = ?", [url]
            ).fetchone()
        )


def test_every_word_is_there_again_after_a_rebuild(folder):
    before = b"".join(canonical_dump(folder.archive_db))
    first = annotate(folder, profile(), Remark(url=PAGE, fields=("title=Tên đúng", "published=2008-06")), "Lan")
    annotate(folder, profile(), Remark(url=PAGE, said={"note": NOTE, "collection": "Sách"}), "Lan")
    annotate(folder, profile(), Remark(crawl="crawl-1", said={"review": "signed-off"}), "Minh")
    annotate(folder, profile(), Remark(said={"rights": "CC BY 4.0", "retention": "permanent"}), "Minh")
    rule, _ = decide(folder, Decision(action="takedown", url=PAGE, reason="Thông tin cá nhân"), "Lan")
    decide(folder, Decision(action="embargo", section="van-ban", until="2999", reason="Chưa công bố"), "Lan")
    lift(folder, rule[:8], "Đã đồng ý", "Minh")
    withdraw(folder, "annotations", first, None, "Lan")
    keep_verdict(folder, verify(folder))
    keep_deed(folder, "export", about="archive.db", outcome="done", outcome_detail="2 articles", person="Lan")
    said = {table: rows(folder, table) for table in TABLES}
    assert b"".join(canonical_dump(folder.archive_db)) == before

    rebuild(folder, profile())

    assert {table: rows(folder, table) for table in TABLES} == said
    assert b"".join(canonical_dump(folder.archive_db)) == before


def test_captured_and_corrected_values_stand_side_by_side(folder):
    captured = described(folder)["title_captured"]
    annotate(folder, profile(), Remark(url=PAGE, fields=("title=Sai",)), "Lan")
    last = annotate(
        folder, profile(), Remark(url=f"{HOST}/ban-sao-1", fields=("title=Đúng",)), "Minh"
    )  # an alias of it
    for note in ("một", "hai"):
        annotate(folder, profile(), Remark(url=PAGE, said={"note": note}), "Lan")
    found = described(folder)
    assert (found["title_captured"], found["title_corrected"], found["notes"]) == (captured, "Đúng", "một\nhai")
    withdraw(folder, "annotations", last, "không phải", "Lan")
    assert described(folder)["title_corrected"] == "Sai"
    words = said_of(folder, profile(), url=PAGE)
    assert [(one["value"], one["in_force"]) for one in words] == [
        ("Sai", True),
        ("Đúng", False),
        ("một", True),
        ("hai", True),
    ]


def test_a_word_is_a_metadata_record_in_a_closed_file_with_its_digest(folder):
    present = set(folder.warc_files())
    number = annotate(folder, profile(), Remark(url=PAGE, fields=("author=Lan",)), "Minh")
    (new,) = set(folder.warc_files()) - present
    assert recorded_sums(folder)[new.name] == file_digest(new)
    (note,) = [found for found in scan(new) if isinstance(found, Note) and found.kind != "warcinfo"]
    assert (note.kind, note.id) == ("annotation", number)
    assert note.data["said"] == {"author": "Lan"}
    assert (note.data["url"], note.data["person"]) == (PAGE, "Minh")
    assert verify(folder).whole


def test_what_could_not_be_closed_was_not_said_and_leaves_nothing(folder):
    annotate(folder, profile(), Remark(url=PAGE, said={"note": "eins"}), "Lan")
    before = sorted(folder.warc.iterdir())
    kept = folder.index_sums.read_bytes()
    folder.index_sums.unlink()
    folder.index_sums.mkdir()  # the next step of closing a file fails, as on a full disk
    with pytest.raises(ArchiveError):
        annotate(folder, profile(), Remark(url=PAGE, said={"note": "zwei"}), "Lan")
    folder.index_sums.rmdir()
    folder.index_sums.write_bytes(kept)
    assert sorted(folder.warc.iterdir()) == before
    rebuild(folder, profile())
    assert [one["value"] for one in said_of(folder, profile())] == ["eins"]


def test_every_deed_says_what_premis_asks(folder):
    annotate(folder, profile(), Remark(url=PAGE, said={"note": "x"}), "Lan")
    decide(folder, Decision(action="takedown", url=PAGE, reason="vì"), "Lan")
    keep_verdict(folder, verify(folder))
    keep_deed(folder, "repair", about="warc/x.warc.gz", outcome="done", outcome_detail="1 record", person=None)
    with closing(sqlite3.connect(folder.archive_db)) as db:
        found = db.execute(
            "SELECT type, premis, person, object, outcome, agent FROM events WHERE premis IS NOT NULL ORDER BY type"
        ).fetchall()
    assert [row[:5] for row in found] == [
        ("access", "policy assignment", "Lan", PAGE, "takedown"),
        ("annotation", "metadata modification", "Lan", PAGE, "recorded"),
        ("crawl", "capture", None, "crawl crawl-1", "finished"),
        ("fixity-check", "fixity check", None, "warc/", "whole"),
        ("repair", "recovery", None, "warc/x.warc.gz", "done"),
    ]
    assert all(row[5] for row in found)


def test_a_page_can_be_taken_down_while_a_crawl_and_an_ingest_hold_the_archive(folder):
    with exclusive(folder.lock("crawl")), exclusive(folder.lock("ingest")):
        decide(folder, Decision(action="takedown", url=PAGE, reason="gấp"), "Lan")
    assert [rule["in_force"] for rule in all_rules(folder)] == [True]


def test_what_is_said_during_a_rebuild_is_not_lost(folder):
    said = []

    def speak(_: int) -> None:
        if not said:
            said.append(annotate(folder, profile(), Remark(url=PAGE, said={"note": "giữa chừng"}), "Lan"))

    rebuild(folder, profile(), progress=speak)
    assert [row[0] for row in rows(folder, "annotations")] == said


def test_nothing_is_said_of_what_is_not_there(folder):
    files = folder.warc_files()
    with pytest.raises(ArchiveError, match="not in the archive"):
        annotate(folder, profile(), Remark(url=f"{HOST}/khong-co", said={"note": "x"}), "Lan")
    with pytest.raises(UsageError, match="is no article"):
        annotate(folder, profile(), Remark(url=f"{HOST}/files/Quy%20che.pdf", fields=("title=x",)), "Lan")
    with pytest.raises(UsageError, match="no such crawl"):
        annotate(folder, profile(), Remark(crawl="crawl-9", said={"note": "x"}), "Lan")
    with pytest.raises(UsageError, match="no UTF-8"):
        annotate(folder, profile(), Remark(url=PAGE, said={"note": "\udcff"}), "Lan")
    with pytest.raises(UsageError, match="nothing is said"):
        annotate(folder, profile(), Remark(url=PAGE), "Lan")
    with pytest.raises(UsageError, match="none with this id"):
        withdraw(folder, "annotations", "abc", None, "Lan")
    assert folder.warc_files() == files


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"action": "takedown"}, "covers nothing"),
        ({"action": "embargo", "url": PAGE}, "an embargo ends"),
        ({"action": "takedown", "url": PAGE, "until": "2030"}, "has no end"),
        ({"action": "takedown", "section": "tin-tucc"}, "did you mean 'tin-tuc'"),
        ({"action": "takedown", "url": "*"}, "is empty"),
        ({"action": "takedown", "published_from": "2009", "published_to": "2008"}, "later than"),
        ({"action": "embargo", "url": PAGE, "until": "soon"}, "is no date"),
    ],
)
def test_a_decision_that_cannot_be_meant_is_refused(folder, facts, told):
    with pytest.raises(UsageError, match=told):
        decide(folder, Decision(reason="vì", **facts), "Lan")
    assert all_rules(folder) == []


def test_the_reason_of_an_event_can_be_read_as_json(folder):
    annotate(folder, profile(), Remark(url=PAGE, said={"note": 'với "ngoặc"'}), "Lan")
    with closing(sqlite3.connect(folder.archive_db)) as db:
        (detail,) = db.execute("SELECT detail FROM events WHERE type = 'annotation'").fetchone()
    assert set(json.loads(detail)) == {"record"}


def test_what_was_said_in_another_archive_counts_there_and_an_import_tells_it(folder, tmp_path):
    annotate(folder, profile(), Remark(url=PAGE, fields=("title=Tên đúng",)), "Lan")
    rule, _ = decide(folder, Decision(action="takedown", url=PAGE, reason="Thông tin cá nhân"), "Lan")
    lift(folder, rule, "Đã đồng ý", "Minh")
    other = ArchiveFolder(tmp_path / "other")
    sources = [Incoming(path, path.name, str(path)) for path in folder.warc_files()]
    done = import_files(other, profile(), sources)
    told = [row["what"] for one in done for row in one.figures["left"]]
    assert told == [
        f"{what} of the archive from which the file comes: it counts there, and not here"
        for what in ("an annotation", "an access rule", "a withdrawal")
    ]
    assert described(other)["title_corrected"] is None
    assert all_rules(other) == []
    assert said_of(other, profile()) == []
    assert described(folder)["title_corrected"] == "Tên đúng"
