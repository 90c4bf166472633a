"""What a check found, in words: file, record, address, and the articles that lean on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archiver.jobs.witnesses import Known, Leaning, Witnesses
from archiver.quantity import counted
from archiver.warc.inspection import Damage
from archiver.warc.judgement import CHANGED, FileReport
from archiver.warc.name import Name

REBUILDABLE = frozenset({"index", "database", "behind", "ledger"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be."""

    kind: str  # damaged, torn, added, swapped, misplaced, lost, changed, unreadable, short, missing, unlisted, sums; index, database, behind, ledger
    file: str
    offset: int | None = None
    length: int | None = None
    record_type: str | None = None
    record_id: str | None = None  # of the record; of one that is not known by itself, null
    capture_id: str | None = None  # of the exchange that it belongs to
    url: str | None = None
    what: str
    mend: str | None = None  # the command that makes it again
    articles: tuple[Leaning, ...] = ()

    @property
    def rebuildable(self) -> bool:
        """Whether it follows from the record, and the record is not concerned."""
        return self.kind in REBUILDABLE


def findings_in(report: FileReport, witnesses: Witnesses, names: Mapping[str, str]) -> list[Finding]:
    """What is wrong in a file, with the help of what the indexes know of it; `names`: digest -> file, as SHA256SUMS has it."""
    if report.whole:
        return []
    known = witnesses.places(report.file)
    if report.trouble is not None and not report.size:
        return [with_articles(witnesses, Finding(kind="unreadable", file=report.file, what=report.trouble), known)]
    other = names.get(report.digest or "")
    if other is not None and other != report.file:
        what = f"holds the bytes of {other}; {counted(len(known), 'answer that stood here is', 'answers that stood here are')} not here"
        return [with_articles(witnesses, Finding(kind="swapped", file=report.file, what=what), known)]
    found = [_of_damage(report.file, damage, known) for damage in report.damages]
    told = {finding.offset for finding in found}
    if not any(damage.kind == "swapped" for damage in report.damages):
        found += (finding for finding in _out_of_place(report, known) if finding.offset not in told)
    if report.trouble is not None:
        found.append(Finding(kind="unreadable", file=report.file, what=report.trouble))
    elif report.changed:
        where = "" if found else "; every record reads as it was written, and where it changed is not known"
        found.append(Finding(kind="changed", file=report.file, what=CHANGED + where))
    leaning = witnesses.articles(sorted({(one.capture_id, one.url or "") for one in found if one.capture_id}))
    return [replace(one, articles=leaning.get(one.capture_id or "", ())) for one in found]


def with_articles(witnesses: Witnesses, finding: Finding, known: Iterable[Known]) -> Finding:
    """A finding about a whole file hits the articles of all its captures."""
    leaning = witnesses.articles([(one.id or one.url, one.url) for one in known])
    articles = {article for some in leaning.values() for article in some}
    return replace(finding, articles=tuple(sorted(articles, key=lambda article: article.id)))


def missing(witnesses: Witnesses, file: str, what: str) -> Finding:
    """A file that is not there, and all that stood in it."""
    known = witnesses.places(file)
    here = f"{what}: {counted(len(known), 'answer')} stood in it" if known else what
    return with_articles(witnesses, Finding(kind="missing", file=file, what=here), known)


def _of_damage(file: str, damage: Damage, known: Iterable[Known]) -> Finding:
    answer = next((one for one in known if one.offset == damage.offset), None)
    name = damage.name
    if answer is not None and damage.kind != "added":
        kind = name.type if name.about == answer.id else name.type or "response"
        name = Name(type=kind, id=answer.id or name.id, url=answer.url, about=answer.id or name.about)
    return Finding(
        kind=damage.kind,
        file=file,
        offset=damage.offset,
        length=damage.length or None,
        record_type=name.type or None,
        record_id=name.id or None,
        capture_id=name.about or None,
        url=name.url,
        what=damage.what,
    )


def _out_of_place(report: FileReport, known: Iterable[Known]) -> Iterable[Finding]:
    """Answers that an index knows, and that are not where it says; after bytes that came or went all stand elsewhere."""
    now = {name.id: offset for offset, name in report.answers.items()}
    shifts: list[tuple[int, Known]] = []
    for one in known:
        here = report.answers.get(one.offset)
        if here is not None and (here.id == one.id or (one.id is None and here.url == one.url)):
            continue
        if one.id in now:
            shifts.append((now[one.id] - one.offset, one))
        elif one.id is not None or not report.damages:
            yield _of_known("lost", report.file, one, "the record that an index knows here is not here any more")
    last: int | None = None
    for shift, one in shifts:
        if shift != last and not any((damage.offset or 0) <= one.offset for damage in report.damages):
            what = f"the record that stood here stands {counted(abs(shift), 'byte')} {'further on' if shift > 0 else 'before'}"
            yield _of_known("misplaced", report.file, one, what)
        last = shift


def _of_known(kind: str, file: str, one: Known, what: str) -> Finding:
    return Finding(
        kind=kind,
        file=file,
        offset=one.offset,
        length=one.length,
        record_id=one.id,
        capture_id=one.id,
        record_type="response",
        url=one.url,
        what=what,
    )
