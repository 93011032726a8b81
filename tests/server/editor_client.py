"""A client of a few lines, independent of what the server is made of: JSON-RPC over the standard input and output of the installed program."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PATIENCE = 60
PROGRAM = Path(sys.executable).with_name("kpi-rules")


class Client:
    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [PROGRAM, "server", "--stdio"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        )
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.errors: list[bytes] = []
        self.kept: list[dict[str, Any]] = []
        """What the server said by itself."""
        self.last = 0
        self.versions: dict[str, int] = {}
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True).start()

    def _read(self) -> None:
        out = self.process.stdout
        while header := out.readline():
            length = 0
            while header.strip():
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
                header = out.readline()
            self.messages.put(json.loads(out.read(length)))
        self.messages.put(None)

    def send_bytes(self, body: bytes) -> None:
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def send(self, **message: Any) -> None:
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any = None) -> None:
        self.send(method=method, params=params)

    def start(self, method: str, params: Any = None) -> int:
        self.last += 1
        self.send(id=self.last, method=method, params=params)
        return self.last

    def receive(self) -> dict[str, Any]:
        """The next message; what the server asks is answered with nothing."""
        message = self.messages.get(timeout=PATIENCE)
        assert message is not None, b"".join(self.errors).decode()
        if "method" in message and "id" in message:
            self.kept.append(message)
            self.send(id=message["id"], result=[None])
        return message

    def answer(self, id_: int | None) -> dict[str, Any]:
        while (message := self.receive()).get("id", ...) != id_ or "method" in message:
            self.kept.append(message)
        return message

    def ask(self, method: str, params: Any = None) -> Any:
        message = self.answer(self.start(method, params))
        assert "error" not in message, message["error"]
        return message["result"]

    def told(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that the server sends by itself and that is wanted."""
        while not wanted(message := self.receive()):
            self.kept.append(message)
        return message

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The next diagnostics of a document, of its latest version."""
        version = self.versions.get(uri) if version is None else version
        message = self.told(
            lambda one: (
                one.get("method") == "textDocument/publishDiagnostics"
                and one["params"]["uri"] == uri
                and one["params"].get("version") == version
            )
        )
        return message["params"]["diagnostics"]

    def initialize(self, capabilities: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        params = {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": capabilities or {}, **more}
        result = self.ask("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, path: Path | str, text: str | None = None, language: str = "yaml") -> str:
        uri = path if isinstance(path, str) else path.as_uri()
        text = Path(path).read_text("utf-8") if text is None else text
        self.versions[uri] = 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: dict[str, Any]) -> None:
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def at(self, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{method}", {**place, **more})

    def finish(self) -> int:
        """Go as a client should; the exit code."""
        self.ask("shutdown")
        self.notify("exit")
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def running(folder: Path, **environment: str) -> Iterator[Client]:
    client = Client(folder, environment)
    try:
        yield client
    finally:
        client.close()
