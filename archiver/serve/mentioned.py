"""What an index mentions without holding it: addresses that were never fetched, and what a check found in a record.

A rule covers the address of a page that failed as it covers one that is held, and the finding about a damaged record
names the articles that lean on it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from archiver.sites.access import Subject, ruling
from archiver.store.access import Withheld, rules_in_force

# Addresses of which nothing is held; what a list of a withheld section names is shown where another section holds it.
MENTIONED_URLS = """
SELECT url FROM url_states WHERE covered(url, NULL) UNION
SELECT json_extract(detail, '$.url') FROM events WHERE covered(json_extract(detail, '$.url'), NULL) UNION
SELECT url FROM list_entries WHERE covered(url, section) AND url_key NOT IN (
    SELECT url_key FROM captures WHERE id NOT IN (SELECT id FROM temp.hidden_captures))
"""
MENTIONED_KEYS = "SELECT url_key FROM list_entries WHERE url IN (SELECT url FROM temp.hidden_urls)"
RID_OF_MENTIONS = (
    (
        "UPDATE outcomes SET examples = (SELECT json_group_array(value) FROM json_each(examples)"
        " WHERE value NOT IN (SELECT url FROM temp.hidden_urls) AND NOT covered(value, NULL))"
    ),
    "UPDATE checks SET findings = shown_findings(findings) WHERE findings <> '[]'",
)
_TELLING = ("url", "what", "record_id", "capture_id", "articles")  # of a finding


def teach(db: Database, found: Withheld) -> None:
    """Give a connection the functions that these statements use."""
    rules = [rule for rule in rules_in_force(db) if rule.published_from is None and rule.published_to is None]
    now = datetime.now(UTC)

    def covered(url: str | None, section: str | None) -> bool:
        return url is not None and ruling(rules, Subject(urls=(url,), section=section), now) is not None

    def shown_findings(findings: str) -> str:
        urls = {url for (url,) in db.execute("SELECT url FROM temp.hidden_urls").fetchall()}
        told = [_shown(one, found, urls) for one in json.loads(findings)]
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    db.register_function(covered, deterministic=True)
    db.register_function(shown_findings)


def _shown(finding: Any, found: Withheld, urls: Collection[str]) -> Any:
    """That there is damage, and where, may be known; of what, not always."""
    if not isinstance(finding, dict):
        return finding
    if finding.get("capture_id") in found.captures or finding.get("url") in urls:
        return {name: value for name, value in finding.items() if name not in _TELLING}
    leaning = [one for one in finding.get("articles") or () if one.get("id") not in found.articles]
    return {**finding, "articles": leaning} if "articles" in finding else finding
