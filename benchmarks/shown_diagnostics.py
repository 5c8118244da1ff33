"""Compares the diagnostics that a server published with the findings of `wikilsp check`."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from client import Message


class ShownDiagnostic(NamedTuple):
    """A diagnostic with positions as `wikilsp check` prints them: 1-based rows and columns in code points."""

    path: str
    code: str
    message: str
    start: tuple[int, int]
    end: tuple[int, int]


def published(messages: Iterable[Message], vault: Path) -> set[ShownDiagnostic]:
    """Return the diagnostics that were published last for each note, with positions in UTF-32."""
    last: dict[str, list[dict[str, Any]]] = {}
    for message in messages:
        if message.method == "textDocument/publishDiagnostics":
            params = msgspec.json.decode(message.params)
            last[params["uri"]] = params["diagnostics"]
    root = f"{vault.as_uri()}/"
    paths = {file.as_uri(): file.relative_to(vault).as_posix() for file in vault.rglob("*.md")}
    return {
        ShownDiagnostic(
            paths.get(uri, uri.removeprefix(root)),
            diagnostic["code"],
            diagnostic["message"],
            _position(diagnostic["range"]["start"]),
            _position(diagnostic["range"]["end"]),
        )
        for uri, diagnostics in last.items()
        for diagnostic in diagnostics
    }


def _position(position: dict[str, int]) -> tuple[int, int]:
    return position["line"] + 1, position["character"] + 1


def checked(vault: Path) -> set[ShownDiagnostic]:
    """Return the findings of a fresh `wikilsp check`."""
    options = ("--output-format", "json", "--no-cache", "--show", "hint", "--quiet")
    command = [sys.executable, "-m", "wikilsp", "check", *options]
    done = subprocess.run(command, cwd=vault, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return {
        ShownDiagnostic(
            finding["filename"],
            finding["code"],
            finding["message"],
            *(tuple(finding[end].values()) for end in ("location", "end_location")),
        )
        for finding in json.loads(done.stdout)
    }
