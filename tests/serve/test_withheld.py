"""What a rule withholds can be read nowhere in the reading room: not on a page, not in a table, not by SQL, not in the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archiver.jobs.access import Decision, decide, lift
from archiver.jobs.annotate import Remark, annotate
from archiver.jobs.profile import profile_of
from archiver.layout import ArchiveFolder
from archiver.serve.operations_pages import KINDS
from archiver.serve.shown import TOLD, File, Shown
from archiver.store.access import hidden_among, withheld
from archiver.store.crawls import put_check
from archiver.store.database import number_from, open_archive
from archiver.store.migrations import migrations
from archiver.store.outcomes import put_outcomes
from archiver.store.search import search
from tests.serve.hostile import SITE
from tests.serve.kept import Kept

_WITH_DOCUMENT = """
SELECT a.id, a.url, a.title, a.text, a.capture_id, t.url, t.capture_id, t.text FROM articles a
JOIN attachments t ON t.article_id = a.id AND t.kind = 'document' AND length(t.text) > 40
WHERE length(a.text) > 40
    AND NOT EXISTS (SELECT 1 FROM attachments o WHERE o.sha256 = t.sha256 AND o.article_id <> a.id) ORDER BY a.id
"""


@pytest.fixture
def archive(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    shutil.copytree(crawled.root, tmp_path / "dang-bo-khoi")
    return ArchiveFolder(tmp_path / "dang-bo-khoi")


class Secret:
    """An article with a document: what must not be found."""

    def __init__(self, archive: ArchiveFolder) -> None:
        with closing(sqlite3.connect(archive.archive_db)) as db:
            row = next(row for row in db.execute(_WITH_DOCUMENT) if row[3] not in row[7] and row[7] not in row[3])
            self.id, self.url, self.title, text, self.capture, self.file, self.file_capture, said = row
            self.words = next(line for line in _lines(text) if line not in said and _holders(db, line) == 1)
            self.said = next(line for line in _lines(said) if line not in text and _holders(db, line) == 1)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if len(line.strip()) > 20]


def _holders(db: sqlite3.Connection, line: str) -> int:
    """How many articles say it; in a title it stands in lists too, and so in the words of links."""
    query = (
        "SELECT count(*), sum(instr(title, :line)), (SELECT count(*) FROM captures WHERE instr(link_text, :line))"
        " FROM articles WHERE instr(title || text || attachment_text, :line)"
    )
    count, in_titles, in_links = db.execute(query, {"line": line}).fetchone()
    return 0 if in_titles or in_links else int(count)


def beginning(line: str) -> str:
    """A question for the first words of a line, as they stand together."""
    return f'"{" ".join(line.split()[:8])}"'


def everything_in(path: Path) -> str:
    """Every cell of every table of a file."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(repr(row) for table in tables for row in db.execute(f'SELECT * FROM "{table}"'))


