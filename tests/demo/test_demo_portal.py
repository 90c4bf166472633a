"""The simulated portal over real HTTP: it answers as the real one does, and the same way each time."""

import json
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from portal_reader import Reader, without_noise

from archiver.demo.frame import MENU
from archiver.demo.manifest import manifest
from archiver.demo.server import Portal

ARTICLE = "Pages/newsdetail.aspx?NewsId={}&CatId={}"


def truths_of(portal):
    return manifest(2008, "tiny", portal.epoch, portal.base)


def first(portal, kind, **fields):
    return next(
        t for t in truths_of(portal) if t.kind == kind and all(getattr(t, key) == v for key, v in fields.items())
    )


def test_the_root_leads_to_the_home_page_and_its_menu(portal, reader):
    html = reader.page(portal.base)
    for words, href in (*MENU, ("CÁC KÌ ĐẠI HỘI", "/Pages/cac-ki-dai-hoi.aspx")):
        assert f'href="{href}">{words}</A>' in html
    assert without_noise(html) == without_noise(reader.page(portal.base + "pages/Home.aspx"))


def test_the_same_seed_shows_the_same_portal():
    with Portal(size="tiny") as one, Portal(size="tiny") as two, Portal(seed=7, size="tiny") as other:
        for truth in manifest(2008, "tiny", 0, "")[::7]:
            pages = [without_noise(Reader().page(p.base.rstrip("/") + truth.urls[0])) for p in (one, two, other)]
            assert pages[0] == pages[1]
            assert pages[0] != pages[2]


def test_every_answer_carries_noise(portal, reader):
    url = first(portal, "article").urls[0]
    one, two = reader.page(url), reader.page(url)
    assert one != two
    assert without_noise(one) == without_noise(two)


def test_an_article_shows_its_words_under_every_address(portal, reader):
    truth = first(portal, "article", layout="web-part-table")
    pages = [without_noise(reader.page(url)) for url in truth.urls]
    assert len(pages) > 2
    assert len(set(pages)) == 1


def test_a_wrong_category_shows_the_same_text_and_another_trail(portal, reader):
    truth = first(portal, "article", path=("Tin tức",), layout="bare-text")
    identity = truth.id.partition(":")[2]
    right = reader.page(portal.base + ARTICLE.format(identity, 104))
    wrong = reader.page(portal.base + ARTICLE.format(identity, 120))
    line = truth.text.split("\n")[-1]
    assert line in right
    assert line in wrong
    assert "&gt; Tư liệu Đại hội" in wrong
    assert "&gt; Tư liệu Đại hội" not in right


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("Pages/newsdetail.aspx?NewsId=1&CatId=104", 200, "Không tìm thấy"),
        ("Pages/news.aspx?CatId=9", 200, 'ms-WPBody"></DIV>'),
        ("Pages/khong-co.aspx", 404, "spsredirect.aspx?oldUrl="),
        ("_layouts/Authenticate.aspx?Source=%2F", 200, "Từ chối truy cập"),
        ("robots.txt", 404, ""),
    ],
)
def test_what_is_not_there_is_answered_as_such_portals_do(portal, reader, path, status, words):
    got, _, body = reader.get(portal.base + path)
    assert got == status
    assert words in body.decode()


def test_beyond_the_end_of_a_list_stands_its_last_page(portal, reader):
    url = portal.base + "Pages/cac-ki-dai-hoi.aspx"
    counts = [reader.page(f"{url}?Page={number}").count('class="tin"') for number in (1, 99)]
    assert counts[0] > 0
    assert without_noise(reader.page(f"{url}?Page=99")) == without_noise(reader.page(f"{url}?page=1"))


