"""What people and the archive itself say, as rows; each comes from a WARC record, whose id names it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from archiver.store.database import insert_rows
from archiver.store.provenance import Deed, put_deed

KINDS = frozenset(("event", "annotation", "access-rule", "withdrawal"))
_RULE = ("action", "url", "section", "published_from", "published_to", "until", "reason", "person", "decided_at")


def take_word(db: Database, kind: str, record_id: str, data: Mapping[str, Any]) -> None:
    """Let the index say what a record of one of these kinds says; the same record twice changes nothing."""
    if kind == "event":
        put_deed(db, f"{data['type']}-{record_id}", _deed_of(data))
    elif kind == "annotation":
        _put_annotation(db, record_id, data)
    elif kind == "access-rule":
        _put_rule(db, record_id, data)
    elif kind == "withdrawal":
        _put_withdrawal(db, record_id, data)


def _deed_of(data: Mapping[str, Any]) -> Deed:
    return Deed(
        kind=data["type"],
        happened_at=data["happened_at"],
        agent=data["agent"],
        person=data.get("person"),
        object=data.get("object"),
        outcome=data.get("outcome"),
        outcome_detail=data.get("outcome_detail"),
        detail=data.get("detail", {}),
    )


def _put_annotation(db: Database, record_id: str, data: Mapping[str, Any]) -> None:
    about = "address" if data.get("url") else "crawl" if data.get("crawl") else "archive"
    rows = [
        {
            "id": record_id,
            "field": field,
            "value": value,
            "about": about,
            "url": data.get("url"),
            "crawl_id": data.get("crawl"),
            "person": data["person"],
            "said_at": data["said_at"],
        }
        for field, value in data["said"].items()
    ]
    insert_rows(db, "INSERT OR IGNORE", "annotations", rows)
    fields = ", ".join(sorted(data["said"]))
    _tell(db, "annotation", record_id, data, object_=_object_of(data), outcome="recorded", words=fields)


def _put_rule(db: Database, record_id: str, data: Mapping[str, Any]) -> None:
    row = {"id": record_id} | {name: data.get(name) for name in _RULE}
    insert_rows(db, "INSERT OR IGNORE", "access_rules", [row])
    _tell(
        db,
        "access",
        record_id,
        {**data, "said_at": data["decided_at"]},
        object_=data.get("url") or (f"section {data['section']}" if data.get("section") else "archive"),
        outcome=data["action"],
        words=data["reason"],
    )


def _put_withdrawal(db: Database, record_id: str, data: Mapping[str, Any]) -> None:
    row = {"id": record_id} | {name: data.get(name) for name in ("said", "reason", "person", "said_at")}
    insert_rows(db, "INSERT OR IGNORE", "withdrawals", [row])
    _tell(
        db,
        "withdrawal",
        record_id,
        data,
        object_=f"record {data['said']}",
        outcome="withdrawn",
        words=data.get("reason"),
    )


def _object_of(data: Mapping[str, Any]) -> str:
    return str(data.get("url") or (f"crawl {data['crawl']}" if data.get("crawl") else "archive"))


def _tell(
    db: Database, kind: str, record_id: str, data: Mapping[str, Any], *, object_: str, outcome: str, words: str | None
) -> None:
    """What was said is also something that was done to the archive."""
    deed = Deed(
        kind=kind,
        happened_at=data["said_at"],
        agent=data["software"],
        person=data["person"],
        object=object_,
        outcome=outcome,
        outcome_detail=words,
        detail={"record": record_id},
    )
    put_deed(db, f"{kind}-{record_id}", deed)


def what_was_said(db: Database, where: str = "1", values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
    """Every word that was said, the oldest first, and whether it is still in force."""
    rows = db.query(
        "SELECT a.*, w.said_at AS withdrawn_at, w.person AS withdrawn_by, "  # noqa: S608 our words
        "EXISTS (SELECT 1 FROM annotations_in_force f WHERE f.id = a.id AND f.field = a.field) AS in_force "
        f"FROM annotations a LEFT JOIN withdrawals w ON w.said = a.id WHERE {where} ORDER BY a.said_at, a.id, a.field",
        values,
    )
    return [row | {"in_force": bool(row["in_force"])} for row in rows]
