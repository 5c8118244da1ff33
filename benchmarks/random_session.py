"""Run random sessions of an editor and the disk, and compare the server's diagnostics with a fresh check.

    python benchmarks/random_session.py                           ten seeds, 1,000 steps with each kind of client
    python benchmarks/random_session.py --steps 50 --seeds 1 --seed 7

After the steps all buffers are closed, and the published diagnostics must become the findings of `wikilsp check` within
a minute. If they don't, print the differences and exit with status 1.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from client import Client
from sessions import server_command
from shown_diagnostics import ShownDiagnostic, checked, published

_DEADLINE = 60.0
_PATHS = ("a.md", "b.md", "sub/a.md", "sub/c.md", "sub/deep/d.md", "e.md", "漢字 😀.md")
_FOLDERS = ("sub", "sub/deep", "moved")
_PIECES = (
    *("[[a]]", "[[b#Part]]", "[[sub/c|漢字]]", "[[d#^id]]", "[[E]]", "[[nick]]", "![[p.png]]", "[md](sub/a.md#part)"),
    *(
        "[[漢字 😀]]",
        "[[b]] [[bb]] [[Part]]",
        "😀 #tag [k:: v]",
        "\n# Part\n",
        "\ntext ^id\n",
        "\nkey:: [[c]]\n",
        "\r\n",
    ),
    *("%% [[a]] k:: v %%", "\u2028", "\n%% wikilsp-ignore missing-note %%\n", "[[", "| a |\n|-|\n| [[a|b]] |\n"),
)
_FRONT = ("", "", "---\naliases: [nick]\n---\n", "---\nx: 1\nx: 2\n---\n")
_SETTINGS = (
    "",
    'exclude = ["sub/deep"]\n',
    'comments = "index"\n',
    '[rules]\nduplicate-frontmatter-key = "off"\n',
    "= 5",
)
_EDITOR_SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"comments": "index"},
    {"rules": {"missing-note": "off"}},
    {"garbage": 1},
)
_IGNORED = ("", "b.md", "sub/deep", "*.png")
_CREATED, _CHANGED, _DELETED = 1, 2, 3


class Session:
    """A simulated editor with a vault open. Either it watches the files, or the server does."""

    def __init__(self, folder: Path, chance: random.Random, *, watches: bool) -> None:
        self.vault = folder / "vault"
        self.chance = chance
        self.watches = watches
        self.buffers: dict[str, int] = {}
        self._editor_settings: dict[str, Any] = {}
        self._away = folder / "away"
        self.vault.mkdir()
        (self.vault / ".wikilsp.toml").touch()
        environment = os.environ | {"WIKILSP_CACHE_DIR": str(folder / "cache")}
        self.client = Client(server_command(), environment, folder / "log")
        capabilities = {
            "general": {"positionEncodings": ["utf-32"]},
            "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": watches}},
        }
        folders = [{"uri": self.vault.as_uri(), "name": "vault"}]
        self.client.request(
            "initialize", {"processId": None, "capabilities": capabilities, "workspaceFolders": folders}
        )
        self.client.notify("initialized", {})

    def step(self) -> None:
        """Take one random action."""
        actions: list[Callable[[], None]] = [
            *(self._type, self._type, self._open, self._close, self._save, self._write, self._write, self._delete),
            *(self._rename, self._move_folder, self._attach, self._ignore, self._set, self._set_in_editor, self._ask),
        ]
        if not self.watches:
            actions.append(self._replace_vault)
        self.chance.choice(actions)()
        time.sleep(self.chance.choice([0, 0, 0, 0.01, 0.05, 0.15]))

    def close_all(self) -> None:
        """Close all buffers, so that only the disk counts, and reset the editor's settings."""
        for path in list(self.buffers):
            self._close_one(path)
        self.client.notify("workspace/didChangeConfiguration", {"settings": {"wikilsp": {}}})

    def shown(self) -> set[ShownDiagnostic]:
        """Return the diagnostics that the server published last."""
        self.client.has_heard("", b"")
        return published((message for _, message in self.client.heard), self.vault)

    # Actions

    def _text(self) -> str:
        return self.chance.choice(_FRONT) + " 漢字 ".join(self.chance.choices(_PIECES, k=self.chance.randrange(6)))

    def _files(self) -> list[str]:
        found = [file for file in self.vault.rglob("*.md") if file.is_file()]
        return sorted(file.relative_to(self.vault).as_posix() for file in found)

    def _notify_change(self, kind: int, *paths: str) -> None:
        if self.watches:
            changes = [{"uri": (self.vault / path).as_uri(), "type": kind} for path in paths]
            self.client.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    def _document(self, path: str) -> dict[str, Any]:
        return {"uri": (self.vault / path).as_uri()}

    def _open(self) -> None:
        path = self.chance.choice(_PATHS)
        if path not in self.buffers:
            self.buffers[path] = 1
            item = self._document(path) | {"languageId": "markdown", "version": 1, "text": self._text()}
            self.client.notify("textDocument/didOpen", {"textDocument": item})

    def _type(self) -> None:
        if self.buffers:
            path = self.chance.choice(sorted(self.buffers))
            self.buffers[path] += 1
            document = self._document(path) | {"version": self.buffers[path]}
            changes = [{"text": self._text()}]
            self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def _close(self) -> None:
        if self.buffers:
            self._close_one(self.chance.choice(sorted(self.buffers)))

    def _close_one(self, path: str) -> None:
        del self.buffers[path]
        self.client.notify("textDocument/didClose", {"textDocument": self._document(path)})

    def _save(self) -> None:
        if self.buffers:
            path = self.chance.choice(sorted(self.buffers))
            self.put(path, self._text())
            self.client.notify("textDocument/didSave", {"textDocument": self._document(path)})

    def _write(self) -> None:
        self.put(self.chance.choice(_PATHS), self._text())

    def put(self, path: str, text: str) -> None:
        """Write a file, and notify the server if the editor watches files."""
        file = self.vault / path
        kind = _CHANGED if file.exists() else _CREATED
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        self._notify_change(kind, path)

    def _delete(self) -> None:
        if files := self._files():
            path = self.chance.choice(files)
            (self.vault / path).unlink()
            self._notify_change(_DELETED, path)

    def _rename(self) -> None:
        if files := self._files():
            old, new = self.chance.choice(files), self.chance.choice(_PATHS)
            if old != new:
                (self.vault / new).parent.mkdir(parents=True, exist_ok=True)
                (self.vault / old).replace(self.vault / new)
                self._notify_change(_DELETED, old)
                self._notify_change(_CREATED, new)

    def _move_folder(self) -> None:
        old, new = self.chance.choice(_FOLDERS), self.chance.choice(_FOLDERS)
        source, target = self.vault / old, self.vault / new
        if source.is_dir() and not target.exists() and not target.is_relative_to(source):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
            self._notify_change(_DELETED, old)
            self._notify_change(_CREATED, new)

    def _attach(self) -> None:
        file = self.vault / "p.png"
        if file.exists():
            file.unlink()
            self._notify_change(_DELETED, "p.png")
        else:
            file.touch()
            self._notify_change(_CREATED, "p.png")

    def _ignore(self) -> None:
        self.put(".gitignore", self.chance.choice(_IGNORED))

    def _set(self) -> None:
        self.put(".wikilsp.toml", self.chance.choice(_SETTINGS))

    def _set_in_editor(self) -> None:
        settings = {"wikilsp": self.chance.choice(_EDITOR_SETTINGS)}
        self.client.notify("workspace/didChangeConfiguration", {"settings": settings})

    def _ask(self) -> None:
        self.client.request("workspace/symbol", {"query": "a"})

    def _replace_vault(self) -> None:
        """Replace the vault with a copy, or move it away and back."""
        if self.chance.random() < 0.5:
            copy = self._away.with_name("copy")
            shutil.copytree(self.vault, copy)
            self.vault.rename(self._away)
            copy.rename(self.vault)
            shutil.rmtree(self._away)
        else:
            self.vault.rename(self._away)
            time.sleep(self.chance.choice([0, 0.5, 1.5]))
            self._away.rename(self.vault)


