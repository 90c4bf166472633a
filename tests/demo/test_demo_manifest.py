"""The truth that is told is the truth that is served, and all of it can be reached."""

import hashlib
import re
import unicodedata
from html import unescape

import pytest
from portal_reader import form_of, links_of, offered

from archiver.demo.judge import address_key
from archiver.demo.manifest import manifest
from archiver.demo.portal import Site
from archiver.demo.texts import seed_page_lines
from archiver.demo.world import world

_TAG = re.compile(r"<[^>]*>")


def words_of(html):
    return " ".join(unescape(_TAG.sub(" ", html)).split())


@pytest.mark.parametrize("epoch", [0, 2])
def test_every_entry_is_served_with_its_title_and_every_paragraph(portal, reader, epoch):
    portal.epoch = epoch
    for truth in manifest(2008, "tiny", epoch, portal.base):
        for url in truth.urls:
            status, _, body = reader.get(url)
            assert status == truth.status
            if truth.encoding != "utf-8":  # what these look like stands in test_demo_encodings.py
                continue
            page = words_of(body.decode())
            assert truth.title.casefold() in page.casefold()
            assert all(paragraph in page for paragraph in truth.text.split("\n"))


def test_every_file_is_served_as_told(portal, reader):
    for truth in manifest(2008, "tiny", 0, portal.base):
        for file in (*truth.attachments, *truth.pictures):
            status, _, body = reader.get(file.url)
            assert (status, hashlib.sha256(body).hexdigest()) == (200, file.sha256)


def test_a_patient_reader_reaches_everything(portal, reader):
    seen, todo = set(), [portal.base]
    while todo:
        url = todo.pop()
        key = address_key(url)
        if key in seen or not url.startswith(portal.base):
            continue
        seen.add(key)
        _, headers, body = reader.get(url)
        if "text/html" not in headers["Content-Type"]:
            continue
        html = body.decode(errors="replace")
        todo += links_of(url, html)
        page = 1
        while f"Page${page + 1}" in offered(html):
            page += 1
            html = reader.post(url, form_of(html, f"Page${page}"))[2].decode()
            todo += links_of(url, html)
    truths = manifest(2008, "tiny", 0, portal.base)
    missed = [truth.id for truth in truths if not any(address_key(url) in seen for url in truth.urls)]
    files = [file.url for truth in truths for file in (*truth.attachments, *truth.pictures)]
    assert missed == []
    assert [url for url in files if address_key(url) not in seen] == []
    assert portal.counters.statuses.keys() <= {200, 302}
    assert portal.counters.forms_submitted == 0


def test_what_stands_behind_postbacks_is_told():
    reach = [truth.reachable_by for truth in manifest(2008, "tiny", 0, "")]
    assert reach.count("POST") > 10
    assert reach.count("GET") > 30


def test_the_seed_page_stands_with_its_title_twice_and_no_date():
    truth = next(t for t in manifest(2008, "tiny", 0, "") if t.title.startswith("Bản kiểm điểm Ban chấp hành"))
    assert (truth.published, truth.author, truth.source) == (None, None, None)
    assert truth.path == ("Tư liệu Đại hội",)
    assert truth.text.startswith("Kính thưa Đại hội!")
    assert len(truth.text.split()) > 2700
    title, (again, *_) = seed_page_lines()
    assert again.strip() == title


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_no_two_texts_share_their_words(size):
    truths = manifest(2008, size, 1, "")
    assert len({truth.text for truth in truths}) == len(truths)
    assert len({truth.title for truth in truths}) == len(truths)
    assert len({url for truth in truths for url in truth.urls}) == sum(len(truth.urls) for truth in truths)
    assert all(unicodedata.is_normalized("NFC", truth.text) for truth in truths)


def test_small_has_the_amounts_of_the_specification():
    now = world(2008, "small", 0)
    counts = (len(now.categories), len(now.articles), len(now.documents), len(now.galleries))
    assert counts == (12, 400, 60, 15)
    undated = sum(article.published is None for article in now.articles)
    assert 40 <= undated <= 80
    assert {article.layout for article in now.articles} == {
        "web-part-table",
        "rich-html-field",
        "form-table",
        "bare-text",
        "two-column",
    }


def test_another_seed_is_another_portal():
    one, other = Site(1, "tiny").world, Site(2, "tiny").world
    assert not {article.title for article in one.articles[1:]} & {article.title for article in other.articles[1:]} - {
        seed_page_lines()[0]
    }
