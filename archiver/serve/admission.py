"""Who may read a reading room: who knows its password (HTTP Basic, RFC 7617), or where it has none, who sits at this machine.

A page of somebody else's that is open in a browser of this machine must not read there: its owner may give its own name our
address once it is loaded ("DNS rebinding"), and then the browser takes the two for one. What it asks then, it asks under
that name, to which a room without a password does not answer.

An archived page stands in a sandbox, which is an origin of its own, and for what is in it (pictures, styles, frames) no
browser sends the password again. So their addresses in such a page begin with a pass, which opens the replay only, and
only as long as the room is open.
"""

from __future__ import annotations

import asyncio
import binascii
import hashlib
import hmac
import os
import re
import secrets
from base64 import b64decode
from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address
from pathlib import Path

from archiver.errors import UsageError
from archiver.serve.headers import App, Receive, Scope, Send, guarded

VARIABLE = "ARCHIVER_PASSWORD"
PASS: ContextVar[str] = ContextVar("PASS", default="")  # how the addresses of this answer begin in the sandbox
_PASSED = "/-/replay/"
_HOST = re.compile(r"(?:\[(?P<bracketed>[^\]]*)\]|(?P<plain>[^:\[\]]*))(?::[0-9]*)?")  # RFC 9110, section 7.2
_SHORTEST = 8
_LONGEST_FIELD = 4096
_WHAT_TO_DO = "a longer one is harder to guess: a sentence will do"
_REFUSAL = "This reading room has a password. Any user name will do.\n"
_BUSY = "Too many wrong passwords are being tried here. Wait a little, then try again.\n"
_GUESS = 0.5  # seconds that a wrong password takes, one after the other: a right one never waits
_MOST_GUESSES = 20  # that wait at once; who guesses with more connections is told to come later
_ELSEWHERE = (
    "This reading room has no password and so is read on its own machine only, as http://127.0.0.1 or http://localhost with"
    " its port. To read it under another name, open it with a password (`archiver serve --password-file FILE`).\n"
)


def password_of(file: Path | None) -> str | None:
    """The password in the first line of a file, or else in the environment: on a command line all processes would read it."""
    if file is not None:
        return _usable(_first_line(file), str(file))
    return _usable(os.environ[VARIABLE], VARIABLE) if VARIABLE in os.environ else None


def _first_line(file: Path) -> str:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file}: the password cannot be read ({getattr(error, 'strerror', None) or error}); write it into the file's first line."
        ) from error
    return text.partition("\n")[0].removesuffix("\r")


def _usable(password: str, where: str) -> str:
    if len(password) < _SHORTEST:
        raise UsageError(f"{where}: the password has fewer than {_SHORTEST} letters; {_WHAT_TO_DO}.")
    return password


def admitting(app: App, password: str, processes: int = 1) -> App:
    """The same application, of which only who sends the password sees anything.

    `processes`: how many answer; each lets the fewer be guessed, for none knows of the guesses made at the others.
    """
    wanted = _digest(password.encode())
    begin = f"/-/pass/{secrets.token_urlsafe(24)}"
    guessing, guesses = asyncio.Lock(), 0

    def admitted(scope: Scope) -> Scope | None:
        if (passed := _passed(scope, begin)) is None and not _knows(scope, wanted):
            return None
        PASS.set(begin)
        return passed or scope

    async def refuse(scope: Scope, _receive: Receive, send: Send) -> None:
        nonlocal guesses
        if _credentials(scope):
            if guesses >= _MOST_GUESSES / processes:
                await _say(send, 429, _BUSY, (b"retry-after", b"10"))
                return
            guesses += 1
            try:
                async with guessing:
                    await asyncio.sleep(_GUESS * processes)
            finally:
                guesses -= 1
        await _say(send, 401, _REFUSAL, (b"www-authenticate", b'Basic realm="Reading room", charset="UTF-8"'))

    return _letting_in(app, admitted, refuse)


def answering_to_own_names(app: App, host: str) -> App:
    """The same application, for who asks this machine as itself: by `host`, as localhost, or by a loopback address."""

    def admitted(scope: Scope) -> Scope | None:
        return scope if _is_own_name(scope, host) else None

    async def refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
        await _say(send, 421, _ELSEWHERE)

    return _letting_in(app, admitted, refuse)


def _letting_in(app: App, admitted: Callable[[Scope], Scope | None], refuse: App) -> App:
    """The same application, which is asked as `admitted` has it; where that is None, somebody else answers."""

    async def let_in(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
        elif scope["type"] != "http":  # nothing here speaks over a websocket
            await send({"type": "websocket.close", "code": 1008})
        elif (asked := admitted(scope)) is not None:
            await app(asked, receive, send)
        else:
            await guarded(refuse)(scope, receive, send)

    return let_in


async def _say(send: Send, status: int, words: str, *fields: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *fields]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})


def _is_own_name(scope: Scope, host: str) -> bool:
    asked = [value.decode("latin-1").lower() for name, value in scope["headers"] if name.lower() == b"host"]
    named = _HOST.fullmatch(asked[0]) if len(asked) == 1 else None
    if named is None:
        return False
    name = named["bracketed"] or named["plain"] or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name in {"localhost", host.lower()}


def _passed(scope: Scope, begin: str) -> Scope | None:
    """The request without its pass; None where it shows none, or one for something else."""
    path, raw = str(scope["path"]), bytes(scope["raw_path"])
    shown = hmac.compare_digest(path[: len(begin)].encode(), begin.encode())
    if not shown or not raw.startswith(begin.encode()) or not path[len(begin) :].startswith(_PASSED):
        return None
    return {**scope, "path": path[len(begin) :], "raw_path": raw[len(begin) :]}


def _knows(scope: Scope, wanted: bytes) -> bool:
    """Of two digests it takes as long to see that they differ in the first letter as in the last."""
    given = _credentials(scope)
    return len(given) == 1 and hmac.compare_digest(_digest(_password_in(given[0])), wanted)


def _credentials(scope: Scope) -> list[bytes]:
    return [value for name, value in scope["headers"] if name.lower() == b"authorization"]


def _password_in(field: bytes) -> bytes:
    scheme, _, told = field.partition(b" ")
    if scheme.lower() != b"basic" or len(field) > _LONGEST_FIELD:
        return b""
    try:
        return b64decode(told.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def _digest(password: bytes) -> bytes:
    return hashlib.sha256(password).digest()
