"""A menu whose links lack the leading slash, on a server that answers by the last folder: the crawl ends all the same."""

from __future__ import annotations

from pathlib import Path

from command import Run, write_profile
from smallserver import Answer, Asked, SmallServer, page

MENU = ("gioi-thieu", "tin-tuc", "van-ban", "lien-he")
ARTICLES = tuple(f"/bai/{n}.html" for n in range(1, 21))


def portal(asked: Asked) -> Answer:
    last = asked.path.rstrip("/").rpartition("/")[2]
    menu = "".join(f'<a href="{one}/">{one}</a>' for one in MENU) + '<img src="bieu-trung.gif">'
    if asked.path in ARTICLES:
        return page(f"Bài số {asked.path}", words=menu)
    if last == "bieu-trung.gif":
        return Answer("GIF89a", headers=(("Content-Type", "image/gif"),))
    if last in MENU or asked.path == "/":
        return page(f"Trang {last}", *(ARTICLES if last == "tin-tuc" else ()), words=menu)
    return Answer(status=404)


def test_pages_that_say_the_same_below_ever_more_folders_are_left(archiver: Run, tmp_path: Path) -> None:
    with SmallServer(portal) as server:
        done = archiver("crawl", write_profile(tmp_path, "a-site", server.base))
        assert done.returncode == 0, done.stderr
        assert {server.times(path) for path in (*ARTICLES, *(f"/{one}/" for one in MENU))} == {1}
        pages = [one for one in server.asked if not one.path.endswith((".gif", ".txt"))]
        assert len(pages) < 600  # of pages without end; how many are on their way when it is seen, chance tells
    assert "said what another page said" in done.stdout or "keep saying the same" in done.stdout
