"""Compare the memory of a server before and after many edits, changes of settings, and opened files.

    python benchmarks/leaks.py                                    100,000 edits, 100 settings, 1,000 files
    python benchmarks/leaks.py --changes 1000 --settings 5 --files 20

Exit with status 1 if memory grew by more than a factor of 1.2, which means a leak.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from client import Client
from figures import circumstances
from generate import Shape, generate, save
from processes import megabytes
from sessions import server_command

_NOTES = 300
_WARM_UP = 20
"""One in this many actions is taken before the first measurement, in addition."""
_NOTE = "Typed.md"
_INITIALIZE: dict[str, Any] = {
    "processId": None,
    "capabilities": {
        "window": {"workDoneProgress": True},
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
    },
}


class Server(NamedTuple):
    """A server and the vault that it serves. The parent folder of the vault holds files outside of any vault."""

    client: Client
    vault: Path
    quiet: float
    """Seconds without a message after which the server counts as idle."""

    def change(self, number: int) -> None:
        """Replace the text of a note."""
        document = {"uri": (self.vault / _NOTE).as_uri(), "version": number + 2}
        text = (
            f"# Part {number}\n\n[[Missing {number}]] [[{number // 2}]] #tag{number % 100}\n\nkey{number}:: {number}\n"
        )
        params = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.client.notify("textDocument/didChange", params)

    def set(self, number: int) -> None:
        """Change a setting that makes the server parse all notes again, and wait until it has."""
        self.client.heard.clear()
        settings = {"comments": "index" if number % 2 else "skip"}
        self.client.notify("workspace/didChangeConfiguration", {"settings": {"wikilsp": settings}})
        self.client.wait_for("$/progress", b'"end"')

    def open_and_close(self, number: int) -> None:
        """Open a file outside of any vault, and close it."""
        folder = self.vault.parent / f"{number}"
        folder.mkdir(exist_ok=True)
        uri = (folder / "Single.md").as_uri()
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": f"[[{number}]]\n" * 100}
        self.client.notify("textDocument/didOpen", {"textDocument": document})
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}}
        self.client.request("textDocument/hover", place)
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def settle(self) -> float:
        """Wait until the server is idle; return its memory in megabytes."""
        self.client.request("workspace/symbol", {"query": "Typed"})
        self.client.wait_until_quiet(self.quiet)
        self.client.heard.clear()
        return megabytes(self.client.pid)


@contextmanager
def _serve(folder: Path, quiet: float) -> Iterator[Server]:
    """Start a server on a new vault, open a note, and wait until all notes are read."""
    vault = folder / "vault"
    shape = Shape(_NOTES)
    save(vault, generate(shape), shape)
    (vault / ".wikilsp.toml").touch()
    client = Client(server_command(), os.environ | {"WIKILSP_CACHE_DIR": str(folder / "cache")}, folder / "log")
    try:
        client.request("initialize", _INITIALIZE | {"workspaceFolders": [{"uri": vault.as_uri(), "name": "vault"}]})
        client.notify("initialized", {})
        document = {"uri": (vault / _NOTE).as_uri(), "languageId": "markdown", "version": 1, "text": ""}
        client.notify("textDocument/didOpen", {"textDocument": document})
        client.wait_for("$/progress", b'"end"')
        yield Server(client, vault, quiet)
        client.stop()
    finally:
        client.kill()


def _ratio(name: str, act: Callable[[Server, int], None], times: int, quiet: float) -> float:
    """Take an action many times; print and return the ratio of memory after and before."""
    with tempfile.TemporaryDirectory() as folder, _serve(Path(folder), quiet) as server:
        first = max(times // _WARM_UP, 1)
        for number in range(first):
            act(server, number)
        before = server.settle()
        for number in range(first, first + times):
            act(server, number)
        after = server.settle()
    ratio = after / before if before else 0.0
    print(f"| {times:,} {name} | {before:.1f} | {after:.1f} | {ratio:.2f} |", flush=True)
    return ratio


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=100_000, help="edits of a note; default: %(default)s")
    parser.add_argument("--settings", type=int, default=100, help="changes of settings; default: %(default)s")
    parser.add_argument("--files", type=int, default=1_000, help="files to open and close; default: %(default)s")
    parser.add_argument("--quiet", type=float, default=2.0, help="seconds of silence after which the server is idle")
    parser.add_argument("--limit", type=float, default=1.2, help="highest ratio without a leak; default: %(default)s")
    options = parser.parse_args()
    print(f"{circumstances()}\n\n| action | MB before | MB after | ratio |\n| --- | --- | --- | --- |", flush=True)
    ratios = [
        _ratio("edits of a note", Server.change, options.changes, options.quiet),
        _ratio("changes of settings", Server.set, options.settings, options.quiet),
        _ratio("single files opened and closed", Server.open_and_close, options.files, options.quiet),
    ]
    if max(ratios) > options.limit:
        sys.exit(f"\nMemory leak: memory grew by more than a factor of {options.limit}.")


if __name__ == "__main__":
    main()
