"""Measures what a server keeps of what is over: its memory after many changes, settings and files to that before.

python benchmarks/leaks.py                                    100,000 changes, 100 settings, 1,000 files
python benchmarks/leaks.py --changes 1000 --settings 5 --files 20

If a ratio is more than 1.2, there is a leak, and the status is 1.
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
_QUIET = 2.0
_WARM_UP = 20
"""The part of the work that is done before memory is looked at for the first time: one of so many."""
_NOTE = "Typed.md"
_HELLO: dict[str, Any] = {
    "processId": None,
    "capabilities": {
        "window": {"workDoneProgress": True},
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
    },
}


class Server(NamedTuple):
    """A server, and the folder of the vault that it serves; beside that are files that lie in no vault."""

    client: Client
    vault: Path

    def change(self, number: int) -> None:
        """Type in a note."""
        document = {"uri": (self.vault / _NOTE).as_uri(), "version": number + 2}
        text = (
            f"# Part {number}\n\n[[Missing {number}]] [[{number // 2}]] #tag{number % 100}\n\nkey{number}:: {number}\n"
        )
        params = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.client.notify("textDocument/didChange", params)

    def set(self, number: int) -> None:
        """Change a setting that decides how notes are read, and wait until they are read."""
        self.client.heard.clear()
        settings = {"comments": "index" if number % 2 else "skip"}
        self.client.notify("workspace/didChangeConfiguration", {"settings": {"wikilsp": settings}})
        self.client.hear("$/progress", b'"end"')

    def open_and_close(self, number: int) -> None:
        """Open a file that lies in no vault, and close it again."""
        folder = self.vault.parent / f"{number}"
        folder.mkdir(exist_ok=True)
        uri = (folder / "Single.md").as_uri()
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": f"[[{number}]]\n" * 100}
        self.client.notify("textDocument/didOpen", {"textDocument": document})
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}}
        self.client.request("textDocument/hover", place)
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def settle(self) -> float:
        """Wait until all is done, and give the memory that the server has then."""
        self.client.request("workspace/symbol", {"query": "Typed"})
        self.client.quiet(_QUIET)
        self.client.heard.clear()
        return megabytes(self.client.pid)


@contextmanager
def _served(folder: Path) -> Iterator[Server]:
    """Start a server on a new vault with a note open, and wait until all is read."""
    vault = folder / "vault"
    shape = Shape(_NOTES)
    save(vault, generate(shape), shape)
    (vault / ".wikilsp.toml").touch()
    client = Client(server_command(), os.environ | {"WIKILSP_CACHE_DIR": str(folder / "cache")}, folder / "log")
    try:
        hello = _HELLO | {"workspaceFolders": [{"uri": vault.as_uri(), "name": "vault"}]}
        client.request("initialize", hello)
        client.notify("initialized", {})
        document = {"uri": (vault / _NOTE).as_uri(), "languageId": "markdown", "version": 1, "text": ""}
        client.notify("textDocument/didOpen", {"textDocument": document})
        client.hear("$/progress", b'"end"')
        yield Server(client, vault)
        client.stop()
    finally:
        client.kill()


def _ratio(name: str, act: Callable[[Server, int], None], times: int) -> float:
    """Do something many times, and print what it does to the memory."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as server:
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
    parser.add_argument("--changes", type=int, default=100_000, help="changes of a note; default: %(default)s")
    parser.add_argument("--settings", type=int, default=100, help="changes of settings; default: %(default)s")
    parser.add_argument("--files", type=int, default=1_000, help="files to open and close; default: %(default)s")
    parser.add_argument("--most", type=float, default=1.2, help="the ratio that is no leak yet; default: %(default)s")
    chosen = parser.parse_args()
    print(f"{circumstances()}\n\n| what | MB before | MB after | ratio |\n| --- | --- | --- | --- |", flush=True)
    ratios = [
        _ratio("changes of a note", Server.change, chosen.changes),
        _ratio("changes of settings", Server.set, chosen.settings),
        _ratio("single files opened and closed", Server.open_and_close, chosen.files),
    ]
    if max(ratios) > chosen.most:
        sys.exit(f"\nThere is a leak: the memory grew to more than {chosen.most} times of what it was.")


if __name__ == "__main__":
    main()
