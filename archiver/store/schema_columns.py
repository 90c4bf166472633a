"""Columns that came later: they stand in the text of no table, and an archive of before gets them by a migration."""

from __future__ import annotations

from archiver.store.schema_reported import MORE
from archiver.store.schema_templates import READ_WITH
from archiver.store.schema_words import CRAWL_PERSON, EVENT_COLUMNS

ABSENT = "absent TEXT -- why the answer says that nothing is there (HTTP 404, soft 404, login, redirect to home); null: it does not"
ASKED = (
    "asked TEXT -- JSON: what of the portal was asked for (new, limit, sections, urls); {}: all of it; null: not known"
)
REPAIRS = "repairs TEXT NOT NULL DEFAULT '[]' -- JSON: what reading the page's letters had to mend, in words; the bytes as they came are in the WARC"
LABEL = (
    "label TEXT -- what the article calls it: the words of the link, or the caption of the picture; null: it has none"
)
TEMPLATE = "template TEXT NOT NULL DEFAULT '' -- the names of the page's parts in short: the next redesign has others"
GIST = "gist TEXT -- equal for captures that may be one article before and after a redesign"
OTHER_GIST = "other_gist TEXT -- another such mark, for where the first is told by a lead that was set apart"
WHOLE = "whole TEXT -- of a later page of a text that stands on several: the url_key of the first of them"
LEAF = "leaf INTEGER NOT NULL DEFAULT 1 -- which of these pages it is"
FACE = "face TEXT -- equal for pages that show the same to a reader"
WITHIN = "warc_within INTEGER -- where the record begins in the unpacked member; warc_length is its length there; null: the member holds it alone"
NAMED_DIGEST = (
    "named_digest TEXT -- an imported record's own digest of its payload, where it is not `digest`; null: none"
)
FILE_KIND = "kind TEXT -- what it is (document, image, audio, video), by its name, its type or its bytes; null: these do not tell"
CHECKED = (
    "scope TEXT -- all: the whole record was to be read; sample: a part; null: an older program, which read all",
    "bytes INTEGER -- of WARC files that were read",
    "all_bytes INTEGER -- of WARC files that there were",
    "read TEXT -- JSON: what was read, [file, from, to, size of the file, its SHA-256, null where a part was read or it is not closed]",
)
LATER = {
    "checks": tuple(f"    {column}" for column in CHECKED),
    "captures": (f"    {ABSENT}", f"    {WITHIN}", f"    {NAMED_DIGEST}"),
    "crawls": (f"    {ASKED}", f"    {CRAWL_PERSON}"),
    "articles": (f"    {REPAIRS}",),
    "attachments": (f"    {LABEL}",),
    "files": (f"    {FILE_KIND}",),
    "list_totals": (f"    {MORE}",),
    "events": tuple(f"    {column}" for column in EVENT_COLUMNS),
    "observations": tuple(f"    {column}" for column in (TEMPLATE, GIST, OTHER_GIST, FACE, READ_WITH, WHOLE, LEAF)),
}
