"""`archiver serve`: open the reading room."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from archiver.errors import ArchiveError, ArchiverError
from archiver.layout import ArchiveFolder, archives

_TURN = 0.0005  # seconds


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
def serve(folders: tuple[Path, ...], host: str, port: int) -> None:
    """Open the reading room of one or more archive folders in the browser.

    Without DIR: every archive under output/.

    \b
    Example:
      archiver serve output/dang-bo-khoi --port 8080
    """
    from archiver.serve.room import room  # noqa: PLC0415 - Datasette takes a second to load: not for `archiver --help`

    opened = room(_archives(folders))
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"The reading room is open at http://{shown}:{bound}/  (Ctrl+C closes it)")
        _run(opened.app(), listener)


def _archives(folders: tuple[Path, ...]) -> list[ArchiveFolder]:
    if not folders:
        found = [one for one in archives() if one.archive_db.is_file()]
        if not found:
            raise ArchiveError("There is no archive under output/; `archiver crawl SITE` or `archiver demo` makes one.")
        return found
    for folder in folders:
        if not folder.is_dir():
            raise ArchiveError(f"{folder}: there is no such archive folder; give one that `archiver crawl` made.")
    return [ArchiveFolder(folder) for folder in folders]


def _listening(host: str, port: int) -> socket.socket:
    """A socket that is ours before anything is promised."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise ArchiverError(
            f"{host}:{port} cannot be listened on ({error.strerror}); choose another with --port."
        ) from error
    # Else a page that is sent in two pieces waits 40 ms for the browser's receipt of the first: asyncio sees to it only
    # for sockets that were made for TCP by name, and `create_server` makes another kind.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _run(app: object, listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - as above

    # SQLite lets go of the interpreter for each row, and a thread that wants it back waits so long at most; by default ten
    # times as long, which is as long as a whole search takes.
    sys.setswitchinterval(_TURN)
    settings = uvicorn.Config(app, log_level="warning", lifespan="on", server_header=False)  # type: ignore[arg-type]
    with suppress(KeyboardInterrupt):  # Ctrl+C is how a reading room is closed, not a failure
        uvicorn.Server(settings).run(sockets=[listener])
