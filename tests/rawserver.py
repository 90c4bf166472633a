"""A server that sends what it is told, byte for byte, however wrong that is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping

MISSING = b"HTTP/1.1 404 Nope\r\nContent-Length: 0\r\n\r\n"

Answer = bytes | Callable[[socket.socket], None]


class RawServer:
    """Sends each answer as it stands, or lets a function send it, closes, and remembers the requests that it read."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.requests: dict[str, list[bytes]] = {}
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed: the test is over
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(20)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(4096)
                if not piece:
                    return
                request += piece
            path = request.split(b" ", 2)[1].decode("latin-1")
            self.requests.setdefault(path, []).append(request)
            answer = self._answers.get(path, MISSING)
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)

    def close(self) -> None:
        self._listener.close()