def asked(reader, sql: str) -> list:
    answer = reader.get(f"/dang-bo-khoi.json?_shape=arrays&sql={quote(sql)}")
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_a_taken_down_article_is_nowhere(archive, open_room):
    secret = Secret(archive)
    reader = open_room(archive)
    page, document = f"/-/read/dang-bo-khoi/article/{secret.id}", f"/-/file/dang-bo-khoi/{secret.file_capture}"
    assert (reader.get(page).status_code, reader.get(document).status_code) == (200, 200)
    assert secret.words in everything_in(Path(reader.room.databases["dang-bo-khoi"].path))

    annotate(archive, profile_of(archive), Remark(url=secret.url, said={"note": "ghi chú mật"}), "Lan")
    number, count = decide(archive, Decision(action="takedown", url=secret.url, reason="Dữ liệu cá nhân"), "Lan")
    assert count == 1

    for path in (page, f"{page}?version=1", document, f"/-/file/dang-bo-khoi/{secret.capture}"):
        english, vietnamese = reader.get(path), reader.get(path, "vi")
        assert (english.status_code, vietnamese.status_code) == (451, 451)
        assert "It was taken out of the reading room." in english.text
        assert "Nội dung đã được gỡ khỏi phòng đọc." in vietnamese.text
        assert "Dữ liệu cá nhân" in english.text
        assert secret.title not in english.text
    for table, column in (("articles", "id"), ("versions", "article_id"), ("attachments", "article_id")):
        assert asked(reader, f"SELECT * FROM {table} WHERE {column} = {secret.id}") == []
        assert reader.get(f"/dang-bo-khoi/{table}.json?{column}={secret.id}&_shape=array").json() == []
    assert asked(reader, f"SELECT rowid FROM search WHERE rowid = {secret.id}") == []
    served = Path(reader.room.databases["dang-bo-khoi"].path)
    assert served != archive.archive_db
    bytes_there, cells = served.read_bytes(), everything_in(served)
    for words in (secret.words, secret.said, "ghi chú mật"):
        assert words not in cells
        assert words.encode() not in bytes_there
    assert f"article/{secret.id}" not in reader.get(f"/-/read/dang-bo-khoi/search?q={quote(secret.words[:60])}").text
    with closing(open_archive(archive.archive_db)) as db:
        query = beginning(secret.words)
        assert secret.id in {hit.article_id for hit in search(db, query)}
        assert secret.id not in {hit.article_id for hit in search(db, query, hiding=hidden_among)}
    assert secret.words in everything_in(archive.archive_db)  # the archive itself has lost nothing

    lift(archive, number, "đồng ý", "Minh")
    assert (reader.get(page).status_code, reader.get(document).status_code) == (200, 200)
    assert not served.exists()


def test_what_is_taken_down_is_not_replayed_listed_or_cited(archive, open_room):
    secret = Secret(archive)
    reader = open_room(archive)
    room = "dang-bo-khoi"
    shown = [f"/-/replay/{room}/2020{mode}/{quote(secret.url, safe=':/?&=')}" for mode in ("mp_", "id_")]
    index, times = f"/-/cdx/{room}?url={quote(secret.url, safe='')}", f"/-/timemap/{room}/link/{secret.url}"
    cited = f"/-/read/{room}/article/{secret.id}.ris"

    def followed(path):
        answer = reader.get(path)
        while answer.status_code in {302, 307}:
            answer = reader.get(answer.headers["location"].removeprefix("http://localhost"))
        return answer

    word = secret.words.split()[0]
    assert [followed(path).status_code for path in shown] == [200, 200]
    assert secret.url.rpartition("/")[2] in reader.get(index).text
    decide(archive, Decision(action="takedown", url=secret.url, reason="Dữ liệu cá nhân"), "Lan")
    for path in shown:
        answer = followed(path)
        assert answer.status_code == 451, path
        assert secret.title not in answer.text
    assert secret.url not in reader.get(index).text
    assert reader.get(times).status_code == 451
    assert reader.get(cited).status_code == 451
    assert reader.get(f"/-/read/{room}/article/{secret.id}/difference").status_code == 451
    similar = reader.get(f"/-/read/{room}/article/{secret.id}/similar.json")
    assert (similar.status_code, similar.json()["error"]) == (451, "Dữ liệu cá nhân")
    assert f"article/{secret.id}" not in reader.get(f"/-/read/{room}/changes").text
    assert f"article/{secret.id}" not in reader.get(f"/-/read/{room}/changes.atom").text
    assert secret.title not in reader.get(f"/-/read/{room}/search.json?q={quote(word)}").text


