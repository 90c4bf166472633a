"""`archiver new`, and a first crawl with what it wrote, unedited, on sites that it has never seen."""

import json
import re
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from foreign_files import http, record

from archiver.warc.reader import Exchange, scan
from tests.cms.makes import MAKES
from tests.cms.sites import SECTIONS, build, build_documentation, served
from tests.cms.weblog import build_weblog
from tests.cms.wiki import build_wiki

_WAY = re.compile(r"\?inheritRedirect=false$")


def _first_crawl(archiver, tree):
    """What `archiver new` found on the site, and what a crawl with the profile that it wrote reports."""
    with served(tree) as base:
        done = archiver("new", base, "--name", "so", "--json")
        assert done.returncode == 0, done.stderr
        crawled = archiver("crawl", "so.toml", "--json")
        assert crawled.returncode == 0, crawled.stderr
    return json.loads(done.stdout), json.loads(crawled.stdout)


@pytest.mark.parametrize("make", MAKES)
def test_a_first_crawl_with_the_new_profile_gets_everything(make, archiver, tmp_path):
    articles = build(tmp_path / "tree", MAKES[make])
    found, report = _first_crawl(archiver, tmp_path / "tree")
    assert found["platform"] == MAKES[make].platform
    assert {section["name"] for section in found["sections"]} == set(SECTIONS)
    db = sqlite3.connect(tmp_path / "output" / "so" / "archive.db")
    rows = db.execute("SELECT url, title, published FROM articles WHERE kind = 'article'").fetchall()
    db.close()
    held = {_WAY.sub("", "/" + url.split("/", 3)[3]): (title, (date or "")[:10]) for url, title, date in rows}
    assert len(held) == len(rows)
    assert held.keys() == {one.path for one in articles}
    assert sum(held[one.path][0] == one.title for one in articles) >= 0.95 * len(articles)
    assert sum(held[one.path][1] == one.date for one in articles) >= 0.95 * len(articles)
    pages = 3 * len(articles) + 2 * len(SECTIONS) + 1  # with a picture and a file each
    assert report["requests"] <= 1.6 * pages


def test_a_manual_that_has_no_dates_and_no_lists_is_had_whole(archiver, tmp_path):
    pages = build_documentation(tmp_path / "tree")
    found, report = _first_crawl(archiver, tmp_path / "tree")
    assert found["platform"] == "docs"
    with closing(sqlite3.connect(tmp_path / "output" / "so" / "archive.db")) as db:
        held = {urlsplit(url).path: title for url, title in db.execute("SELECT url, title FROM articles")}
        assert db.execute("SELECT count(*) FROM articles WHERE published IS NOT NULL").fetchone() == (0,)
        (text,) = db.execute("SELECT text FROM articles WHERE url LIKE '%/su-dung/3.html'").fetchone()
    assert {path: held.get(path) for path in pages} == pages
    assert "may-chu 6 --khoi-dong" in text
    assert "¶" not in text
    assert "Sao lưu" not in text
    assert report["requests"] <= 1.6 * (len(pages) + 2)


def test_of_a_weblog_only_its_posts_are_articles_and_only_its_menu_makes_sections(archiver, tmp_path):
    """Not its first pages, which are whole posts, nor its months, which are a line each; each post is in its section."""
    posts = build_weblog(tmp_path / "tree")
    found, _ = _first_crawl(archiver, tmp_path / "tree")
    assert {section["name"] for section in found["sections"]} == set(SECTIONS)
    with closing(sqlite3.connect(tmp_path / "output" / "so" / "archive.db")) as db:
        rows = db.execute("SELECT url, title, substr(published, 1, 10), section FROM articles").fetchall()
    held = {urlsplit(url).path: tuple(row) for url, *row in rows}
    assert held == {post.path: (post.title, post.date, post.path[1:].partition("-so-")[0]) for post in posts}


def test_of_a_wiki_each_page_is_had_once_and_not_its_versions_and_forms(archiver, tmp_path):
    pages = build_wiki(tmp_path / "tree")
    found, report = _first_crawl(archiver, tmp_path / "tree")
    assert found["platform"] == "mediawiki"
    with closing(sqlite3.connect(tmp_path / "output" / "so" / "archive.db")) as db:
        held = {
            urlsplit(url).path: (title, text)
            for url, title, text in db.execute("SELECT url, title, text FROM articles")
        }
    assert {path: held[path][0] for path in pages} == pages
    assert not any("[sửa]" in text or "action" in text for _, text in held.values())
    assert report["requests"] <= 1.6 * (len(pages) + 4)


@pytest.mark.parametrize("make", ["nukeviet", "wordpress"])
def test_of_a_portal_that_is_gone_the_files_tell_what_it_was(make, archiver, tmp_path):
    articles = build(tmp_path / "tree", MAKES[make])
    alive, _ = _first_crawl(archiver, tmp_path / "tree")  # and here its server ends
    (kept,) = (tmp_path / "output" / "so" / "warc").glob("*.warc.gz")
    done = archiver("new", alive["start"], str(kept), "--name", "mat", "--json")
    assert done.returncode == 0, done.stderr
    gone = json.loads(done.stdout)
    told = ("start", "title", "language", "timezone", "platform", "evidence", "encoding", "menu", "sections", "feeds")
    assert {key: gone[key] for key in told} == {key: alive[key] for key in told}
    assert archiver("import", str(kept), "--site", "mat.toml").returncode == 0
    with closing(sqlite3.connect(tmp_path / "output" / "mat" / "archive.db")) as db:
        held = {urlsplit(url).path for (url,) in db.execute("SELECT url FROM articles WHERE kind = 'article'")}
    assert held >= {urlsplit(one.path).path for one in articles}


