"""A client of yaml-language-server, the YAML extension of VS Code and others: asks it what may be inserted, and inserts that as an editor would."""

from __future__ import annotations

import json
import re
import subprocess
import time
from itertools import count
from pathlib import Path
from typing import Any


class YamlServer:
    """A server that has our schema for `*.kpi.yaml`."""

    def __init__(self, command: str, schema: Path) -> None:
        self._process = subprocess.Popen(
            [command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._numbers = count(1)
        self._settings = {
            "yaml": {"schemas": {schema.as_uri(): "*.kpi.yaml"}, "completion": True, "schemaStore": {"enable": False}}
        }
        item = {"snippetSupport": True, "documentationFormat": ["markdown"]}
        capabilities = {
            "textDocument": {"completion": {"completionItem": item}},
            "workspace": {"configuration": True, "didChangeConfiguration": {}},
        }
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings})
        for _ in range(100):  # until it has read the schema
            if self.complete("", 0):
                break
            time.sleep(0.1)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def complete(self, text: str, offset: int) -> list[dict[str, Any]]:
        """What it offers at an offset."""
        uri = f"file:///plans/p{next(self._numbers)}.kpi.yaml"
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": opened})
        place = {"line": text.count("\n", 0, offset), "character": offset - text.rfind("\n", 0, offset) - 1}
        found = self._ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": place}) or []
        self._tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        return found["items"] if isinstance(found, dict) else found

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            length = int(line.partition(b":")[2]) if line.lower().startswith(b"content-length") else length
        return json.loads(self._process.stdout.read(length))

    def _ask(self, method: str, params: object) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("method") == "workspace/configuration":
                wanted = [self._settings.get(item.get("section"), {}) for item in message["params"]["items"]]
                self._send({"id": message["id"], "result": wanted})
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
            elif message.get("id") == number:
                return message.get("result")


def inserted(text: str, item: dict[str, Any]) -> str:
    """The text with an item inserted, its snippet as it stands, later lines indented as the line is."""
    edit = item["textEdit"]
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    range_ = edit.get("range") or edit["replace"]
    start, end = (starts[range_[one]["line"]] + range_[one]["character"] for one in ("start", "end"))
    line = starts[range_["start"]["line"]]
    indent = re.match(" *", text[line:start])
    assert indent is not None
    return text[:start] + _plain(edit["newText"]).replace("\n", "\n" + indent[0]) + text[end:]


def _plain(snippet: str) -> str:
    before = ""
    while before != snippet:
        before = snippet
        snippet = re.sub(r"\$\{\d+:((?:[^${}\\]|\\.)*)\}", r"\1", snippet)
        snippet = re.sub(r"\$\{\d+\|([^,|}]*)[^}]*\}", r"\1", snippet)
    return re.sub(r"\\([$}\\])", r"\1", re.sub(r"\$\{?\d+\}?", "", snippet))
