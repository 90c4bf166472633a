"""A reading room on a real port, and a real browser that reads it and tells of all that it asked for."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from archiver.crawl.devtools import DevTools, find_browser
from archiver.layout import ArchiveFolder
from archiver.serve.admission import admitting
from archiver.serve.room import room


@contextmanager
def opened(*folders: ArchiveFolder, password: str | None = None) -> Iterator[str]:
    """The address of a reading room of these archives."""
    datasette = room(list(folders))
    app = datasette.app() if password is None else admitting(datasette.app(), password)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)
    for database in datasette.databases.values():
        database.close()
    datasette.executor.shutdown()


class Canary:
    """Whoever asks anybody but the reading room comes here: every host in .example is this one to the browser."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            with visitor:
                visitor.settimeout(2)
                try:
                    said = visitor.recv(2000)
                except OSError:
                    said = b"(nothing)"
                self.visits.append(said.partition(b"\r\n")[0].decode("latin-1"))
                visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nhi")

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


class Reader:
    """One tab: it goes where it is told, and what happens there is kept."""

    def __init__(self, canary: Canary, folder: Path) -> None:
        self.asked: list[str] = []  # addresses of all requests
        self.said: list[str] = []  # errors on the console
        self.ran: list[str] = []  # what only a script does: dialogs, console calls, new windows
        self._loop = asyncio.new_event_loop()
        program = folder / "browser"
        # Every name that an archive of the tests knows leads to the canary; the browser's own errands lead nowhere.
        program.write_text(
            '#!/bin/sh\nfor one; do shift; case "$one" in --host-resolver-rules=*|--disable-features=*) ;; *) set -- "$@" "$one" ;; esac; done\n'
            f'exec {find_browser()} "--host-resolver-rules=MAP *.example 127.0.0.1:{canary.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1" --no-pings'
            " --disable-features=IsolateSandboxedIframes,Translate,OptimizationHints,MediaRouter --disable-domain-reliability"
            ' --disable-component-extensions-with-background-pages --disable-default-apps "$@"\n',
            "utf-8",
        )
        program.chmod(0o755)
        self._tools = self._run(DevTools.start(self._happened, str(program)))
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "DOM"):
            self._call(f"{domain}.enable", self._session)

    def goto(self, address: str) -> None:
        """Load a page, and wait until it asks for nothing more."""
        self._call("Page.navigate", self._session, url=address)
        self._rest()

    def click(self, selector: str, number: int = 0, *, inside: bool = True) -> None:
        """Click what a selector finds, in the frame or outside of it."""
        found = self._all(selector, inside=inside)
        assert found, f"{selector} is not there"
        self._call("DOM.scrollIntoViewIfNeeded", self._session, nodeId=found[number])
        quad = self._call("DOM.getContentQuads", self._session, nodeId=found[number])["quads"][0]
        x, y = (quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", self._session, type=kind, x=x, y=y, button="left", clickCount=1)
        self._rest()

    def count(self, selector: str, *, inside: bool = True) -> int:
        """How many there are."""
        return len(self._all(selector, inside=inside))

    def html(self, *, inside: bool = True) -> str:
        """What the browser made of the page, or of the page in its frame."""
        html: str = self._call("DOM.getOuterHTML", self._session, nodeId=self._document(inside=inside))["outerHTML"]
        return html

    def style(self, selector: str, name: str) -> str:
        """How the browser draws what a selector finds in the frame."""
        self._call("CSS.enable", self._session)
        told = self._call("CSS.getComputedStyleForNode", self._session, nodeId=self._all(selector, inside=True)[0])
        return next(str(one["value"]) for one in told["computedStyle"] if one["name"] == name)

    def pictures(self) -> list[int]:
        """The width of each picture in the frame that has an address."""
        nodes = self._all("img[src]", inside=True)
        return [self._call("DOM.getBoxModel", self._session, nodeId=node)["model"]["width"] for node in nodes]

    def frames(self) -> str:
        """The addresses of all frames, however deep."""
        return str(self._call("Page.getFrameTree", self._session)["frameTree"])

    def evaluate(self, script: str) -> Any:
        """The value of a script of the test's own, outside of the frame; what it promises is waited for."""
        wanted = {"expression": script, "returnByValue": True, "awaitPromise": True}
        return self._call("Runtime.evaluate", self._session, **wanted)["result"].get("value")

    def look(self, *, width: int = 1000, language: str = "en", dark: bool = False) -> None:
        """Read on from here with a screen of this width, in this language, by day or by night."""
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        self._call("Emulation.setDeviceMetricsOverride", self._session, **size)
        self._call("Network.setExtraHTTPHeaders", self._session, headers={"Accept-Language": language})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", self._session, features=[scheme])

    def press(self, key: str) -> None:
        """Tab or Enter."""
        told = {"key": key, "code": key, "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13}[key]}
        self._call("Input.dispatchKeyEvent", self._session, type="rawKeyDown", **told)
        if key == "Enter":
            self._call("Input.dispatchKeyEvent", self._session, type="char", text="\r", **told)
        self._call("Input.dispatchKeyEvent", self._session, type="keyUp", **told)

    def write(self, text: str) -> None:
        """Type into the field that has the focus, and send it off."""
        self._call("Input.insertText", self._session, text=text)
        self.press("Enter")
        self._rest()

    def lay_out(self, html: str) -> None:
        """Show a page of this markup, on which scripts of the test's own may run."""
        self.goto("about:blank")
        frame = self._call("Page.getFrameTree", self._session)["frameTree"]["frame"]["id"]
        self._call("Page.setDocumentContent", self._session, frameId=frame, html=html)

    def forget(self) -> None:
        """Whatever happened until now is another test's."""
        for kept in (self.asked, self.said, self.ran):
            kept.clear()

    def close(self) -> None:
        self._run(self._tools.close())
        self._loop.close()

    def _all(self, selector: str, *, inside: bool) -> list[int]:
        document = self._document(inside=inside)
        found: list[int] = self._call("DOM.querySelectorAll", self._session, nodeId=document, selector=selector)[
            "nodeIds"
        ]
        return found

    def _document(self, *, inside: bool) -> int:
        root = self._call("DOM.getDocument", self._session, depth=1)["root"]["nodeId"]
        if not inside:
            return int(root)
        frame = self._call("DOM.querySelector", self._session, nodeId=root, selector="iframe")["nodeId"]
        told = self._call("DOM.describeNode", self._session, nodeId=frame, depth=1, pierce=True)["node"]
        pushed = self._call(
            "DOM.pushNodesByBackendIdsToFrontend",
            self._session,
            backendNodeIds=[told["contentDocument"]["backendNodeId"]],
        )
        return int(pushed["nodeIds"][0])

    def _happened(self, session: str, event: str, told: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif event == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.said.append(f"{told['entry']['source']}: {told['entry']['text']} {told['entry'].get('url', '')}")
        elif event == "Runtime.exceptionThrown":
            self.said.append(str(told["exceptionDetails"].get("exception", {}).get("description", told)))
        elif event in {"Page.javascriptDialogOpening", "Runtime.consoleAPICalled", "Page.windowOpen"}:
            self.ran.append(f"{event} {told}")
        self._moved = True

    _moved = False

    def _rest(self) -> None:
        async def rest() -> None:
            quiet = 0
            while quiet < 4:
                self._moved = False
                await asyncio.sleep(0.07)
                quiet = 0 if self._moved else quiet + 1

        self._run(rest())

    def _call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        return self._run(self._tools.call(method, session, **parameters))

    def _run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)