def test_a_withheld_document_is_left_out_of_the_article_that_names_it(archive, open_room):
    secret = Secret(archive)
    decide(archive, Decision(action="takedown", url=secret.file, reason="Bản quyền"), "Lan")
    reader = open_room(archive)
    page = reader.get(f"/-/read/dang-bo-khoi/article/{secret.id}")
    assert page.status_code == 200
    assert secret.said not in page.text
    assert reader.get(f"/-/file/dang-bo-khoi/{secret.file_capture}").status_code == 451
    served = Path(reader.room.databases["dang-bo-khoi"].path)
    assert secret.said not in everything_in(served)
    assert secret.words in everything_in(served)
    with closing(open_archive(archive.archive_db)) as db:
        query = beginning(secret.said)
        assert secret.id in {hit.article_id for hit in search(db, query)}
        assert secret.id not in {hit.article_id for hit in search(db, query, hiding=hidden_among)}
        own = search(db, beginning(secret.words), hiding=hidden_among)
        assert secret.id in {hit.article_id for hit in own}


def test_an_embargo_says_until_when_and_counts_are_of_what_may_be_shown(archive, open_room):
    with closing(sqlite3.connect(archive.archive_db)) as db:
        section, inside = db.execute(
            "SELECT section, count(*) FROM articles WHERE section IS NOT NULL GROUP BY 1 ORDER BY 2 LIMIT 1"
        ).fetchone()
        (number,) = db.execute("SELECT id FROM articles WHERE section = ? LIMIT 1", [section]).fetchone()
        (total,) = db.execute("SELECT count(*) FROM articles").fetchone()
    rule = Decision(action="embargo", section=section, until="2999", reason="Chưa công bố")
    assert decide(archive, rule, "Lan")[1] == inside
    reader = open_room(archive)
    page = reader.get(f"/-/read/dang-bo-khoi/article/{number}", "vi")
    assert page.status_code == 403
    assert "2999" in page.text
    assert asked(reader, "SELECT count(*) FROM articles") == [[total - inside]]
    assert asked(reader, f"SELECT count(*) FROM captures WHERE section = '{section}'") == [[0]]
    assert asked(reader, "SELECT count(*) FROM search") == [[total - inside]]


def test_without_rules_the_index_itself_is_open_and_news_of_a_crawl_come_into_a_copy_later(archive):
    shown = Shown(archive, fresh_seconds=0)
    assert Path(shown.file().path) == archive.archive_db.resolve()
    secret = Secret(archive)
    decide(archive, Decision(action="takedown", url=secret.url, reason="vì"), "Lan")
    copy = shown.file()
    assert shown.file() == copy
    assert Path(copy.path) != archive.archive_db.resolve()
    with closing(sqlite3.connect(archive.archive_db)) as db:
        db.execute("UPDATE articles SET author = 'mới' WHERE id <> ?", [secret.id])
        db.commit()
    hurried = Shown(archive, fresh_seconds=3600)
    assert "mới" in everything_in(Path(hurried.file().path))
    with closing(sqlite3.connect(archive.archive_db)) as db:
        db.execute("UPDATE articles SET author = 'mới hơn' WHERE id <> ?", [secret.id])
        db.commit()
    assert "mới hơn" not in everything_in(Path(hurried.file().path))  # it serves for an hour
    decide(archive, Decision(action="takedown", url=f"{secret.url}/khac", reason="vì"), "Lan")
    assert "mới hơn" in everything_in(Path(hurried.file().path))  # but a decision counts at once
    for one in (shown, hurried):
        one.close()
    assert list(archive.root.glob(".shown-*")) == []


