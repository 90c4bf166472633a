"""`python -m tests.quality`: a table a set, ours and every installed peer; fails where a figure of ours is under its floor,
or where templates of the sites in a set make one worse.

--sets a,b     only these          --peers a,b   only these ("archiver" is ours; "" for ours alone)
--worst N      the N pages of each set on which we do worst            --raise-floors   write better figures down
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.quality.data import GoldPage, in_convention, names, read_set
from tests.quality.peers import installed, ours_by_site
from tests.quality.score import Tally, say

FLOORS = Path(__file__).parent / "floors.json"
_COLUMNS = ("F1", "P", "R", "empty", "title", "author", "date", "no date")
_BY_SITE = "archiver by site"
_SLACK = 0.0005  # floors are written with three digits


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    wanted = options.sets.split(",") if options.sets else names()
    below = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for name in wanted:
            pages = list(read_set(name))
            rows = {}
            peers = [peer for peer in installed() if options.peers is None or peer in options.peers.split(",")]
            for peer in dict.fromkeys(["archiver", *peers]):
                results = list(pool.map(_run, [peer] * len(pages), pages, chunksize=8))
                rows[peer], scores = _figures(pages, results)
                _print(name, peer, rows[peer])
                if peer == "archiver":
                    _print_worst(pages, scores, options.worst)
                    by_site = [
                        _in_convention(page, found) for page, found in zip(pages, ours_by_site(pages), strict=True)
                    ]
                    rows[_BY_SITE], _ = _figures(pages, by_site)
                    _print(name, _BY_SITE, rows[_BY_SITE])
            below += _below(name, rows["archiver"], floors.get(name, {}))
            below += _lost(name, rows["archiver"], rows[_BY_SITE])
            if options.raise_floors:
                floors[name] = _raised(rows["archiver"], floors.get(name, {}))
    if options.raise_floors:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    for line in below:
        say(line)
    return 1 if below else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets")
    parser.add_argument("--peers")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--raise-floors", action="store_true")
    return parser.parse_args(arguments)


def _run(peer: str, page: GoldPage) -> dict[str, object]:
    return _in_convention(page, installed()[peer](page.html, page.url))


def _in_convention(page: GoldPage, found: dict[str, object]) -> dict[str, object]:
    if "parts" in found:
        found["text"] = in_convention(page.set, found.pop("parts"))
    elif page.set in {"cleaneval", "portaleval", "magic_forum"}:  # their gold begins with the title
        found["text"] = f"{found.get('title') or ''}\n{found.get('text') or ''}"
    return found


def _figures(pages: list[GoldPage], results: list[dict[str, object]]) -> tuple[dict[str, float], list[float]]:
    tally, scores = Tally(), []
    for page, found in zip(pages, results, strict=True):
        scores.append(tally.add_text(page.text, str(found.get("text") or "")))
        tally.add_fields(page, found)
        text = " ".join(str(found.get("text") or "").split())
        for snippet in page.present:
            tally.add_hit("snippets kept", hit=" ".join(snippet.split()) in text)
        for snippet in page.absent:
            tally.add_hit("snippets dropped", hit=" ".join(snippet.split()) not in text)
    return tally.row(), scores


def _print(name: str, peer: str, row: dict[str, float]) -> None:
    columns = [*_COLUMNS, *(key for key in row if key not in _COLUMNS)]
    cells = "  ".join(
        f"{key} {row[key]:.3f}" if key != "empty" else f"empty {row[key]:.0f}" for key in columns if key in row
    )
    say(f"{name:14s} {peer:20s} {cells}")


def _print_worst(pages: list[GoldPage], scores: list[float], count: int) -> None:
    for score, page in sorted(zip(scores, pages, strict=True), key=lambda pair: pair[0])[:count]:
        say(f"{'':14s}   {score:.3f}  {page.id[:24]:24s} {page.page_type or '':12s} {page.url[:110]}")


def _below(name: str, row: dict[str, float], floors: dict[str, float]) -> list[str]:
    return [
        f"{name}: {key} is {row.get(key, 0):.3f}, its floor {floor:.3f}"
        for key, floor in floors.items()
        if row.get(key, 0) < floor - _SLACK
    ]


def _lost(name: str, alone: dict[str, float], by_site: dict[str, float]) -> list[str]:
    return [
        f"{name}: {key} is {alone[key]:.3f} alone, {by_site.get(key, 0):.3f} with templates"
        for key in alone
        if key not in {"P", "R", "empty"} and by_site.get(key, 0) < alone[key] - _SLACK
    ]


def _raised(row: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    return {
        key: max(round(value, 3), floors.get(key, 0)) for key, value in row.items() if key not in {"P", "R", "empty"}
    }


if __name__ == "__main__":
    sys.exit(main())
