"""Access: decisions that something of an archive is not to be shown. They are made and lifted; the record stays whole."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from archiver.errors import UsageError
from archiver.jobs.annotate import withdraw
from archiver.jobs.hearing import index_in_force
from archiver.jobs.words import Word, keep, now
from archiver.layout import ArchiveFolder
from archiver.sites.access import Action
from archiver.sites.annotation import checked, day
from archiver.store.access import access_rules, rules_in_force, withheld
from archiver.store.crawls import known_section
from archiver.warc.writer import SOFTWARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A rule before it is checked."""

    action: Action
    reason: str
    url: str | None = None
    section: str | None = None
    published_from: str | None = None
    published_to: str | None = None
    until: str | None = None


def decide(folder: ArchiveFolder, decision: Decision, person: str) -> tuple[str, int]:
    """Keep a rule; its id, and how many articles are withheld now by all rules together."""
    with closing(index_in_force(folder)) as db:
        if decision.section is not None:
            known_section(db, decision.section)
    data = _checked(decision) | {"person": person, "decided_at": now(), "software": SOFTWARE}
    number = keep(folder, [Word("access-rule", data)])[0]
    with closing(index_in_force(folder)) as db:
        return number, sum(rule.id == number for rule in withheld(db).articles.values())


def lift(folder: ArchiveFolder, number: str, reason: str | None, person: str) -> str:
    """What the rule withheld is shown again, unless another rule covers it; the rule's whole id."""
    return withdraw(folder, "access_rules", number, reason, person)


def all_rules(folder: ArchiveFolder) -> list[dict[str, Any]]:
    """Every rule that was ever made, and whether it is in force."""
    with closing(index_in_force(folder)) as db:
        in_force = {rule.id for rule in rules_in_force(db)}
        lifted = {said: (at, who) for said, at, who in db.execute("SELECT said, said_at, person FROM withdrawals")}
        return [
            {
                "id": rule.id,
                "action": rule.action,
                "url": rule.url,
                "section": rule.section,
                "published_from": rule.published_from,
                "published_to": rule.published_to,
                "until": rule.until,
                "reason": rule.reason,
                "person": rule.person,
                "decided_at": rule.decided_at,
                "in_force": rule.id in in_force,
                "lifted_at": lifted.get(rule.id, (None, None))[0],
                "lifted_by": lifted.get(rule.id, (None, None))[1],
            }
            for rule in access_rules(db, standing=False)
        ]


def _checked(decision: Decision) -> dict[str, Any]:
    if not any((decision.url, decision.section, decision.published_from, decision.published_to)):
        raise UsageError("the rule covers nothing; say what it covers with --url, --section, --from or --to.")
    if decision.action == "embargo" and not decision.until:
        raise UsageError("an embargo ends; say when with --until 2030-01-01, or decide on a takedown.")
    if decision.action == "takedown" and decision.until:
        raise UsageError(
            "a takedown has no end; leave --until out (archiver access lift ends it), or decide on an embargo."
        )
    if decision.url is not None and not decision.url.strip().strip("*"):
        raise UsageError(
            "--url: is empty; give an address, or a pattern such as 'https://so-vi-du.example/*/noi-bo/*'."
        )
    until = _first_day(day("--until", decision.until)) if decision.until else None
    if until is not None and until[:10] <= now()[:10]:
        raise UsageError(f"--until {decision.until}: is over, so the embargo would withhold nothing; give a later day.")
    if not decision.reason.strip():
        raise UsageError("--reason is empty; say why, readers are told so.")
    data: dict[str, Any] = {
        "action": decision.action,
        "reason": checked("reason", decision.reason),
        "url": decision.url.strip() if decision.url else None,
        "section": decision.section,
        "published_from": day("--from", decision.published_from) if decision.published_from else None,
        "published_to": day("--to", decision.published_to) if decision.published_to else None,
        "until": until,
    }
    if data["published_from"] and data["published_to"] and data["published_from"] > data["published_to"] + "~":
        raise UsageError("--from is later than --to; exchange them.")
    return {name: value for name, value in data.items() if value is not None}


def _first_day(text: str) -> str:
    """An embargo until 2030 ends on the first day of 2030."""
    return text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