def test_news_come_into_a_copy_beside_its_readers_and_a_decision_before_the_next(archive):
    """Who reads does not wait for a copy by the same rules; that of before is read until it is there and prepared."""
    secret = Secret(archive)
    decide(archive, Decision(action="takedown", url=secret.url, reason="vì"), "Lan")
    begun, go_on, prepared = Event(), Event(), []

    def prepare(path: Path) -> None:
        prepared.append(path)
        begun.set()
        assert go_on.wait(60)

    with closing(Shown(archive, fresh_seconds=0, prepare=prepare, share=0)) as shown:
        first = shown.file()
        with closing(sqlite3.connect(archive.archive_db)) as db:
            (other,) = db.execute("SELECT url FROM articles WHERE id <> ? ORDER BY id", [secret.id]).fetchone()
            db.execute("UPDATE articles SET author = 'mới' WHERE id <> ?", [secret.id])
            db.commit()
        assert shown.file() == first
        assert begun.wait(60)
        assert shown.file() == first
        decide(archive, Decision(action="takedown", url=other, reason="vì"), "Lan")
        decided = shown.file()
        assert decided != first
        assert other not in {url for (url,) in _ask(decided, "SELECT url FROM articles")}
        go_on.set()
        until = time.monotonic() + 60
        while prepared[0].exists() and time.monotonic() < until:
            assert shown.file() == decided  # what was begun before the decision is never shown
            time.sleep(0.05)
        assert not prepared[0].exists()


def test_a_copy_that_was_made_beside_the_readers_is_read_without_another_write(archive, open_room, monkeypatch):
    secret = Secret(archive)
    decide(archive, Decision(action="takedown", url=secret.url, reason="vì"), "Lan")
    monkeypatch.setattr("archiver.serve.opened.Shown", partial(Shown, fresh_seconds=0, share=0))
    reader = open_room(archive)
    database = reader.room.databases["dang-bo-khoi"]
    front, search_page = "/-/read/dang-bo-khoi", "/-/read/dang-bo-khoi/search?year=2010"
    for number in (1, 2, 3):
        before = database.path
        with closing(sqlite3.connect(archive.archive_db)) as db:
            db.execute("UPDATE articles SET author = ? WHERE id <> ?", [f"lần {number}", secret.id])
            db.commit()
        assert reader.get(front).status_code == 200
        until = time.monotonic() + 60
        while database.shown.is_as_it_was(database._file) is False and time.monotonic() < until:
            assert [reader.get(path).status_code for path in (front, search_page)] == [200, 200]
        assert database.path != before
        assert asked(reader, f"SELECT count(*) FROM articles WHERE author = 'lần {number}'") != [[0]]


def test_a_file_that_is_told_late_is_not_taken_for_the_present_one(archive):
    decide(archive, Decision(action="takedown", url=Secret(archive).url, reason="vì"), "Lan")
    with closing(Shown(archive, fresh_seconds=0)) as shown:
        late = shown.file()
        assert shown.is_as_it_was(late)
        decide(archive, Decision(action="takedown", url=f"{SITE}/khac", reason="vì"), "Lan")
        present = shown.file()
        assert (shown.is_as_it_was(late), shown.is_as_it_was(present)) == (False, True)
        assert Path(late.path).exists()  # who asked before the change may open it yet
        decide(archive, Decision(action="takedown", url=f"{SITE}/nua", reason="vì"), "Lan")
        shown.file()
        assert (Path(late.path).exists(), Path(present.path).exists()) == (False, True)


def test_an_archive_that_cannot_be_asked_is_left_out_of_the_search_pages_of_others(archive, other_folder, open_room):
    reader = open_room(other_folder, archive)
    search_page = f"/-/read/portal/search?q={quote('đại hội')}"
    assert "/-/read/dang-bo-khoi/search" in reader.get(search_page).text
    with closing(sqlite3.connect(archive.archive_db)) as db:
        db.execute("DROP TABLE search")
        db.commit()
    page = reader.get(search_page)
    assert page.status_code == 200
    assert "/-/read/dang-bo-khoi/search" not in page.text


def _ask(file: File, query: str) -> list[tuple]:
    with closing(sqlite3.connect(file.path)) as db:
        return db.execute(query).fetchall()


