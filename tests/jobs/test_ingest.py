"""One way in, from the record to rows: in any portions, as often as you like, with the same result."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
from contextlib import closing
from datetime import timedelta
from functools import partial
from hashlib import sha256

import brotli
import pytest
from recorded import (
    BROKEN_RULES,
    HOST,
    MORNING,
    RULES,
    Recorder,
    assert_a_rebuild_is_the_same,
    listing,
    page,
    profile,
    record_everything,
)
from sqlite_utils import Database

from archiver.demo.encodings import double_utf8, tcvn3
from archiver.errors import ArchiveError
from archiver.extract.coding import zstd
from archiver.jobs import ingest as ingesting
from archiver.jobs.ingest import ingest
from archiver.jobs.prove import prove
from archiver.jobs.rebuild import rebuild
from archiver.jobs.why import why
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> ArchiveFolder:
    return record_everything(tmp_path_factory.mktemp("ingest") / "so-vi-du").folder


@pytest.fixture(scope="module")
def archive(recorded) -> ArchiveFolder:
    ingest(recorded, profile())
    return recorded


@pytest.fixture
def db(archive):
    db = Database(archive.archive_db)
    yield db
    db.close()


def dump(folder: ArchiveFolder) -> bytes:
    return b"".join(canonical_dump(folder.archive_db))


def article(db: Database, path: str) -> dict:
    (row,) = db.query(
        "SELECT a.* FROM articles a JOIN article_urls u ON u.article_id = a.id WHERE u.url = ?", [HOST + path]
    )
    return row


def test_each_text_is_one_article_and_listings_are_none(db):
    assert [row["title"] for row in db.query("SELECT title FROM articles ORDER BY first_seen")] == [
        "Đoàn công tác thăm xã",
        "Hội nghị tổng kết",
    ]


def test_the_same_text_under_another_address_is_an_alias(db):
    assert article(db, "/ban-sao-1")["url"] == f"{HOST}/bai-1"


def test_a_then_b_then_a_is_three_versions_though_the_third_is_a_revisit(db):
    row = article(db, "/bai-2")
    assert row["version_count"] == 3
    digests = [
        v["digest"] for v in db.query("SELECT digest FROM versions WHERE article_id = ? ORDER BY number", [row["id"]])
    ]
    assert digests[0] == digests[2] != digests[1]
    assert "Hòa Bình" in row["text"]


def test_an_unchanged_page_has_one_version_and_its_draft_is_stored_once(db):
    row = article(db, "/bai-1")
    assert row["version_count"] == 1
    assert row["last_seen"] > row["first_seen"]
    ((drafts, observations),) = db.execute("SELECT count(DISTINCT draft), count(*) FROM observations").fetchall()
    assert (drafts, observations) == (3, 6)


def test_the_first_listing_names_the_section(db):
    assert article(db, "/bai-2")["section"] == "tin-tuc"
    assert {row["url_key"] for row in db.query("SELECT url_key FROM listed")} == {
        profile().key_of(f"{HOST}/bai-{n}") for n in (1, 2, 3)
    }


def test_every_content_of_a_file_is_kept_and_a_lost_file_is_told(db):
    rows = list(db.query("SELECT * FROM attachments WHERE article_id = ?", [article(db, "/bai-1")["id"]]))
    assert {row["sha256"] for row in rows} == {sha256(body).hexdigest() for body in (RULES, BROKEN_RULES)}
    assert {row["filename"] for row in rows} == {"Quy che.pdf"}
    (lost,) = db.query("SELECT * FROM attachments WHERE article_id = ?", [article(db, "/bai-2")["id"]])
    assert ({row["label"] for row in rows}, lost["label"]) == ({"Quy chế"}, "Đã mất")
    assert (lost["filename"], lost["sha256"], lost["capture_id"]) == ("mat.doc", None, None)


def test_what_cannot_be_unpacked_is_an_event(db):
    (event,) = list(db.query("SELECT * FROM events WHERE type = 'unreadable'"))
    assert json.loads(event["detail"])["url"] == f"{HOST}/bai-3"


def test_a_revisit_is_as_large_as_what_it_names(db):
    sizes = db.execute("SELECT r.size, o.size FROM captures r JOIN captures o ON o.id = r.revisit_of").fetchall()
    assert len(sizes) == 5
    assert all(size == original > 0 for size, original in sizes)


def test_the_crawl_and_its_counts_are_rows(db):
    (crawl,) = db.query("SELECT * FROM crawls")
    assert (crawl["outcome"], crawl["articles_new"], crawl["articles_changed"]) == ("finished", 2, 1)
    assert [row["name"] for row in db.query("SELECT name FROM sections ORDER BY position")] == ["tin-tuc", "van-ban"]


def test_every_article_leads_back_to_bytes(archive, db):
    for row in db.query("SELECT c.* FROM articles a JOIN captures c ON c.id = a.capture_id"):
        with (archive.warc / row["warc_file"]).open("rb") as file:
            file.seek(row["warc_offset"])
            assert file.read(2) == b"\x1f\x8b"


def test_a_second_ingest_does_nothing(archive):
    before = dump(archive)
    assert ingest(archive, profile()).captures == 0
    assert dump(archive) == before


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_any_portions_give_the_same_rows(recorded, archive, tmp_path, monkeypatch, batch):
    other = ArchiveFolder(tmp_path / "so-vi-du")
    shutil.copytree(recorded.warc, other.warc)
    shutil.copy(recorded.crawl_db, other.crawl_db)
    monkeypatch.setattr(ingesting, "BATCH", batch)
    ingest(other, profile())
    assert dump(other) == dump(archive)


def test_a_new_ledger_is_taken_in_from_its_beginning(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Một", "Bình An"))
    recorder.fetch("/bai-2", page("Hai", "Hòa Bình"))
    recorder.close()
    ingest(recorder.folder, profile())
    for path in recorder.folder.root.glob("crawl.db*"):
        path.unlink()
    again = Recorder(recorder.folder.root)
    again.fetch("/bai-3", page("Ba", "Tân Lập"))
    again.close()
    assert ingest(again.folder, profile()).articles == 3


HERE, LOST = (page("Một", "Bình An"), 200, ""), (b"<p>404</p>", 404, "")
TURNS = {
    "lost and found again": ([HERE, LOST, HERE], ["live", "suspect", "live"], ["suspect", "back"]),
    "lost for good": ([HERE, LOST, LOST, LOST], ["live", "suspect", "gone", "gone"], ["suspect", "gone"]),
    "a soft 404": (
        [
            HERE,
            (b"<html><title>So</title><p>Kh\xc3\xb4ng t\xc3\xacm th\xe1\xba\xa5y b\xc3\xa0i vi\xe1\xba\xbft", 200, ""),
        ]
        * 2,
        ["live", "suspect", "live", "suspect"],
        ["suspect", "back", "suspect"],
    ),
    "sent home": ([HERE, *[(b"", 302, "Location: /\r\n")] * 2], ["live", "suspect", "gone"], ["suspect", "gone"]),
    "behind a login": (
        [HERE, *[(b"", 302, "Location: /login?next=/bai-1\r\n")] * 2],
        ["live", "suspect", "gone"],
        ["suspect", "gone"],
    ),
    "only trouble": ([HERE, (b"", 503, ""), (b"", 500, ""), (b"", 403, "")], ["live"] * 4, []),
    "another host's now": ([HERE, (b"", 301, "Location: https://other.example/1\r\n")], ["live", "moved"], []),
}


@pytest.mark.parametrize("case", TURNS)
def test_what_crawls_tell_of_an_article_one_after_the_other(tmp_path, case):
    answers, wanted, turns = TURNS[case]
    recorder = Recorder(tmp_path / "so-vi-du")
    states = []
    for number, (body, status, headers) in enumerate(answers):
        recorder.fetch("/bai-1", body, status=status, headers=headers, crawl=f"crawl-{number}")
        ingest(recorder.folder, profile())
        db = Database(recorder.folder.archive_db)
        states += [row["status"] for row in db["articles"].rows]
        kinds = [
            kind for (kind,) in db.execute("SELECT type FROM events WHERE premis IS NULL ORDER BY happened_at, type")
        ]
        assert all(row["version_count"] == 1 for row in db["articles"].rows)
        db.close()
    recorder.close()
    assert (states, kinds) == (wanted, turns)
    live = b"".join(canonical_dump(recorder.folder.archive_db))
    rebuild(recorder.folder, profile())
    assert b"".join(canonical_dump(recorder.folder.archive_db)) == live


def test_the_same_text_at_a_new_address_has_moved(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Một", "Bình An"), crawl="crawl-0")
    recorder.fetch("/tin/mot-7.html", page("Một", "Bình An"), crawl="crawl-1")
    recorder.fetch("/bai-1", b"gone", status=404, crawl="crawl-1")
    recorder.close()
    ingest(recorder.folder, profile())
    db = Database(recorder.folder.archive_db)
    (article,) = db["articles"].rows
    assert (article["url"], article["status"]) == (f"{HOST}/tin/mot-7.html", "live")
    ((kind, detail),) = db.execute("SELECT type, detail FROM events WHERE premis IS NULL")
    assert (kind, json.loads(detail)["from"].rpartition("/")[2]) == ("moved", "bai-1")
    assert {row["url"] for row in db["article_urls"].rows} == {f"{HOST}/bai-1", f"{HOST}/tin/mot-7.html"}
    db.close()


@pytest.mark.parametrize(("status", "articles"), [(404, 1), (200, 2)])
def test_a_short_text_has_moved_only_where_the_old_address_went(tmp_path, status, articles):
    whole = page("Thông báo nghỉ lễ", "Bình An").decode()
    head, _, foot = whole.partition("<div class=noidung>")
    words = "<p>Cơ quan nghỉ lễ từ ngày mai đến hết tuần này, thứ hai làm việc lại.</p></div></article></main>"
    short = f"{head}<div class=noidung>{words}{foot.partition('</main>')[2]}".encode()
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", short, crawl="crawl-0")
    recorder.fetch("/tin/mot-7.html", short, crawl="crawl-1")
    recorder.fetch("/bai-1", short if status == 200 else b"gone", status=status, crawl="crawl-1")
    recorder.close()
    assert ingest(recorder.folder, profile()).articles == articles
    live = b"".join(canonical_dump(recorder.folder.archive_db))
    rebuild(recorder.folder, profile())
    assert b"".join(canonical_dump(recorder.folder.archive_db)) == live


def test_an_article_is_of_the_section_whose_listing_names_an_address_that_leads_on_to_it(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/tin-39/", page("Tin 39", "Bình An"), role="page")  # a sitemap named it before
    recorder.fetch("/tin-tuc", listing(("/tin-39", "Tin 39"), ("/bai-1", "Bài 1")), role="listing", section="tin-tuc")
    recorder.fetch("/tin-39", b"", status=301, headers="Location: /tin-39/\r\n", role="item", section="tin-tuc")
    away = "Location: https://other.example/1\r\n"
    recorder.fetch("/bai-1", b"", status=302, headers=away, role="item", section="tin-tuc")
    recorder.finish()
    ingest(recorder.folder, profile())
    db = Database(recorder.folder.archive_db)
    assert [row["section"] for row in db["articles"].rows_where("url LIKE ?", ["%/tin-39/"])] == ["tin-tuc"]
    assert not [row for row in db["listed"].rows if "other" in row["url_key"]]
    db.close()


def test_what_an_article_is_about_follows_its_present_wording(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    first = page(
        "Bài 1",
        "Bình An",
        links="<p>Ngày 3/2/1930, Đảng ra đời tại hội nghị thành lập, như mọi người trong xã đều biết.</p>",
    ).replace(b"<title>", b"<meta name=news_keywords content=Bridges><title>")
    recorder.fetch("/bai-1", first, section="tin-tuc")
    recorder.fetch("/bai-2", page("Bài 2", "Hòa Bình"), section="tin-tuc")
    recorder.finish()
    ingest(recorder.folder, profile())
    with closing(Database(recorder.folder.archive_db)) as db:
        rows = "SELECT kind, position, value FROM article_subjects ORDER BY kind"
        assert db.execute(rows).fetchall() == [("event date", 1, "1930-02-03"), ("tag", 1, "Bridges")]
    later = Recorder(recorder.folder.root, crawl="crawl-2", begin=MORNING + timedelta(days=3))
    later.fetch("/bai-1", first.replace(b"3/2/1930", b"4/2/1930"), section="tin-tuc")
    later.finish()
    ingest(recorder.folder, profile())
    with closing(Database(recorder.folder.archive_db)) as db:
        assert db.execute(rows).fetchall() == [("event date", 1, "1930-02-04"), ("tag", 1, "Bridges")]
    live = b"".join(canonical_dump(recorder.folder.archive_db))
    rebuild(recorder.folder, profile())
    assert b"".join(canonical_dump(recorder.folder.archive_db)) == live
    assert live.count(b'["article_subjects"') == 2


def test_half_a_section_that_vanishes_at_once_is_for_a_person_to_look_at(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    for number in range(12):
        recorder.fetch(f"/bai-{number}", page(f"Bài {number}", f"Xã {number}"), section="tin-tuc")
    recorder.finish()
    ingest(recorder.folder, profile())
    later = Recorder(recorder.folder.root, crawl="crawl-2", begin=MORNING + timedelta(days=3))
    for number in range(11):
        later.fetch(f"/bai-{number}", b"gone", status=404)
    later.finish()
    ingest(recorder.folder, profile())
    db = Database(recorder.folder.archive_db)
    ((detail,),) = db.execute("SELECT detail FROM events WHERE type = 'mass-absence'")
    assert json.loads(detail) == {"crawl_id": "crawl-2", "section": "tin-tuc", "articles": 11, "of": 12}
    db.close()


def test_ingest_follows_a_crawl_to_its_end(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Một", "Bình An"))
    over, seen, results = threading.Event(), threading.Event(), []
    follower = threading.Thread(
        target=lambda: results.append(
            ingest(recorder.folder, profile(), progress=lambda _: seen.set(), follow=over.is_set)
        )
    )
    follower.start()
    assert seen.wait(30)
    recorder.fetch("/bai-2", page("Hai", "Hòa Bình"))
    over.set()
    follower.join(30)
    recorder.close()
    assert (results[0].captures, results[0].articles) == (2, 2)


def test_a_damaged_record_is_told_and_the_rest_is_taken_in(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    hurt = recorder.fetch("/bai-1", page("Một", "Bình An"))
    recorder.fetch("/bai-2", page("Hai", "Hòa Bình"))
    recorder.close()
    with (recorder.folder.warc / hurt.place.file).open("r+b") as file:
        file.seek(hurt.place.offset + 40)
        file.write(b"\0" * 60)
    result = ingest(recorder.folder, profile())
    assert (result.captures, result.articles, result.damaged) == (1, 1, 1)
    assert ingest(recorder.folder, profile()).captures == 0


def test_a_lost_file_is_told_and_the_rest_is_taken_in(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.writer._roll_at = 1
    lost = recorder.fetch("/bai-1", page("Một", "Bình An"))
    kept = recorder.fetch("/bai-2", page("Hai", "Hòa Bình"))
    recorder.close()
    assert lost.place.file != kept.place.file
    (recorder.folder.warc / lost.place.file).unlink()
    result = ingest(recorder.folder, profile())
    assert (result.captures, result.articles, result.damaged) == (1, 1, 1)


def test_text_in_an_old_font_is_stored_as_it_was_meant_and_the_row_says_so(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    old = tcvn3(page("Đoàn công tác thăm xã", "Bình An").decode()).encode()
    recorder.fetch("/bai-1", old)
    recorder.fetch("/bai-2", page("Hội nghị tổng kết", "Hòa Bình"))
    recorder.close()
    ingest(recorder.folder, profile())
    db = Database(recorder.folder.archive_db)
    first, second = article(db, "/bai-1"), article(db, "/bai-2")
    assert (first["title"], json.loads(first["repairs"])) == ("Đoàn công tác thăm xã", ["TCVN3 to Unicode"])
    assert "đoàn công tác số 3 của tỉnh đã về thăm" in first["text"]
    assert json.loads(second["repairs"]) == []
    db.close()


@pytest.mark.parametrize(
    ("pack", "coding", "repairs"),
    [
        (partial(gzip.compress, mtime=0), "gzip", []),
        (brotli.compress, "br", []),
        (zstd.compress, "zstd", []),
        (bytes, "br", ["called br, stored unpacked"]),
        (bytes, "gzip", ["called gzip, stored unpacked"]),
    ],
)
def test_a_page_is_read_in_each_coding_and_where_it_was_stored_without(tmp_path, pack, coding, repairs):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", pack(page("Một", "Bình An")), headers=f"Content-Encoding: {coding}\r\n")
    recorder.close()
    ingest(recorder.folder, profile())
    with closing(Database(recorder.folder.archive_db)) as db:
        found = article(db, "/bai-1")
        assert (found["title"], json.loads(found["repairs"])) == ("Một", repairs)
    assert prove(recorder.folder, f"{HOST}/bai-1", profile()).holds


def test_a_page_is_one_with_and_without_www_whatever_became_of_its_words(tmp_path):
    www = HOST.replace("://", "://www.")
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Đoàn công tác", "Bình An"), host=www)
    listed = listing(("/bai-1", "Đoàn công tác"), ("/bai-2", "Hội nghị tổng kết"), ("/bai-3", "Hội nghị sơ kết"))
    recorder.fetch("/tin-tuc", listed, role="listing", section="tin-tuc")
    recorder.fetch("/bai-1", page("Đoàn công tác", "Hòa Bình"))
    recorder.close()
    ingest(recorder.folder, profile())
    with closing(Database(recorder.folder.archive_db)) as db:
        (row,) = db.query("SELECT * FROM articles")
        assert (row["version_count"], row["section"]) == (2, "tin-tuc")
        assert {one["url"] for one in db.query("SELECT url FROM article_urls")} == {f"{HOST}/bai-1", f"{www}/bai-1"}


@pytest.mark.parametrize("is_first", [True, False])
def test_a_print_view_without_a_day_is_its_article_whichever_came_first(tmp_path, is_first):
    whole = page("Đoàn công tác", "Bình An").replace(
        b"<div class=noidung>", b"<p>01/03/2026 08:15</p><div class=noidung>"
    )
    pages = [("/bai-1", whole), ("/in.php?id=1", page("Đoàn công tác", "Bình An"))]
    recorder = Recorder(tmp_path / "so-vi-du")
    for path, body in reversed(pages) if is_first else pages:
        recorder.fetch(path, body, role="page")
        ingest(recorder.folder, profile())
    recorder.finish()
    ingest(recorder.folder, profile())
    with closing(Database(recorder.folder.archive_db)) as db:
        (row,) = db.query("SELECT * FROM articles")
        assert (row["title"], row["published"][:16], row["version_count"]) == ("Đoàn công tác", "2026-03-01T08:15", 1)
        assert db["article_urls"].count == 2
    assert_a_rebuild_is_the_same(recorder.folder)


def test_files_whose_server_is_wrong_about_them(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    links = "".join(f"<a href='/{name}'>{name}</a> " for name in ("trang.doc", "bang.pdf", "ke-hoach.doc"))
    recorder.fetch("/bai-1", page("Một", "Bình An", links=links))
    recorder.fetch("/trang.doc", b"", media="application/msword")
    recorder.fetch("/bang.pdf", b"%PDF-1.4 and no page at all", media="text/html")
    name = double_utf8("Kế hoạch thực hiện.doc")
    sent = f'Content-Disposition: attachment; filename="{name}"\r\n'
    recorder.fetch("/ke-hoach.doc", b"{\\rtf1}", media="application/msword", headers=sent)
    recorder.close()
    ingest(recorder.folder, profile())
    db = Database(recorder.folder.archive_db)
    rows = {row["url"].rpartition("/")[2]: row for row in db["attachments"].rows}
    assert (rows["trang.doc"]["size"], rows["trang.doc"]["sha256"]) == (0, sha256(b"").hexdigest())
    assert rows["bang.pdf"]["sha256"] == sha256(b"%PDF-1.4 and no page at all").hexdigest()
    assert rows["ke-hoach.doc"]["filename"] == "Kế hoạch thực hiện.doc"
    assert db["articles"].count == 1
    db.close()


def test_without_a_crawl_there_is_nothing_to_take_in(tmp_path):
    with pytest.raises(ArchiveError, match="rebuild"):
        ingest(ArchiveFolder(tmp_path), profile())


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/bai-1", "In the archive: article"),
        ("/ban-sao-1", "In the archive: article"),
        ("/files/Quy%20che.pdf", "the file Quy che.pdf of article"),
        ("/files/Quy%20che.pdf", "; its text cannot be read: the PDF is damaged"),
        ("/files/copy.pdf", "a file that no article names"),
        ("/tin-tuc", "it is no article: listing"),
        ("/bai-3", "could not be read"),
        ("/files/mat.doc", "HTTP 404"),
        ("/nie-gesehen", "no page and no listing"),
    ],
)
def test_why_says_in_a_sentence_what_became_of_an_address(archive, path, words):
    assert words in why(archive, HOST + path, profile())


@pytest.mark.parametrize("path", ["/bai-1", "/files/copy.pdf", "/tin-tuc", "/bai-3", "/files/mat.doc"])
def test_an_address_is_known_with_and_without_www_and_a_slash_at_its_end(archive, path):
    told = why(archive, HOST + path, profile())
    host = HOST.partition("://")[2]
    assert why(archive, f"{host}{path}", profile()) == told
    for spelling in (f"http://www.{host}{path}", f"www.{host}{path}", f"{HOST}{path}/", f"www.{host}{path}/"):
        assert why(archive, spelling, profile()) == f"{told} It is known as {HOST}{path}."
    assert why(archive, f"http://www.{host}{path}0", profile()).startswith("Not in the archive")
