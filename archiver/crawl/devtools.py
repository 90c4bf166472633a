"""Chromium as a child process, driven over a pipe by the Chrome DevTools Protocol.

A pipe and no port: nobody else on the machine can drive the browser that reads for the archive.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from archiver.errors import ArchiverError

_ANSWER = 60.0  # seconds for the browser's answer to one command
_MESSAGE = 256 * 1024 * 1024  # bytes of one message; a page of 64 MB is four thirds of that in base64
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # what escapes interception (sockets, prefetches) finds no host
    "--disable-gpu",
    "--disable-quic",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
)
# The two ends of the pipe must be the descriptors 3 and 4; pass_fds keeps whatever numbers they have.
_LAUNCH = (
    "import os, sys; r, w = (os.dup(int(n)) for n in sys.argv[1:3]); r, w = (os.dup(n) if n < 5 else n for n in (r, w));"
    "os.dup2(r, 3); os.dup2(w, 4); os.execv(sys.argv[3], sys.argv[3:])"
)


class BrowserError(ArchiverError):
    """The browser is missing, does not start, or has gone."""


def find_browser() -> str | None:
    """The system's Chromium; None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


Event = Callable[[str, str, dict[str, Any]], None]  # session, method, parameters


class DevTools:
    """One running browser: commands go in, answers and events come out."""

    def __init__(self, process: asyncio.subprocess.Process, profile: str, happened: Event) -> None:
        self._process = process
        self._profile = profile
        self._happened = happened
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._writer: asyncio.StreamWriter
        self._listener: asyncio.Task[None]

    @classmethod
    async def start(cls, happened: Event, program: str | None = None) -> Self:
        """Start the browser with an empty profile of its own."""
        program = program or find_browser()
        if program is None:
            raise BrowserError("Chromium is not installed; install it (Debian: apt-get install chromium).")
        profile = tempfile.mkdtemp(prefix="archiver-browser-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        flags = [*_FLAGS, f"--user-data-dir={profile}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium's sandbox refuses to work for root
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _LAUNCH, str(theirs_in), str(theirs_out), program, *flags, "about:blank"),
            pass_fds=(theirs_in, theirs_out),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # its helpers end with it, and write no more where we clear up
        )
        os.close(theirs_in)
        os.close(theirs_out)
        tools = cls(process, profile, happened)
        await tools._connect(ours_in, ours_out)
        return tools

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """One command and its answer."""
        self._number += 1
        number = self._number
        command: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session is not None:
            command["sessionId"] = session
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(json.dumps(command).encode() + b"\0")
            await self._writer.drain()
            told = await asyncio.wait_for(answer, _ANSWER)
        except (OSError, TimeoutError) as error:
            raise BrowserError(f"The browser does not answer ({method}: {type(error).__name__}).") from error
        finally:
            self._waiting.pop(number, None)
        if "error" in told:
            raise BrowserError(f"The browser refuses {method}: {told['error'].get('message', 'no reason given')}")
        result: dict[str, Any] = told.get("result", {})
        return result

    async def close(self) -> None:
        """End the browser and leave nothing of it on the disk."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        self._listener.cancel()
        with suppress(asyncio.CancelledError):
            await self._listener
        self._writer.close()
        shutil.rmtree(self._profile, ignore_errors=True)

    async def _connect(self, ours_in: int, ours_out: int) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_MESSAGE)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_in, "rb", 0))
        transport, protocol = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(ours_out, "wb", 0)
        )
        self._writer = asyncio.StreamWriter(transport, protocol, None, loop)
        self._listener = asyncio.create_task(self._listen(reader))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                message = json.loads((await reader.readuntil(b"\0"))[:-1])
                if "id" in message:
                    waiting = self._waiting.get(message["id"])
                    if waiting is not None and not waiting.done():
                        waiting.set_result(message)
                else:
                    self._happened(message.get("sessionId", ""), message["method"], message.get("params", {}))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError):
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(BrowserError("The browser has gone."))
