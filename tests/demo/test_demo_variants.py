"""The redesign, the successor, and the sites beside the main one: each has the shape of its kind, and its own truth."""

import hashlib
import json
import re
import urllib.request
from html import unescape

import pytest
from portal_reader import Reader, links_of, without_noise

from archiver.demo import nukeviet
from archiver.demo.control import control_server
from archiver.demo.counters import barred_by
from archiver.demo.judge import address_key
from archiver.demo.manifest import allowed_only, manifest
from archiver.demo.nukeviet_holding import site_of, slug, successor_of
from archiver.demo.server import Portal
from archiver.demo.variants import REFUSALS
from archiver.demo.world import LAST_EPOCH, world

SEED, SIZE = 2008, "tiny"
_TAG = re.compile(r"<[^>]*>")


def words_of(html):
    return " ".join(unescape(_TAG.sub(" ", html)).replace("\u200b", "").split())


def served_as_told(reader, truth):
    for url in truth.urls:
        status, _, body = reader.get(url)
        assert status == 200
        if truth.encoding != "utf-8":  # how such a page is written is tested with the encodings
            continue
        page = words_of(body.decode())
        assert truth.title.casefold() in page.casefold()
        assert [p for p in truth.text.split("\n") if p not in page] == []
    for file in (*truth.attachments, *truth.pictures):
        status, _, body = reader.get(file.url)
        assert (status, hashlib.sha256(body).hexdigest()) == (200, file.sha256)


def test_the_redesign_changes_no_truth_and_no_page_keeps_its_markup(portal, reader):
    before = manifest(SEED, SIZE, 3, portal.base)
    after = manifest(SEED, SIZE, 4, portal.base)
    facts = [(t.id, t.urls, t.title, t.text, t.published, t.attachments, t.pictures, t.status) for t in before]
    assert facts == [(t.id, t.urls, t.title, t.text, t.published, t.attachments, t.pictures, t.status) for t in after]
    assert {t.changed_since for t in after} == {"none"}
    for truth in after[::3]:
        portal.epoch = 3
        old = reader.page(truth.urls[0])
        portal.epoch = 4
        new = reader.page(truth.urls[0])
        if truth.status == 200:
            served_as_told(reader, truth)
        assert len(set(re.findall(r'class="[^"]+"', old)) & set(re.findall(r'class="[^"]+"', new))) < 20


def test_the_redesigned_frame_is_that_of_2010(portal, reader):
    portal.epoch = 4
    status, headers, body = reader.get(f"{portal.base}Pages/home.aspx")
    html = body.decode()
    assert (status, headers["MicrosoftSharePointTeamServices"][:3]) == (200, "14.")
    assert html.count("<title>") == 1
    assert html.count("s4-notdlg") >= 4
    for words in ("Turn on more accessible mode", "Skip Ribbon Commands", "Skip to main content", "Sign In"):
        assert words in html
    assert "ms-skip" not in html


@pytest.mark.parametrize("letter", ["B", "C", "D"])
def test_every_entry_of_a_site_beside_is_served_as_told(portal, reader, letter):
    truths = manifest(SEED, SIZE, 0, portal.bases[letter], letter)
    assert {"article", "document", "page"} <= {truth.kind for truth in truths}
    assert any(truth.pictures for truth in truths)
    assert any(truth.attachments for truth in truths)
    for truth in truths:
        served_as_told(reader, truth)


@pytest.mark.parametrize("letter", ["B", "C", "D"])
def test_two_worlds_of_one_seed_are_equal_and_of_two_are_not(letter):
    with Portal(size=SIZE) as one, Portal(size=SIZE) as two, Portal(seed=7, size=SIZE) as other:
        for path in [truth.urls[0] for truth in manifest(SEED, SIZE, 0, "", letter)][::9]:
            pages = [
                re.sub(r"\d{4,}|nv_checkss=\"\w+\"|\d\d:\d\d|cập<span>\d+", "", without_noise(Reader().page(url)))
                for url in (p.bases[letter].rstrip("/") + path for p in (one, two))
            ]
            assert pages[0] == pages[1]
            assert Reader().get(other.bases[letter].rstrip("/") + path)[2].decode() != pages[0]
    assert manifest(SEED, SIZE, 0, "", letter) == manifest(SEED, SIZE, 0, "", letter)
    texts = [{truth.text for truth in manifest(seed, SIZE, 0, "", letter)} for seed in (SEED, 7)]
    assert not texts[0] & texts[1] - {truth.text for truth in manifest(SEED, SIZE, 0, "") if len(truth.text) > 9000}


def test_site_b_wants_its_cookie_and_its_root_is_a_refresh(portal, reader):
    base = portal.bases["B"]
    assert 'http-equiv="refresh" content="0;url=/Pages/home.aspx"' in reader.page(base)

    class Deaf(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Deaf)
    for _ in range(3):  # whoever refuses the cookie is sent round for ever
        with pytest.raises(urllib.error.HTTPError) as answer:
            opener.open(f"{base}Pages/home.aspx")
        with answer.value as said:
            assert (said.code, said.headers["Location"]) == (302, "/Pages/home.aspx")


def test_site_b_says_of_each_thing_whether_it_may_be_had(portal):
    truths = manifest(SEED, SIZE, 0, portal.bases["B"], "B")
    allowed = allowed_only(truths)
    assert {t.layout for t in truths if not t.allowed} == {"form-table"}
    assert 0 < len(allowed) < len(truths)
    barred = [file.url for truth in truths for file in truth.attachments if not file.allowed]
    assert barred
    assert all("/Lists/" in url for url in barred)
    assert not any(file.url in barred for truth in allowed for file in truth.attachments)
    assert all(truth.allowed for letter in "AD" for truth in manifest(SEED, SIZE, 0, "", letter))