def test_files_bear_a_validator_and_pages_do_not(portal, reader):
    file = first(portal, "gallery").pictures[0]
    status, headers, body = reader.get(file.url)
    assert (status, headers["Content-Type"]) == (200, "image/jpeg" if file.url.endswith("jpg") else "image/png")
    assert reader.get(file.url, **{"If-None-Match": headers["ETag"]})[0] == 304
    assert reader.get(file.url, **{"If-None-Match": '"{0},9"'})[2] == body
    page = reader.get(portal.base + "Pages/home.aspx")[1]
    assert page["Cache-Control"] == "private"
    assert page["ETag"] is None
    assert page["Last-Modified"] is None


def test_a_session_is_begun_once(portal, reader):
    cookies = reader.get(portal.base + "Pages/home.aspx")[1].get_all("Set-Cookie")
    assert any(cookie.startswith("ASP.NET_SessionId=") for cookie in cookies)
    again = reader.get(portal.base + "Pages/home.aspx")[1].get_all("Set-Cookie")
    assert not any(cookie.startswith("ASP.NET_SessionId=") for cookie in again)


def test_the_counters_know_what_a_reader_did(portal, reader):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Reader().get(portal.base + "Pages/home.aspx"), range(12)))
    assert portal.counters.forms_submitted == 0
    reader.post(portal.base + "Pages/y-kien-dong-gop.aspx", {"ctl00$btnGui": "Gửi ý kiến"})
    reader.post(portal.base + "Pages/news.aspx?CatId=104", {"q": "x"})
    reader.post(portal.base + "nowhere", {})
    counters = portal.counters.as_dict()
    assert counters["requests"] == 15
    assert counters["by_path"]["/Pages/home.aspx"] == 12
    assert counters["forms_submitted"] == 3
    assert counters["peak_parallel"] >= 1
    assert counters["bytes_sent"] > 12 * 10_000


def test_new_articles_head_the_lists_and_silent_edits_change_nothing_else(portal, reader):
    before = {truth.id: truth for truth in truths_of(portal)}
    portal.epoch = 1
    added = {truth.id: truth for truth in truths_of(portal)}
    new = [truth for truth in added.values() if truth.changed_since == "new"]
    assert len(new) == 20
    assert {key: added[key] for key in before} == {
        key: replace(truth, reachable_by=added[key].reachable_by) for key, truth in before.items()
    }
    assert any(new_one.title in reader.page(portal.base + "Pages/news.aspx?CatId=104") for new_one in new)
    portal.epoch = 2
    after = {truth.id: truth for truth in truths_of(portal)}
    changed = {key for key in added if replace(after[key], changed_since="") != replace(added[key], changed_since="")}
    assert changed == {key for key, truth in after.items() if truth.changed_since != "none"}
    assert sorted(after[key].changed_since for key in changed) == ["date", "edit", "edit", "edit", "file", "file"]


def test_an_edit_is_one_word_or_two_names_and_a_new_picture_has_a_new_validator(portal, reader):
    portal.epoch = 1
    added = {truth.id: truth for truth in truths_of(portal)}
    portal.epoch = 2
    for truth in truths_of(portal):
        if truth.changed_since == "edit":
            old, new = added[truth.id].text.split("\n"), truth.text.split("\n")
            assert len(old) == len(new)
            assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
    replaced = first(portal, "gallery", changed_since="file").pictures[0]
    _, headers, body = reader.get(replaced.url)
    portal.epoch = 1
    assert reader.get(replaced.url)[2] != body
    assert reader.get(replaced.url, **{"If-None-Match": headers["ETag"]})[0] == 200


def test_it_runs_as_a_process_of_its_own_with_a_control_port():
    command = [sys.executable, "-m", "archiver.demo.server", "--size", "tiny"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        places = json.loads(process.stdout.readline())

        def told(path):
            with urllib.request.urlopen(places["control"] + path) as answer:
                return answer.read().decode()

        try:
            Reader().page(places["base"])
            assert json.loads(told("counters"))["requests"] == 2
            assert len(told("manifest").splitlines()) == 55
            assert json.loads(told("epoch?set=1")) == {"epoch": 1}
            assert len(told("manifest").splitlines()) == 75
        finally:
            process.terminate()
        assert process.wait(10) is not None
