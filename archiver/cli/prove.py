"""`archiver prove`: from the bytes of the record to the text, once more, with every step told."""

from __future__ import annotations

from dataclasses import asdict

import click

from archiver.cli.options import archive_option, meant
from archiver.cli.terminal import say, tell_json
from archiver.jobs.profile import profile_of
from archiver.jobs.proof_bytes import Evidence
from archiver.jobs.proof_fields import Difference
from archiver.jobs.prove import Proof
from archiver.jobs.prove import prove as make
from archiver.layout import ArchiveFolder
from archiver.quantity import counted


@click.command("prove")
@click.argument("url")
@archive_option
@click.option(
    "--version",
    "number",
    type=click.IntRange(min=1),
    help="Which wording; of a file, which content (default: the latest).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the proof as JSON.")
def prove(url: str, archive: ArchiveFolder, number: int | None, as_json: bool) -> None:
    """Derive the text at an address from the WARC record once more, and hold it against archive.db.

    Says which bytes it comes from, whether their digests agree, how they were read, and the lines for the shell by which
    anybody reads them without this program. Exit code 0: equal; 1: it differs; 3: it cannot be proved.

    \b
    Example: archiver prove https://so-vi-du.example/Pages/about.aspx --version 1
    """
    profile = profile_of(archive)
    proof = make(archive, meant(url, profile), profile, number)
    if as_json:
        tell_json(asdict(proof) | {"holds": proof.holds, "faults": proof.faults})
    else:
        say("\n".join(_lines(proof)))
    if not proof.holds:
        click.get_current_context().exit(1)


def _lines(proof: Proof) -> list[str]:
    number = f"version {proof.version}" if proof.what == "article" else f"content {proof.version}"
    lines = [
        f"{proof.title or '(no title)'}: {number} of the {proof.what} at {proof.url} (article {proof.article_id})",
        "",
    ]
    for evidence in proof.evidence:
        lines += [*_bytes(evidence), ""]
    if proof.encoding:
        lines.append(f"Decoded from {proof.encoding}; repairs: {', '.join(proof.repairs) or 'none'}.")
    elif proof.repairs:
        lines.append(f"Repairs: {', '.join(proof.repairs)}.")
    if proof.stage:
        lines.append(f"Read by {proof.software}; the text was found by: {proof.stage}.")
    if proof.taught_by:
        pages = counted(len(proof.taught_by), "page")
        lines.append(
            f"What pages of its layout have in common was learned once more from the bytes of {pages}; --json names them."
        )
    return lines + _verdict(proof)


def _bytes(evidence: Evidence) -> list[str]:
    within = "" if evidence.within is None else f", byte {evidence.within} of the unpacked member"
    lines = [
        f"{evidence.record_type.capitalize()} record of {evidence.url}, fetched {evidence.fetched_at}",
        f"  {evidence.file}, {counted(evidence.length, 'byte')} from byte {evidence.offset}{within}",
        f"  SHA-256 of these bytes: {evidence.sha256}",
    ]
    lines += [
        f"  {check.what} {check.written}: {'agrees' if check.agrees else 'DOES NOT AGREE'}" for check in evidence.checks
    ]
    lines.append("  Anybody can check it, in the archive's folder:")
    for command, digest in evidence.commands:
        lines += [f"    {command}", f"      prints {digest}"]
    return lines


def _verdict(proof: Proof) -> list[str]:
    if proof.holds:
        return [f"EQUAL: {', '.join(proof.compared)} in archive.db are what the record says ({proof.digest})."]
    lines = [f"DAMAGED: {fault}" for fault in proof.faults]
    for difference in proof.differences:
        lines += _told(difference)
    if proof.differences and not proof.same_reader:
        lines.append(
            "The index was made by another version of this program or of the profile, so a difference may be none of the "
            "portal's; archiver ingest --changed reads everything again and says what changes."
        )
    return lines


def _told(difference: Difference) -> list[str]:
    where = "" if difference.at is None else f" from letter {difference.at} on"
    return [
        f"DIFFERS: {difference.field}{where}",
        f"  archive.db: {difference.index!r}",
        f"  the record: {difference.record!r}",
    ]