def _run(seed: int, steps: int, *, watches: bool) -> list[str]:
    """Run one session; return the differences at its end."""
    with tempfile.TemporaryDirectory() as folder:
        session = Session(Path(folder), random.Random(seed), watches=watches)
        try:
            for _ in range(steps):
                session.step()
            session.close_all()
            # With invalid settings the server keeps the previous ones, while a fresh check fails.
            session.put(".wikilsp.toml", session.chance.choice(_SETTINGS[:-1]))
            expected, until = checked(session.vault), time.monotonic() + _DEADLINE
            while (shown := session.shown()) != expected and time.monotonic() < until:
                session.client.wait_until_quiet(0.2)
            session.client.stop()
        finally:
            session.client.kill()
    differences = [f"+ {one}" for one in sorted(shown - expected)] + [f"- {one}" for one in sorted(expected - shown)]
    who = "the editor watches" if watches else "the server watches"
    print(f"seed {seed}, {who}: {len(expected)} findings, {len(differences)} differences", flush=True)
    return differences


def main() -> None:
    """Run the sessions, and print their differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1_000, help="steps of a session; default: %(default)s")
    parser.add_argument("--seeds", type=int, default=10, help="sessions with each kind of client; default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; default: %(default)s")
    options = parser.parse_args()
    differences = []
    for seed in range(options.seed, options.seed + options.seeds):
        for watches in (True, False):
            differences += _run(seed, options.steps, watches=watches)
    if differences:
        sys.exit("\n".join(differences))


if __name__ == "__main__":
    main()
