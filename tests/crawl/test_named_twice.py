"""An address that one page names without good cause and another with it: it is fetched, whoever comes first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from command import Run, write_profile
from smallserver import Answer, Asked, SmallServer, page

from archiver.layout import ArchiveFolder

ARTICLES = tuple(f"/bai-viet/tin-hoat-dong-so-{n}.html" for n in range(1, 7))


def rows(cwd: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(ArchiveFolder(cwd / "output" / "a-site").archive_db)) as db:
        return db.execute(query).fetchall()


def test_an_article_of_a_section_is_fetched_though_the_home_page_names_it_first(archiver: Run, tmp_path: Path) -> None:
    def portal(asked: Asked) -> Answer:
        if asked.path == "/":
            return page("Trang chủ", "/tin", *ARTICLES, "/gioi-thieu")
        if asked.path == "/tin":
            return page("Tin tức", *ARTICLES)
        return page(f"Bài {asked.path}") if asked.path in (*ARTICLES, "/gioi-thieu") else Answer(status=404)

    with SmallServer(portal) as server:
        profile = write_profile(tmp_path, "a-site", server.base)
        section = '[[section]]\nname = "tin"\ntitle = "Tin tức"\nmenu = "/tin"\n'  # so the home page is read first
        profile.write_text(profile.read_text("utf-8") + section, "utf-8")
        done = archiver("crawl", profile, "--section", "tin")
        assert done.returncode == 0, done.stderr
        assert [server.times(path) for path in (*ARTICLES, "/gioi-thieu")] == [1] * 6 + [0]
    assert rows(tmp_path, "SELECT count(*) FROM articles WHERE section = 'tin' AND url LIKE '%/bai-viet/%'") == [(6,)]
    assert rows(tmp_path, "SELECT count(*) FROM url_states WHERE state = 'skipped' AND url LIKE '%/bai-viet/%'") == [
        (0,)
    ]


def test_a_picture_of_another_host_is_fetched_where_an_article_shows_it(archiver: Run, tmp_path: Path) -> None:
    with SmallServer(lambda _: Answer("GIF89a", headers=(("Content-Type", "image/gif"),)), "localhost") as pictures:
        shown, linked = f"{pictures.base}anh/1.gif", f"{pictures.base}anh/2.gif"

        def portal(asked: Asked) -> Answer:
            if asked.path == "/":
                return page("Trang chủ", shown, linked, "/bai-1")
            return page("Bài một", words=f'<img src="{shown}">') if asked.path == "/bai-1" else Answer(status=404)

        with SmallServer(portal) as server:
            done = archiver("crawl", write_profile(tmp_path, "a-site", server.base))
        assert done.returncode == 0, done.stderr
        assert (pictures.times("/anh/1.gif"), pictures.times("/anh/2.gif")) == (1, 0)
