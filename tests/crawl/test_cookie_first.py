"""Portals that want a cookie first, or that keep their session in the address: all is had once, and refusal is said."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from command import Run, write_profile
from smallserver import Answer, Asked, SmallServer, page

from archiver.layout import ArchiveFolder
from archiver.warc.reader import Exchange, scan

SET = ("Set-Cookie", "vao=1; Path=/")
SESSIONS = ("lit3py55t21z5v55vlm25s55", "q0w1e2r3t4y5u0i1o2p3a4s5")


def redirect(to: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status=302, headers=(("Location", to), *headers))


def site(asked: Asked) -> Answer:
    """Three pages behind whatever stands before them."""
    if asked.path in {"/", "/tin/1", "/tin/2"}:
        return page(f"Tin {asked.path}", "/tin/1", "/tin/2")
    return Answer(status=404)


def itself(asked: Asked) -> Answer:
    return site(asked) if "vao" in asked.cookies else redirect(asked.target, SET)


def two_cookies(asked: Asked) -> Answer:
    if "vao" not in asked.cookies:
        return redirect(asked.target, SET)
    return site(asked) if "nua" in asked.cookies else redirect(asked.target, ("Set-Cookie", "nua=2"))


def through_a_page_that_sets_it(asked: Asked) -> Answer:
    if asked.path == "/dat-cookie":
        return redirect(asked.target.partition("=")[2], SET)
    return site(asked) if "vao" in asked.cookies else redirect(f"/dat-cookie?ve={asked.path}")


def cookie_is_tried_on_the_way(asked: Asked) -> Answer:
    if asked.path == "/thu":
        return redirect(asked.target.partition("=")[2]) if "vao" in asked.cookies else Answer("no cookie", 403)
    return site(asked) if "vao" in asked.cookies else redirect(f"/thu?ve={asked.path}", SET)


def asp_net_detects(asked: Asked) -> Answer:
    """AspxAutoDetectCookieSupport: the same page, once with a parameter more."""
    if "vao" in asked.cookies:
        return site(asked)
    return redirect(f"{asked.path}?AspxAutoDetectCookieSupport=1", SET)


def meta_refresh(asked: Asked) -> Answer:
    if "vao" in asked.cookies:
        return site(asked)
    return Answer('<meta http-equiv="refresh" content="0"><p>Xin chờ', headers=(SET,))


def script(asked: Asked) -> Answer:
    if asked.cookies.get("D1N") == "6f1e":
        return site(asked)
    return Answer('<html><body><script>document.cookie="D1N=6f1e";window.location.reload(true);</script></body></html>')


class CookielessAspNet:
    """The session stands in the address; after some answers it has ended, and a new one begins."""

    def __init__(self) -> None:
        self.answers = 0

    def __call__(self, asked: Asked) -> Answer:
        self.answers += 1
        session = SESSIONS[self.answers > 3]
        folder, _, path = asked.path[1:].partition("/") if asked.path.startswith("/(S(") else ("", "", asked.path[1:])
        if folder != f"(S({session}))":
            return redirect(f"/(S({session}))/{path}")
        if path in {"", "tin/1", "tin/2"}:
            return page(f"Tin /{path}", f"/(S({session}))/tin/1", f"/(S({session}))/tin/2")
        return Answer(status=404)


def titles(folder: ArchiveFolder) -> list[str]:
    """Of the pages that stand in the record, one for each answer."""
    found = (one.capture.body for path in folder.warc_files() for one in scan(path) if isinstance(one, Exchange))
    return sorted(match[1].decode() for body in found if (match := re.search(rb"<title>(.*?)</title>", body)))


def states(folder: ArchiveFolder) -> dict[str, tuple[str, str | None]]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return {url: (state, reason) for url, state, reason in db.execute("SELECT url, state, reason FROM url_states")}


@pytest.mark.parametrize(
    "portal",
    [
        itself,
        two_cookies,
        through_a_page_that_sets_it,
        cookie_is_tried_on_the_way,
        asp_net_detects,
        meta_refresh,
        script,
    ],
)
def test_what_stands_behind_a_cookie_is_had(portal: Callable[[Asked], Answer], archiver: Run, tmp_path: Path) -> None:
    with SmallServer(portal) as server:
        done = archiver("crawl", write_profile(tmp_path, "a-site", server.base))
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert len(server.asked) < 20
    folder = ArchiveFolder(tmp_path / "output" / "a-site")
    assert titles(folder) == ["Tin /", "Tin /tin/1", "Tin /tin/2"]
    assert {state for state, _ in states(folder).values()} == {"archived"}


def test_a_session_in_the_address_makes_no_second_page(archiver: Run, tmp_path: Path) -> None:
    profile = tmp_path / "a-site.toml"
    keys = []
    for _ in range(2):
        portal = CookielessAspNet()
        with SmallServer(portal) as server:
            write_profile(tmp_path, "a-site", server.base)
            done = archiver("crawl", profile, "--archive", tmp_path / f"archive{len(keys)}")
            assert done.returncode == 0, done.stderr
        folder = ArchiveFolder(tmp_path / f"archive{len(keys)}")
        assert titles(folder) == ["Tin /", "Tin /tin/1", "Tin /tin/2"]
        with closing(sqlite3.connect(folder.archive_db)) as db:
            rows = db.execute("SELECT url_key, url FROM captures WHERE status = 200 AND url NOT LIKE '%robots.txt'")
            found = {key.partition("/")[2].partition("/")[2].partition("/")[2]: url for key, url in rows}
        keys.append(set(found))
        assert all("/(S(" in url for url in found.values())
    assert keys[0] == keys[1] == {"", "tin/1", "tin/2"}


def refuses(asked: Asked) -> Answer:
    return redirect(asked.target, SET)


def refuses_on_the_way(asked: Asked) -> Answer:
    return redirect(asked.target.partition("=")[2], SET) if asked.path == "/dat" else redirect(f"/dat?ve={asked.path}")


def refuses_by_script(asked: Asked) -> Answer:
    return (
        Answer('<script>document.cookie="a=b";location.reload()</script>') if asked.path == "/" else Answer(status=404)
    )


def wants_what_only_a_browser_can(asked: Asked) -> Answer:
    return (
        Answer("<script>document.cookie=tinh(7);location.reload()</script>")
        if asked.path == "/"
        else Answer(status=404)
    )


def session_after_session(asked: Asked) -> Answer:
    return redirect(
        f"/(S({'abcdefghijklmnopqrstuvwx'[::-1] if 'abc' in asked.target else 'abcdefghijklmnopqrstuvwx'}))/"
    )


@pytest.mark.parametrize(
    ("portal", "reason", "code"),  # 3: nothing was had
    [
        (refuses, "wants a cookie first, and goes on wanting it", 3),
        (refuses_on_the_way, "wants a cookie first, and goes on wanting it", 0),
        (refuses_by_script, "wants a cookie first, and goes on wanting it", 3),
        (wants_what_only_a_browser_can, "which only a browser can", 3),
        (session_after_session, "under one spelling after the other", 3),
    ],
)
def test_a_portal_that_takes_no_cookie_is_given_up_with_a_reason(
    portal: Callable[[Asked], Answer], reason: str, code: int, archiver: Run, tmp_path: Path
) -> None:
    with SmallServer(portal) as server:
        done = archiver("crawl", write_profile(tmp_path, "a-site", server.base))
        assert done.returncode == code, done.stderr
        assert len(server.asked) < 20
    found = states(ArchiveFolder(tmp_path / "output" / "a-site"))
    assert [why for state, why in found.values() if state == "failed" and reason in (why or "")]