def _answer(
    url: str, status: str = "200 OK", head: str = "Content-Type: text/html; charset=utf-8", body: str = ""
) -> bytes:
    return record("response", url, http(body.encode(), status=f"HTTP/1.1 {status}", head=head), number=url)


_PAGE = "<html lang=vi><title>Sở Ví dụ</title><body><p>Trang chủ của sở, nơi đăng tin tức và văn bản."


def test_in_files_redirects_are_followed_and_the_spelling_of_the_host_is_no_matter(archiver, tmp_path):
    allowed = "User-agent: *\nDisallow: /noi-bo/\n"
    (tmp_path / "old.warc").write_bytes(
        _answer("http://www.so.example/", "302 Found", "Location: /trang-chu/\r\nContent-Type: text/html")
        + _answer("http://www.so.example/trang-chu/", body=_PAGE)
        + _answer("http://www.so.example/robots.txt", head="Content-Type: text/plain", body=allowed)
        + _answer("http://khac.example/", body=_PAGE)
    )
    done = archiver("new", "so.example", "old.warc", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["title"], found["language"], found["forbidden"]) == ("Sở Ví dụ", "vi", ["/noi-bo/"])
    assert (tmp_path / found["profile"]).exists()


@pytest.mark.parametrize(
    ("named", "code", "words"),
    [
        ("other.warc", 3, "http://so.example/: the files hold no answer to it; they hold pages of khac.example (1)."),
        ("empty.warc", 3, "they hold no page of HTML at all"),
        ("away.warc", 3, "they hold no page of HTML at all"),
        ("inner/letter.txt", 3, "inner/letter.txt: holds no record of a WARC, ARC or WACZ file; nothing to import"),
        ("nowhere.warc", 2, "nowhere.warc: there is no such file"),
        ("inner", 3, "inner: not taken: letter.txt: nothing tells its address\n"),
    ],
)
def test_files_that_tell_nothing_of_the_portal_are_told_and_no_profile_is_written(
    archiver, tmp_path, named, code, words
):
    (tmp_path / "other.warc").write_bytes(_answer("http://khac.example/", body=_PAGE))
    (tmp_path / "empty.warc").write_bytes(_answer("http://so.example/", "404 Not Found"))
    (tmp_path / "away.warc").write_bytes(_answer("http://khac.example/", "302 Found", "Location: http://so.example/"))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "letter.txt").write_text("Kính gửi", encoding="utf-8")
    done = archiver("new", "http://so.example/", named)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert not [*tmp_path.glob("*.toml")]


def test_a_foreign_file_among_many_and_folders_are_no_hindrance(archiver, tmp_path):
    (tmp_path / "old" / "2009").mkdir(parents=True)
    (tmp_path / "old" / "2009" / "noending").write_bytes(_answer("http://so.example/", body=_PAGE))
    (tmp_path / "old" / "2010.warc").write_bytes(b"")
    done = archiver("new", "so.example", "old", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "Sở Ví dụ"
    assert "old/2010.warc: holds no record of a WARC, ARC or WACZ file; nothing to import; not looked at" in done.stderr


def test_saved_pages_tell_what_the_portal_was(archiver, tmp_path):
    (tmp_path / "saved" / "so.example").mkdir(parents=True)
    (tmp_path / "saved" / "so.example" / "index.html").write_text(_PAGE, encoding="utf-8")
    done = archiver("new", "so.example", "saved", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "Sở Ví dụ"


def test_without_the_home_page_other_pages_of_its_host_tell_what_it_was(archiver, tmp_path):
    make = MAKES["nukeviet"]
    build(tmp_path / "tree", make)
    alive, _ = _first_crawl(archiver, tmp_path / "tree")
    (kept,) = (tmp_path / "output" / "so" / "warc").glob("*.warc.gz")
    home = alive["start"].rstrip("/")
    with (tmp_path / "inner.warc").open("wb") as out:
        for found in scan(kept):
            if isinstance(found, Exchange) and found.capture.url.rstrip("/") != home and found.capture.status == 200:
                kind = f"Content-Type: {found.capture.media_type or 'text/html'}"
                out.write(record("response", found.capture.url, http(found.capture.body, head=kind)))
    done = archiver("new", alive["start"], "inner.warc", "--name", "mat", "--json")
    assert done.returncode == 0, done.stderr
    gone = json.loads(done.stdout)
    assert {key: gone[key] for key in ("start", "platform", "language")} == {
        key: alive[key] for key in ("start", "platform", "language")
    }
    assert gone["title"] == "127.0.0.1"  # and not what an inner page is called
    assert {one["url"] for one in alive["sections"]} <= {one["url"] for one in gone["sections"]}
    assert "the home page is not in the files" in gone["warnings"][0]
    assert archiver("import", "inner.warc", "--site", "mat.toml").returncode == 0


def test_a_profile_is_never_overwritten(archiver, tmp_path):
    (tmp_path / "so.toml").write_text("mine")
    done = archiver("new", "http://127.0.0.1:1/", "--name", "so")
    assert done.returncode == 2
    assert "not overwritten" in done.stderr
    assert (tmp_path / "so.toml").read_text() == "mine"


def test_what_cannot_be_read_is_told_in_a_sentence(archiver, tmp_path):
    done = archiver("new", "http://127.0.0.1:1/")
    assert done.returncode == 3
    assert "no answer" in done.stderr
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "index.html").write_text("<p>x")
    (tmp_path / "tree" / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    with served(tmp_path / "tree") as base:
        done = archiver("new", base)
    assert done.returncode == 3
    assert re.search("robots.txt forbids", done.stderr)
    assert not [*tmp_path.glob("*.toml")]