def test_an_index_that_was_made_again_is_read_at_once(archive, open_room):
    reader = open_room(archive)
    assert asked(reader, "SELECT count(*) FROM articles WHERE author = 'lần sau'") == [[0]]
    new = archive.archive_db.with_name("archive.db.new")
    with closing(sqlite3.connect(archive.archive_db)) as db:
        db.execute("VACUUM INTO ?", [str(new)])
    with closing(sqlite3.connect(new)) as db:
        db.execute("UPDATE articles SET author = 'lần sau' WHERE id = (SELECT min(id) FROM articles)")
        db.commit()
    new.replace(archive.archive_db)
    assert asked(reader, "SELECT count(*) FROM articles WHERE author = 'lần sau'") == [[1]]


def test_where_the_index_is_lost_nothing_is_shown_and_it_is_said(archive, open_room):
    reader = open_room(archive)
    archive.archive_db.unlink()
    answer = reader.get("/-/read/dang-bo-khoi")
    assert answer.status_code == 503
    assert "archiver rebuild" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_was_never_fetched_and_what_a_check_found_is_not_mentioned_either(archive, open_room):
    """Reports name addresses by reason, lists name what is not held, and a damaged record is told with its articles."""
    secret = Secret(archive)
    near, listed = "http://portal.example/mat/ho-so.pdf", "http://portal.example/mat/danh-sach.aspx"
    other = "http://portal.example/khac/trang.aspx"
    finding = {"kind": "damaged", "file": "x.warc.gz", "offset": 7, "what": f"of {secret.url}", "url": secret.url}
    finding |= {"capture_id": secret.capture, "articles": [{"id": secret.id, "url": secret.url, "title": secret.title}]}
    missing = {"kind": "missing", "file": "y.warc.gz", "url": None, "capture_id": None, "what": "is not there"}
    missing["articles"] = [
        {"id": secret.id, "url": "u", "title": secret.title},
        {"id": -1, "url": "v", "title": "khác"},
    ]
    check = {"checked_at": "2031-03-03T04:05:06.000000Z", "outcome": "damaged", "files": 2, "records": 9}
    with closing(open_archive(archive.archive_db)) as db, db.atomic():
        (crawl,) = db.execute("SELECT id FROM crawls").fetchone()
        put_outcomes(db, crawl, [("failed", "HTTP 500", 3, [near, secret.url, other])])
        put_check(db, "a", check | {"findings": [finding, missing, "as once written"]})
        db["url_states"].insert_all({"url": url, "state": "failed", "reason": "HTTP 500"} for url in (near, other))
        entry = {"source": "sitemap", "section": "", "first_at": "2014-01-01", "last_at": "9999"}
        db["list_entries"].insert({"url_key": listed, "url": listed, **entry})
    room = "/-/read/dang-bo-khoi"
    pages = [f"{room}/{kind}{form}" for kind in KINDS for form in ("", ".json")]
    pages += [f"{room}/crawls/{crawl}{form}" for form in ("", ".json")]
    pages += [
        f"/dang-bo-khoi/{table}.json?_shape=array&_size=max"
        for table in ("outcomes", "checks", "url_states", "list_entries")
    ]
    pages += [f"/dang-bo-khoi/checks/{number_from('a')}", f"/dang-bo-khoi?sql={quote('SELECT examples FROM outcomes')}"]

    def told(reader) -> str:
        answers = [reader.get(path) for path in pages]
        assert {answer.status_code for answer in answers} == {200}
        return "\n".join(json.dumps(one.json(), ensure_ascii=False) if ".json" in path else one.text
                         for path, one in zip(pages, answers, strict=True))  # fmt: skip

    open_to_all = told(open_room(archive))
    for words in (near, listed, other, secret.title):
        assert words in open_to_all
    for url in (secret.url, "http://portal.example/mat/"):
        decide(archive, Decision(action="takedown", url=url, reason="Dữ liệu cá nhân"), "Lan")
    reader = open_room(archive)
    guarded = told(reader)
    for words in (near, listed, secret.url, secret.title):
        assert words not in guarded.replace(quote(words, safe=""), words), words
    assert other in guarded
    assert asked(reader, "SELECT examples FROM outcomes WHERE reason = 'HTTP 500'") == [[json.dumps([other])]]
    ((findings,),) = asked(reader, "SELECT findings FROM checks WHERE outcome = 'damaged'")
    assert json.loads(findings) == [
        {"kind": "damaged", "file": "x.warc.gz", "offset": 7},
        missing | {"articles": missing["articles"][1:]},
        "as once written",
    ]
    cells = everything_in(Path(reader.room.databases["dang-bo-khoi"].path))
    assert (near in cells, listed in cells) == (False, False)
    for url in (near, listed):
        for form in ("", ".json"):
            answer = reader.get(f"{room}/ledger{form}?url={quote(url, safe='')}").text
            assert "HTTP 500" not in answer
            assert "Dữ liệu cá nhân" in (json.dumps(json.loads(answer), ensure_ascii=False) if form else answer)


