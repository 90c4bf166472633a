"""`archiver serve`: open the reading room."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from weakref import WeakSet

import click

from archiver.cli.options import archives_at_hand, the_archive
from archiver.errors import ArchiveError, ArchiverError, UsageError
from archiver.layout import ArchiveFolder
from archiver.processors import usable_processors

_TURN = 0.0005  # seconds
_WAITING = 2048  # readers, as uvicorn has it
_AFTER_YOU, _AT_LAST = 0.0005, 0.005  # seconds that a process leaves a new reader to the others, for each that it has
_AT_A_TIME = 1  # readers that a process lets in before it looks at anything else, so that the others get their share
_PROCESSES = 2  # of which one reads on where the other is held up; each takes the memory of a whole one


@click.command()
@click.argument("folders", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="File whose first line is the password of the room (default: the environment variable ARCHIVER_PASSWORD).",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes answer (default: two where there are two processors); each holds its own memory and, where access rules withhold something, its own copy of the index.",
)
@click.option("--open", "is_open", is_flag=True, help="Let everybody in who reaches the address, without a password.")
def serve(
    folders: tuple[Path, ...], host: str, port: int, password_file: Path | None, processes: int | None, is_open: bool
) -> None:
    """Open the reading room of one or more archive folders in the browser.

    Without DIR: every archive under output/, or the one in whose folder it is called. Whoever listens on another address than this machine's own has a password
    asked for, or says --open.

    \b
    Example:
      archiver serve output/dang-bo-khoi --port 8080
      archiver serve output/dang-bo-khoi --host 0.0.0.0 --password-file /etc/archiver/password
    """
    from archiver.serve.admission import admitting, answering_to_own_names, password_of  # noqa: PLC0415 - as below
    from archiver.serve.processes import in_processes  # noqa: PLC0415 - as below
    from archiver.serve.room import room  # noqa: PLC0415 - Datasette takes a second to load: not for `archiver --help`

    password = password_of(password_file)
    place = _place(host, port)
    if password is None and not (is_open or place.is_own):
        raise UsageError(
            f"--host {host}: others could read there without a password; give one in the environment variable"
            " ARCHIVER_PASSWORD or with --password-file, or say --open if everybody may."
        )
    count = processes or min(_PROCESSES, usable_processors())
    app = room(_archives(folders)).app()
    if password is not None:
        app = admitting(app, password, count)
    elif not is_open:
        app = answering_to_own_names(app, host)
    with _listening(place, f"{host}:{port}", is_shared=count > 1) as listener:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        asked = ", with its password" if password is not None else ""
        click.echo(f"The reading room is open at http://{shown}:{bound}/{asked}  (Ctrl+C closes it)")
        in_processes(count, partial(_run, app, listener))


def _archives(folders: tuple[Path, ...]) -> list[ArchiveFolder]:
    if not folders:
        found = [one for one in archives_at_hand() if one.archive_db.is_file()]
        if not found:
            raise ArchiveError("There is no archive under output/; `archiver crawl SITE` or `archiver demo` makes one.")
        return found
    return [the_archive(folder) for folder in folders]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where to listen."""

    family: socket.AddressFamily
    address: tuple[str, int]

    @property
    def is_own(self) -> bool:
        """Whether only this machine reaches it."""
        return ip_address(self.address[0].partition("%")[0]).is_loopback


def _place(host: str, port: int) -> _Place:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise UsageError(
            f"--host {host}: is no address of this machine ({error.strerror}); 127.0.0.1 is its own, 0.0.0.0 all of them."
        ) from error
    return _Place(found[0], (str(found[4][0]), int(found[4][1])))


class _Listener(socket.socket):
    """A socket at which several processes let readers in: each the fewer, the more it has, or one would take them all.

    Any number of readers may wait there, however few are let in at a time.
    """

    def __init__(self, bound: socket.socket, *, is_shared: bool) -> None:
        super().__init__(fileno=bound.detach())
        self._after_you = _AFTER_YOU if is_shared else 0.0
        self._let_in = WeakSet[socket.socket]()

    def listen(self, _at_a_time: int = 1, /) -> None:
        super().listen(_WAITING)

    def accept(self) -> tuple[socket.socket, Any]:
        time.sleep(min(len(self._let_in) * self._after_you, _AT_LAST))
        accepted, address = super().accept()
        self._let_in.add(accepted)
        return accepted, address


def _listening(place: _Place, named: str, *, is_shared: bool) -> socket.socket:
    """A socket that is ours before anything is promised; `is_shared`: by several processes."""
    try:
        listener = _Listener(socket.create_server(place.address, family=place.family), is_shared=is_shared)
    except OSError as error:
        advice = "choose another with --port"
        if error.errno == errno.EADDRNOTAVAIL:
            advice = "--host must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them"
        raise ArchiverError(f"{named} cannot be listened on ({os.strerror(error.errno or 0)}); {advice}.") from error
    # Else a page that is sent in two pieces waits 40 ms for the browser's receipt of the first: asyncio sees to it only
    # for sockets that were made for TCP by name, and `create_server` makes another kind.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _run(app: object, listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - as above

    from archiver.serve.bounded import end_where_held  # noqa: PLC0415 - as above

    end_where_held()
    # SQLite lets go of the interpreter for each row, and a thread that wants it back waits so long at most; by default ten
    # times as long, which is as long as a whole search takes.
    sys.setswitchinterval(_TURN)
    settings = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        lifespan="on",
        server_header=False,
        backlog=_AT_A_TIME,
        loop="asyncio",
    )
    with suppress(KeyboardInterrupt):  # Ctrl+C is how a reading room is closed, not a failure
        uvicorn.Server(settings).run(sockets=[listener])
