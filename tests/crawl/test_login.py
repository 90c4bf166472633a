"""Crawling behind a login: members' pages are had, and neither secret nor session stands anywhere on the disk."""

from __future__ import annotations

import base64
import gzip
import os
import secrets
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from command import PROFILE, start_archiver
from smallserver import Answer, Asked, SmallServer, page

from archiver.crawl.devtools import find_browser
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.warc.reader import Exchange, Note, records, scan

USER, PASSWORD = "luu.tru", "Mat-khau/rat bi mat&7"
FORM = {"url": "/dang-nhap.aspx", "user": "PORTAL_USER", "password": "PORTAL_PASSWORD"}
ACCOUNT = {"PORTAL_USER": USER, "PORTAL_PASSWORD": PASSWORD}


class Members:
    """A portal whose pages are for members: form with a hidden token, session cookie; `life`: pages until it ends."""

    def __init__(self, pages: int = 6, life: int = 10**6) -> None:
        self.pages, self.life = pages, life
        self.sessions: dict[str, int] = {}
        self.tokens: set[str] = set()
        self.logins = 0

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return Answer(status=404)
        if asked.path == "/dang-nhap.aspx":
            return self._login(asked)
        if asked.path == "/thoat.aspx":
            self.sessions.clear()
            return Answer(status=302, headers=(("Location", "/dang-nhap.aspx"),))
        session = asked.cookies.get("PhienLamViec", "")
        if self.sessions.get(session, 0) <= 0 or asked.cookies.get("dau") is None:
            return Answer(status=302, headers=(("Location", f"/dang-nhap.aspx?ReturnUrl={asked.path}"),))
        self.sessions[session] -= 1
        return self._page(asked)

    def _login(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            wanted = {
                "ctl00$txtUser": USER,
                "ctl00$txtPass": PASSWORD,
                "ctl00$btnLogin": "Đăng nhập",
                "__VIEWSTATE": "/wEPDw==",
            }
            token = asked.form.get("token", "")
            if wanted.items() <= asked.form.items() and token in self.tokens and asked.cookies.get("dau"):
                self.tokens.discard(token)
                self.logins += 1
                session = f"phien-{secrets.token_hex(16)}"
                self.sessions[session] = self.life
                cookie = f"PhienLamViec={session}; Path=/; HttpOnly"
                return Answer(status=302, headers=(("Location", "/"), ("Set-Cookie", cookie)))
        token = secrets.token_hex(8)
        self.tokens.add(token)
        form = (
            '<form method="post" action="dang-nhap.aspx"><input type="hidden" name="__VIEWSTATE" value="/wEPDw==">'
            f'<input type="hidden" name="token" value="{token}"><input name="ctl00$tim"><input type="submit" name="ctl00$btnTim">'
            '<input type="text" name="ctl00$txtUser"><input type="password" name="ctl00$txtPass">'
            '<input type="submit" name="ctl00$btnLogin" value="Đăng nhập"></form>'
        )
        return page("Đăng nhập", words=form, headers=(("Set-Cookie", "dau=mot; Path=/"),))

    def _page(self, asked: Asked) -> Answer:
        if asked.path == "/":
            links = [f"/noi-bo/{n}" for n in range(self.pages)]
            out = '<a href="/thoat.aspx">Ra ngoài</a><a href="/ra">Thoát</a><a href="/noi-bo/1?do=delete">Xoá</a>'
            return page("Trang nội bộ", *links, words=f"<p>Xin chào thành viên</p>{out}")
        if asked.path.startswith("/noi-bo/"):
            return page(f"Bài {asked.path}", words="<p>Xin chào thành viên</p>")
        return Answer(status=404)


class Place:
    """A folder in which the command line runs with an account in its environment."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd
        self.folder = ArchiveFolder(cwd / "output" / "noi-bo")
        self.said = ""  # all that was ever printed

    def profile(self, start: str, login: dict[str, str | bool], more: str = "allow_private = true") -> Path:
        table = "\n".join(
            f"{key} = {str(value).lower() if value is True else repr(value)}" for key, value in login.items()
        )
        text = PROFILE.format(name="noi-bo", start=start, platform="generic").replace("allow_private = true", more)
        path = self.cwd / "noi-bo.toml"
        path.write_text(f"{text}\n[login]\n{table}\n", encoding="utf-8")
        return path

    def start(self, *arguments: object, account: dict[str, str]) -> subprocess.Popen[str]:
        return start_archiver(*arguments, cwd=self.cwd, account=account)

    def run(self, *arguments: object, account: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, account=account or {})
        out, err = process.communicate(timeout=120)
        self.said += out + err
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def everything(self) -> bytes:
        """Every byte that was left on the disk, WARC files unpacked, and every word that was printed."""
        files = [path for path in self.cwd.rglob("*") if path.is_file()]
        raw = b"".join(path.read_bytes() for path in files)
        return (
            raw
            + b"".join(gzip.decompress(path.read_bytes()) for path in files if path.suffix == ".gz")
            + self.said.encode()
        )

    def exchanges(self) -> list[Exchange]:
        return [found for path in self.folder.warc_files() for found in scan(path) if isinstance(found, Exchange)]

    def states(self) -> dict[str, tuple[str, str]]:
        with closing(sqlite3.connect(self.folder.archive_db)) as db:
            rows = db.execute("SELECT url, state, coalesce(reason, '') FROM url_states")
            return {"/" + url.split("/", 3)[3]: (state, reason) for url, state, reason in rows}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def assert_nothing_leaked(place: Place, *sessions: str) -> None:
    left = place.everything()
    basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    for secret in (PASSWORD, "Mat-khau", "rat+bi+mat", basic, *sessions):
        assert secret.encode() not in left, secret


def test_members_pages_are_had_and_no_secret_is_left(place: Place) -> None:
    portal = Members()
    with SmallServer(portal) as server:
        done = place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert not [one for one in server.asked if one.target in {"/thoat.aspx", "/ra", "/noi-bo/1?do=delete"}]
    assert portal.logins == 1
    states = place.states()
    assert {path for path, (state, _) in states.items() if state == "archived"} >= {f"/noi-bo/{n}" for n in range(6)}
    assert states["/thoat.aspx"] == states["/ra"] == ("skipped", "it would log us out")
    assert states["/noi-bo/1?do=delete"][0] == "skipped"
    assert len(portal.sessions) == 1
    assert_nothing_leaked(place, *portal.sessions)
    assert verify(place.folder).whole


def test_the_record_says_what_it_does_not_hold(place: Place) -> None:
    portal = Members(pages=2)
    with SmallServer(portal) as server:
        assert place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT).returncode == 0
    exchanges = place.exchanges()
    assert not [one for one in exchanges if "dang-nhap" in one.capture.url]
    (inside,) = [one for one in exchanges if one.capture.url.endswith("/noi-bo/0")]
    assert b"\r\nCookie: withheld\r\n" in inside.request
    (path,) = place.folder.warc_files()
    told = [
        record.block
        for record, _ in (one for one in records(path) if isinstance(one, tuple))
        if record.type == "metadata"
    ]
    assert any(b"withheld: Cookie\r\n" in block for block in told)
    (note,) = [found.data for found in scan(path) if isinstance(found, Note) and found.kind == "login"]
    assert (note["url"], note["how"], note["status"]) == (f"{server.base}dang-nhap.aspx", "form", 200)
    live = b"".join(canonical_dump(place.folder.archive_db))
    assert place.run("rebuild", "--archive", place.folder.root).returncode == 0
    assert b"".join(canonical_dump(place.folder.archive_db)) == live


def test_a_session_that_ends_is_begun_anew(place: Place) -> None:
    portal = Members(pages=60, life=25)
    with SmallServer(portal) as server:
        done = place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT)
        assert done.returncode == 0, done.stderr
    assert 3 <= portal.logins <= 5
    assert {
        state for path, (state, _) in place.states().items() if path.startswith("/noi-bo/") and "?" not in path
    } == {"archived"}
    assert_nothing_leaked(place, *portal.sessions)


def test_a_page_that_is_not_for_this_account_is_given_up(place: Place) -> None:
    portal = Members(pages=4)

    def with_closed_pages(asked: Asked) -> Answer:
        if asked.path == "/":
            answer = portal(asked)
            return Answer(
                answer.body.replace("</main>", "".join(f'<a href="/mat/{n}">m</a>' for n in range(30))),
                answer.status,
                answer.headers,
            )
        if asked.path.startswith("/mat/"):
            return Answer(status=302, headers=(("Location", "/dang-nhap.aspx?ReturnUrl=/mat"),))
        return portal(asked)

    with SmallServer(with_closed_pages) as server:
        done = place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT)
        assert done.returncode == 0, done.stderr
    states = place.states()
    assert {states[f"/mat/{n}"][0] for n in range(30)} == {"failed"}
    assert {states[f"/noi-bo/{n}"][0] for n in range(4)} == {"archived"}
    assert portal.logins <= 8
    why = place.run("why", f"{server.base}mat/3", "--archive", place.folder.root).stdout
    assert "login" in why
    assert "this account" in why


def test_a_wrong_password_is_tried_once_and_the_crawl_goes_on_with_the_right_one(place: Place) -> None:
    portal = Members(pages=3)
    with SmallServer(portal) as server:
        profile = place.profile(server.base, FORM)
        done = place.run("crawl", profile, account=ACCOUNT | {"PORTAL_PASSWORD": "sai-mat-khau-roi"})
        assert done.returncode == 3
        assert "asks for a login again" in done.stderr
        assert "PORTAL_PASSWORD" in done.stderr
        assert "Traceback" not in done.stderr
        assert len([one for one in server.asked if one.method == "POST"]) == 1
        assert b"sai-mat-khau-roi" not in place.everything()
        again = place.run("crawl", profile, account=ACCOUNT)
        assert again.returncode == 0, again.stderr
        assert "Going on" in again.stderr
    assert place.states()["/noi-bo/2"][0] == "archived"
    assert verify(place.folder).whole


@pytest.mark.parametrize("account", [{}, {"PORTAL_USER": USER}, ACCOUNT | {"PORTAL_PASSWORD": " "}])
def test_a_variable_that_is_not_set_is_named(place: Place, account: dict[str, str]) -> None:
    done = place.run("crawl", place.profile("https://cong.example/", FORM), account=account)
    assert done.returncode == 2
    assert "PORTAL_PASSWORD" in done.stderr
    assert "not set" in done.stderr
    assert not (place.cwd / "output").exists()


@pytest.mark.parametrize(
    ("start", "login"),
    [
        ("http://cong.example/", FORM),
        ("https://cong.example/", FORM | {"url": "http://cong.example/dang-nhap"}),
        ("http://cong.example/", {"cookies": "PORTAL_COOKIES"}),
    ],
)
def test_secrets_do_not_go_over_plain_http(place: Place, start: str, login: dict[str, str]) -> None:
    profile = place.profile(start, login, more="allow_private = false")
    done = place.run("crawl", profile, account=ACCOUNT | {"PORTAL_COOKIES": "a=b"})
    assert done.returncode == 2
    assert "over_http" in done.stderr


def test_cookies_of_a_browser_open_the_portal(place: Place) -> None:
    portal = Members(pages=3)
    portal.sessions["phien-0123456789abcdef"] = 100
    with SmallServer(portal) as server:
        profile = place.profile(server.base, {"cookies": "PORTAL_COOKIES"})
        account = {"PORTAL_COOKIES": "Cookie: dau=1; PhienLamViec=phien-0123456789abcdef"}
        done = place.run("crawl", profile, account=account)
        assert done.returncode == 0, done.stderr
        assert place.states()["/noi-bo/2"][0] == "archived"
        portal.sessions.clear()
        done = place.run("crawl", profile, account=account)
        assert done.returncode == 3
        assert "PORTAL_COOKIES have ended" in done.stderr
    assert_nothing_leaked(place, "phien-0123456789abcdef")


def test_http_basic_opens_the_portal_and_no_other_host(place: Place) -> None:
    sent = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    with SmallServer(lambda _: page("Ảnh", headers=(("Content-Type", "image/png"),))) as other:

        def portal(asked: Asked) -> Answer:
            if asked.headers.get("Authorization") != sent:
                return Answer(status=401, headers=(("WWW-Authenticate", 'Basic realm="noi bo"'),))
            if asked.path == "/chuyen":
                return Answer(status=302, headers=(("Location", f"{other.base}anh2.png"),))
            return page("Kín", "/tin", words=f'<img src="{other.base}anh.png"><img src="/chuyen">')

        with SmallServer(portal) as server:
            login: dict[str, str | bool] = {"basic": True, "user": "PORTAL_USER", "password": "PORTAL_PASSWORD"}
            profile = place.profile(server.base, login)
            assert place.run("crawl", profile, account=ACCOUNT).returncode == 0
            assert place.states()["/tin"][0] == "archived"
            wrong = place.run("crawl", profile, account=ACCOUNT | {"PORTAL_PASSWORD": "sai-mat-khau"})
            assert (wrong.returncode, "HTTP 401" in wrong.stderr) == (3, True)
        assert {one.path for one in other.asked} >= {"/anh.png", "/anh2.png"}
        assert not [one for one in other.asked if "Authorization" in one.headers or "Cookie" in one.headers]
    assert (
        b"\r\nAuthorization: withheld\r\n"
        in next(one for one in place.exchanges() if one.capture.url.endswith("/tin")).request
    )
    assert_nothing_leaked(place)


def test_a_page_that_shows_the_session_is_not_kept(place: Place) -> None:
    portal = Members(pages=2)

    def with_server_info(asked: Asked) -> Answer:
        if asked.path == "/":
            answer = portal(asked)
            return Answer(answer.body.replace("</main>", '<a href="/info.php">i</a>'), answer.status, answer.headers)
        return (
            page("phpinfo", words=f"<pre>{dict(asked.headers)}</pre>") if asked.path == "/info.php" else portal(asked)
        )

    with SmallServer(with_server_info) as server:
        assert place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT).returncode == 0
        assert server.times("/info.php") == 1
    state, reason = place.states()["/info.php"]
    assert (state, "must not hold" in reason) == ("skipped", True)
    assert_nothing_leaked(place, *portal.sessions)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (
            '<form method="post" action="https://khac.example/vao"><input name=u><input type=password name=p>',
            "another host",
        ),
        ("<form><input name=u><input type=password name=p>", "into an address"),
        ("<p>Bảo trì", "no form that asks for a password"),
    ],
)
def test_a_form_that_would_give_the_password_away_is_not_sent(place: Place, form: str, words: str) -> None:
    with SmallServer(lambda _: Answer(f"<html><body>{form}")) as server:
        done = place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT)
        assert done.returncode == 3
        assert words in done.stderr
        assert not [one for one in server.asked if one.method == "POST" or PASSWORD in one.target]


def test_a_session_in_the_address_would_stand_in_the_record(place: Place) -> None:
    def portal(asked: Asked) -> Answer:
        if asked.method == "POST":
            return Answer(status=302, headers=(("Location", "/(S(lit3py55t21z5v55vlm25s55))/"),))
        return page(
            "Vào",
            words="<form method=post><input name=u><input type=password name=p></form>" * ("(S(" not in asked.path),
        )

    with SmallServer(portal) as server:
        done = place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT)
        assert (done.returncode, "session into its addresses" in done.stderr) == (3, True)
    assert_nothing_leaked(place, "lit3py55t21z5v55vlm25s55")


def test_words_of_members_prove_the_login_where_the_form_stands_on_every_page(place: Place) -> None:
    portal = Members(pages=3)

    def with_box(asked: Asked) -> Answer:
        answer = portal(asked)
        box = '<form><input name="u"><input type="password" name="ctl00$txtPass"></form></main>'
        return Answer(answer.body.replace("</main>", box), answer.status, answer.headers)

    with SmallServer(with_box) as server:
        without = place.run("crawl", place.profile(server.base, FORM), account=ACCOUNT)
        assert (without.returncode, "login again" in without.stderr) == (3, True)
        done = place.run("crawl", place.profile(server.base, FORM | {"check": "xin chào thành viên"}), account=ACCOUNT)
        assert done.returncode == 0, done.stderr
    assert place.states()["/noi-bo/2"][0] == "archived"


def test_a_crawl_that_is_killed_logs_in_again_and_goes_on(place: Place) -> None:
    portal = Members(pages=30)
    with SmallServer(portal) as server:
        profile = place.profile(server.base, FORM)
        profile.write_text(profile.read_text("utf-8").replace("delay = 0", "delay = 0.1"), "utf-8")
        process = place.start("crawl", profile, account=ACCOUNT)
        deadline = time.monotonic() + 60
        while (
            len([one for one in server.asked if one.path.startswith("/noi-bo/")]) < 10 and time.monotonic() < deadline
        ):
            time.sleep(0.02)
        process.kill()
        place.said += "".join(process.communicate())
        first = set(portal.sessions)
        assert_nothing_leaked(place, *first)
        profile.write_text(profile.read_text("utf-8").replace("delay = 0.1", "delay = 0"), "utf-8")
        done = place.run("crawl", profile, account=ACCOUNT)
        assert done.returncode == 0, done.stderr
    assert portal.logins == 2
    assert {place.states()[f"/noi-bo/{n}"][0] for n in range(30)} == {"archived"}
    assert_nothing_leaked(place, *portal.sessions)
    assert verify(place.folder).whole


def test_why_points_to_the_login_table(place: Place) -> None:
    def portal(asked: Asked) -> Answer:
        if asked.path == "/":
            return page("Cổng", "/kin", "/401")
        if asked.path == "/kin":
            return Answer(status=302, headers=(("Location", "/login?next=/kin"),))
        return Answer(status=401)

    with SmallServer(portal) as server:
        profile = place.profile(server.base, {})
        profile.write_text(profile.read_text("utf-8").replace("[login]", ""), "utf-8")
        assert place.run("crawl", profile).returncode == 0
        for target in ("kin", "401"):
            why = place.run("why", server.base + target, "--archive", place.folder.root).stdout
            assert "[login]" in why, why


@pytest.mark.skipif(find_browser() is None and not os.environ.get("CI"), reason="Chromium is not installed")
def test_a_browser_reads_members_pages_and_holds_no_secret(place: Place) -> None:
    portal = Members(pages=0)
    script = (
        "<div id=tin></div><script>fetch('/noi-bo/api').then(answer => answer.text()).then(text => {"
        " tin.innerHTML = `<p>${text.match(/<h1>(.*)<.h1>/)[1]} [${document.cookie}]</p>` }); fetch('/thoat.aspx')</script>"
    )

    def scripted(asked: Asked) -> Answer:
        answer = portal(asked)
        if asked.path == "/noi-bo/xem" and answer.status == 200:
            return Answer(f"<!doctype html><title>Xem</title>{script}")
        return answer

    with SmallServer(scripted) as server:
        profile = place.profile(server.base, FORM)
        section = '[[section]]\nname = "xem"\nurl = "/noi-bo/xem"\njavascript = true\n'
        profile.write_text(f"{profile.read_text('utf-8')}\n{section}", "utf-8")
        done = place.run("crawl", profile, account=ACCOUNT)
        assert done.returncode == 0, done.stderr
        assert not server.times("/thoat.aspx")
    (made,) = [one for one in place.exchanges() if one.conversion]
    assert "Bài /noi-bo/api []" in made.capture.body.decode()
    assert portal.logins == 1
    assert_nothing_leaked(place, *portal.sessions)