def test_the_ledger_names_no_withheld_address_to_which_another_leads(tmp_path, open_room):
    kept = Kept(ArchiveFolder(tmp_path / "leads"))
    kept.add(f"{SITE}/old", "", status=302, head=f"Location: {SITE}/secret\r\n")
    kept.add(f"{SITE}/secret", "<p>secret</p>")
    archive = kept.done()
    archive.profile.write_text(f"name = 'leads'\ntitle = 'Leads'\nstart = '{SITE}/'\n", "utf-8")
    asked_for = f"/-/read/leads/ledger?url={SITE}/old"
    assert f"redirects to {SITE}/secret" in open_room(archive).get(asked_for).text
    decide(archive, Decision(action="takedown", url=f"{SITE}/secret", reason="vì"), "Lan")
    page = open_room(archive).get(asked_for).text
    assert "/secret" not in page
    assert "redirects to an address that may not be shown" in page
    replayed = open_room(archive).get(f"/-/replay/leads/20140506070809/{SITE}/old")
    assert replayed.status_code == 404
    assert "/secret" not in replayed.text
    assert "redirected to an address that may not be shown" in replayed.text


@pytest.mark.parametrize(("action", "until", "status"), [("takedown", None, 451), ("embargo", "2999-01-01", 403)])
def test_the_replay_says_of_what_is_withheld_that_it_is(tmp_path, open_room, action, until, status):
    kept = Kept(ArchiveFolder(tmp_path / "held"))
    kept.add(f"{SITE}/secret", "<p>secret</p>")
    archive = kept.done()
    archive.profile.write_text(f"name = 'held'\ntitle = 'Held'\nstart = '{SITE}/'\n", "utf-8")
    decide(archive, Decision(action=action, url=f"{SITE}/secret", until=until, reason="Dữ liệu cá nhân"), "Lan")
    reader = open_room(archive)
    moments = [f"replay/held/{moment}" for moment in ("2014", "2014if_", "2014mp_", "2014im_", "2014id_", "*")]
    for place in (*moments, "timegate/held", "timemap/held/link"):
        answer = reader.get(f"/-/{place}/{SITE}/secret")
        assert answer.status_code == status, place
        assert "Dữ liệu cá nhân" in answer.text
        assert "does not hold" not in answer.text
        assert f'href="{SITE}/secret"' not in answer.text
    told = reader.get(f"/-/timemap/held/json/{SITE}/secret")
    assert (told.status_code, told.json()["until"]) == (status, until)
    assert reader.get(f"/-/replay/held/2014/{SITE}/other").status_code == 404


def test_every_table_has_been_thought_of():
    """A table that may tell of what is withheld is rid of it or is left out of the copy; say which in `shown`."""
    db = Database(memory=True)
    migrations.apply(db)
    assert {name for name in db.table_names() if not name.startswith(("search_", "sqlite_"))} <= TOLD


def test_an_index_of_before_there_were_rules_withholds_nothing():
    assert not withheld(Database(memory=True))