def test_site_c_gives_its_robots_out_at_the_third_question(portal, reader):
    base = portal.bases["C"]
    statuses = [reader.get(f"{base}robots.txt")[0] for _ in range(REFUSALS + 2)]
    assert statuses == [500, 500, 200, 200]
    assert 'window.location = "/Pages/home.aspx"' in reader.page(base)
    truths = manifest(SEED, SIZE, 0, base, "C")
    shown = [file.url for truth in truths if truth.kind == "article" for file in truth.pictures]
    assert shown
    assert all("/_layouts/LacVietBIO/fckUpload/SiteChinh/" in url for url in shown)
    assert any("&l=Dangbocaptrencoso" in url for truth in truths for url in truth.urls)


def test_site_d_pages_feeds_and_maps_what_it_has(portal, reader):
    base = portal.bases["D"]
    _, headers, robots = reader.get(f"{base}robots.txt")
    assert f"Crawl-delay: {nukeviet.CRAWL_DELAY}" in robots.decode()
    assert "MicrosoftSharePointTeamServices" not in headers
    first, second = reader.page(f"{base}tin-tuc/"), reader.page(f"{base}tin-tuc/page-2/")
    assert 'href="/tin-tuc/page-2/"' in first
    assert first != second
    assert reader.get(f"{base}tin-tuc/page-99/")[0] == 404
    truths = manifest(SEED, SIZE, 0, base, "D")
    sitemap = reader.page(f"{base}sitemap.xml")
    assert all(f"<loc>{truth.urls[0]}</loc>" in sitemap for truth in truths)
    feed = reader.page(f"{base}tin-tuc/rss/")
    assert feed.count("<item>") == min(20, sum(truth.kind == "article" for truth in truths))
    assert all(re.fullmatch(r".*/tin-tuc/[a-z0-9-]+-\d+\.html", t.urls[0]) for t in truths if t.kind == "article")


@pytest.mark.parametrize("letter", ["B", "C", "D"])
def test_a_reader_who_obeys_reaches_all_that_is_allowed_by_links(portal, reader, letter):
    """Behind postbacks and addresses in view states stand others; what is told as GET needs no more than links."""
    base = portal.bases[letter]
    robots = portal._others[letter].site.robots
    seen, todo = set(), [base, f"{base}Pages/home.aspx"]
    while todo:
        url = todo.pop()
        key = address_key(url)
        if key in seen or not url.startswith(base) or barred_by(robots, "/" + url.removeprefix(base)):
            continue
        seen.add(key)
        status, headers, body = reader.get(url)
        if status == 200 and "text/html" in headers["Content-Type"]:
            todo += links_of(url, body.decode("utf-8", "replace"))
    truths = allowed_only(manifest(SEED, SIZE, 0, base, letter))
    missed = [t.id for t in truths if t.reachable_by == "GET" and not any(address_key(url) in seen for url in t.urls)]
    assert missed == []


def test_the_successor_has_four_in_ten_and_answers_for_the_rest(portal, reader):
    portal.epoch = LAST_EPOCH
    truths = manifest(SEED, SIZE, LAST_EPOCH, portal.base)
    old = world(SEED, SIZE, LAST_EPOCH - 1)
    moved = [truth for truth in truths if truth.changed_since == "moved"]
    assert len(moved) == round(0.4 * len(old.articles))
    assert reader.get(portal.base)[0] == 200
    for truth in moved:
        served_as_told(reader, truth)
        assert truth.old_urls
        assert truth.text.split("\n")[-1] not in words_of(reader.get(truth.old_urls[0])[2].decode())
    home = words_of(reader.page(portal.base))[:100]
    answers = {"home": 0, "404": 0}
    for truth in truths:
        if truth.status == 404 and truth.changed_since == "delete":
            status, _, body = reader.get(truth.urls[0])
            shows_home = status == 200 and words_of(body.decode())[:100] == home
            assert shows_home or status == 404
            answers["home" if shows_home else "404"] += 1
    assert min(answers.values()) > 3
    texts = {truth.id: truth.text for truth in manifest(SEED, SIZE, LAST_EPOCH - 1, portal.base)}
    assert all(truth.text == texts[truth.id] for truth in moved)
    assert {truth.id for truth in truths if truth.changed_since == "new"} == {
        *(f"story:{n}" for n in (1, 2, 3)),
        "page:/gioi-thieu/",
    }


def test_slugs_keep_letters_and_figures():
    assert slug("Đồng chí Lê Thị Hòa: 15% (kỳ 2)") == "dong-chi-le-thi-hoa-15-ky-2"
    held, heir = site_of(SEED, SIZE), successor_of(SEED, SIZE)
    assert len({one.href for one in held.stories}) == len(held.stories)
    assert len({one.href for one in heir.stories}) == len(heir.stories)


def test_the_control_port_tells_the_truth_of_each_site(portal):
    control = control_server(portal)
    port = control.server_port
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    import threading

    threading.Thread(target=control.serve_forever, daemon=True).start()
    try:
        for letter in "ABCD":
            with opener.open(f"http://127.0.0.1:{port}/manifest?site={letter}") as answer:
                told = [json.loads(line) for line in answer.read().decode().splitlines()]
            assert [one["id"] for one in told] == [t.id for t in manifest(SEED, SIZE, 0, portal.bases[letter], letter)]
            assert all(one["urls"][0].startswith(portal.bases[letter]) for one in told)
        with opener.open(f"http://127.0.0.1:{port}/counters") as answer:
            assert json.loads(answer.read())["sites"].keys() == {"A", "B", "C", "D", "elsewhere"}
    finally:
        control.shutdown()
        control.server_close()
