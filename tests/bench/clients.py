"""Readers of a server, a few at once: how long each waits, and what the server spends on it."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Waited:
    """What some requests took: milliseconds of waiting, and of the server's processors for each."""

    waits: tuple[float, ...]
    processor: float

    @property
    def median(self) -> float:
        return self._part(50)

    @property
    def nearly_all(self) -> float:
        """95 of 100 requests are answered within it."""
        return self._part(95)

    def _part(self, percent: int) -> float:
        return quantiles(self.waits, n=100, method="inclusive")[percent - 1]


def ask(server: int, port: int, paths: Sequence[str], clients: int, pause: float = 0.0) -> Waited:
    """Each client asks for its share of the pages, one after the other over one connection.

    `pause`: seconds that it rests between two of them, up to twice as long at times.
    """
    before = spent(server)
    waits = asyncio.run(_all(port, [paths[first::clients] for first in range(clients)], pause))
    return Waited(tuple(waits), 1000 * (spent(server) - before) / len(paths))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until_open(port: int, seconds: float = 60) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + seconds
    with socket.socket() as knocking:
        while knocking.connect_ex(("127.0.0.1", port)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"nobody listens on port {port}")
            time.sleep(0.1)


def spent(process: int) -> float:
    """Seconds of processors that a process and those that it began have had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK + sum(map(spent, begun_by(process)))


def memory(process: int) -> float:
    """Megabytes that a process and those that it began hold for themselves, what two of them share counted for each.

    The index's pages, which the system lends them, are not counted.
    """
    rows = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(rows["RssAnon"].split()[0]) / 1000 + sum(map(memory, begun_by(process)))


def begun_by(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


async def _all(port: int, shares: Iterable[Sequence[str]], pause: float) -> list[float]:
    readers = (_client(port, share, pause, random.Random(number)) for number, share in enumerate(shares))
    return [one for waits in await asyncio.gather(*readers) for one in waits]


async def _client(port: int, paths: Sequence[str], pause: float, dice: random.Random) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    waits = []
    for path in paths:
        await asyncio.sleep(2 * pause * dice.random())
        began = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        await _rest(reader, head.lower())
        waits.append(1000 * (time.perf_counter() - began))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    writer.close()
    return waits


async def _rest(reader: asyncio.StreamReader, head: bytes) -> None:
    _, length, after = head.partition(b"content-length:")
    if length:
        await reader.readexactly(int(after.split(b"\r\n", 1)[0]))
        return
    while size := int((await reader.readline()).strip(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()
