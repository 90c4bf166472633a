"""`archiver demo`: the whole way once, on a simulated portal, without a network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archiver.cli.crawl import run
from archiver.cli.report_terminal import show
from archiver.cli.search import search
from archiver.cli.verify_terminal import show as show_verdict
from archiver.crawl.opening import open_session
from archiver.demo.judge import Judgement, judge
from archiver.demo.manifest import manifest
from archiver.demo.sizes import SIZES
from archiver.errors import ArchiveError, UsageError
from archiver.jobs.profile import profile_of
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder, archive_of
from archiver.quantity import counted
from archiver.sites.catalog import platforms
from archiver.sites.profile import SiteProfile, parse_profile

PORT = 8765  # the portal keeps its address from one demo to the next, so the archive sees one site
QUESTION = "kiem diem ban chap hanh dang bo"
_SEED = 2008
_USUAL = "demo"  # the size
_PROFILE = Path(__file__).parent.parent / "demo" / "profile.toml"


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default=_USUAL, show_default=True)
@click.option("--serve", "serving", is_flag=True, help="Open the reading room at the end.")
def demo(size: str, serving: bool) -> None:
    """Crawl a simulated portal, show what was kept, check it, ask it a question.

    \b
    Example: archiver demo --serve
    """
    with portal(size) as base:
        folder = archive_of("demo" if base.endswith(f":{PORT}/") else f"demo-{base.rsplit(':', 1)[1].strip('/')}")
        click.echo(f"A simulated portal stands at {base}; its archive will be {folder.root}/")
        profile = demo_profile(size)
        refuse_another_size(folder, profile)
        with open_session(profile, base, folder.root) as session:
            report = run(session)
    judgement = judge(folder.archive_db, manifest(_SEED, size, 0, base))
    show(report)
    _show_judgement(judgement)
    verdict = verify(folder)
    show_verdict(verdict)
    click.echo(f'\nA question without accents, "{QUESTION}":\n')
    context = click.get_current_context()
    context.invoke(search, query=(QUESTION,), archive=folder, limit=3)
    program = os.path.relpath(sys.argv[0]) if Path(sys.argv[0]).name == "archiver" else "archiver"
    if not (judgement.complete and verdict.whole):
        raise ArchiveError(f"{folder.root}: the archive is not complete; see above.")
    if serving:
        from archiver.cli.serve import serve  # noqa: PLC0415  Datasette takes a second to load

        context.invoke(serve, folders=(folder.root,))
    else:
        click.echo(f"\nOpen the reading room:\n\n    {program} serve {folder.root}\n")


def demo_profile(size: str) -> SiteProfile:
    """Where the spider looks on the simulated portal; its title tells a portal of another size than the usual one."""
    text = _PROFILE.read_text(encoding="utf-8")
    if size != _USUAL:
        text = text.replace("(simulated portal)", f"(simulated portal, {size})")
    return parse_profile(text, where=_PROFILE.name, platforms=platforms())


def refuse_another_size(folder: ArchiveFolder, profile: SiteProfile) -> None:
    """A portal of another size is another portal at the same address: of two in one archive neither is complete."""
    held = profile_of(folder).title if folder.profile.exists() else profile.title
    if held != profile.title:
        raise UsageError(
            f"{folder.root}: holds the demo {held!r}, not {profile.title!r}; give the --size of that one, "
            "or delete the folder, and this one is made."
        )


@contextmanager
def portal(size: str) -> Iterator[str]:
    """The simulated portal in a process of its own; its address."""
    command = [sys.executable, "-m", "archiver.demo.server", "--size", size, "--port", str(_free_port())]
    command += ["--seed", str(_SEED)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise ArchiveError("The simulated portal did not start; see the message above.")
            yield json.loads(line)["base"]
        finally:
            process.terminate()


def _free_port() -> int:
    """The demo's own port, or any where another program has taken it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return 0
    return PORT


def _show_judgement(judgement: Judgement) -> None:
    """What the portal holds, and how much of it the archive holds."""
    click.echo("\nHeld against what the portal really serves:")
    for name, share in (*judgement.entries.items(), ("pictures", judgement.pictures), ("files", judgement.files)):
        click.echo(f"  {name:<10} {share.found:>5} of {share.expected}" + ("" if share.complete else "  MISSING"))
    for name, faults in (
        ("wrong titles", judgement.wrong_titles),
        ("wrong dates", judgement.wrong_dates),
        ("dates not found", judgement.missing_dates),
    ):
        click.echo(f"  {name}: {len(faults)}")
    for layout, likeness in judgement.bodies.items():
        click.echo(f"  text of layout {layout}: recall {likeness.recall:.3f}, precision {likeness.precision:.3f}")
    if judgement.spellings:
        entries = sum(spelling.entries for spelling in judgement.spellings.values())
        click.echo(
            f"  encoding errors: {judgement.encoding_errors:.1f} per 1,000 words"
            f" ({counted(entries, 'article')} in {counted(len(judgement.spellings), 'old or broken encoding')})"
        )
    click.echo("All articles, documents and pictures are archived.\n" if judgement.complete else "Not complete.\n")
