"""After any sequence of changes, the editor shows the diagnostics of a fresh check."""

import asyncio
import random
import shutil

import pytest

from wikilsp.disk.load import load_vault
from wikilsp.disk.root import read_settings
from wikilsp.lint import lint_vault
from wikilsp.rules import RULES

STEPS = 30
PATHS = ["a.md", "b.md", "sub/a.md", "sub/c.md", "sub/deep/d.md", "e.md"]
FOLDERS = ["sub", "sub/deep", "moved"]
PIECES = [
    "[[a]]",
    "[[b#Part]]",
    "[[sub/c|漢字]]",
    "[[d#^id]]",
    "[[E]]",
    "[[nick]]",
    "![[p.png]]",
    "[md](sub/a.md#part)",
    "[[b]] [[bb]] [[Part]]",
    "😀 #tag [k:: v]",
    "\n# Part\n",
    "\ntext ^id\n",
    "\nkey:: [[c]]\n",
    "\n%% wikilsp-ignore missing-note %%\n",
    "%% [[a]] k:: v %%",
    "\u2028",
    "\r\n",
]
SETTINGS = ["", 'exclude = ["sub/deep"]\n', 'comments = "index"\n', '[rules]\nduplicate-frontmatter-key = "off"\n']
FRONT = ["", "", "---\naliases: [nick]\n---\n", "---\nx: 1\nx: 2\n---\n"]


class RandomChanges:
    """Random changes of buffers and files; each notifies the server as an editor would."""

    def __init__(self, editor, chance):
        self.editor = editor
        self.chance = chance

    def step(self):
        actions = [self.type, self.type, self.open, self.close, self.save, self.write, self.write, self.delete]
        self.chance.choice([*actions, self.rename, self.move_folder, self.attach, self.ignore, self.set])()

    def text(self):
        pieces = self.chance.choices(PIECES, k=self.chance.randrange(6))
        return self.chance.choice(FRONT) + " 漢字 ".join(pieces)

    def files(self):
        found = self.editor.folder.rglob("*.md")
        return sorted(file.relative_to(self.editor.folder).as_posix() for file in found if file.is_file())

    def open(self):
        path = self.chance.choice(PATHS)
        if path not in self.editor.buffers:
            self.editor.open(path, self.text())

    def type(self):
        if self.editor.buffers:
            self.editor.change(self.chance.choice(sorted(self.editor.buffers)), self.text())

    def save(self):
        if self.editor.buffers:
            path = self.chance.choice(sorted(self.editor.buffers))
            kind = "changed" if (self.editor.folder / path).exists() else "created"
            (self.editor.folder / path).parent.mkdir(parents=True, exist_ok=True)
            self.editor.save(path)
            self.editor.notify_watched(**{kind: [path]})

    def close(self):
        if self.editor.buffers:
            self.editor.close(self.chance.choice(sorted(self.editor.buffers)))

    def write(self):
        path = self.chance.choice(PATHS)
        kind = "changed" if (self.editor.folder / path).exists() else "created"
        self.editor.write(path, self.text())
        self.editor.notify_watched(**{kind: [path]})

    def delete(self):
        if files := self.files():
            path = self.chance.choice(files)
            (self.editor.folder / path).unlink()
            self.editor.notify_watched(deleted=[path])

    def rename(self):
        if files := self.files():
            old, new = self.chance.choice(files), self.chance.choice(PATHS)
            (self.editor.folder / new).parent.mkdir(parents=True, exist_ok=True)
            (self.editor.folder / old).replace(self.editor.folder / new)
            self.editor.notify_watched(**({"deleted": [old], "created": [new]} if old != new else {}))

    def move_folder(self):
        old, new = self.chance.choice(FOLDERS), self.chance.choice(FOLDERS)
        source, target = self.editor.folder / old, self.editor.folder / new
        if source.is_dir() and not target.exists() and not target.is_relative_to(source):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
            self.editor.notify_watched(deleted=[old], created=[new])

    def attach(self):
        file = self.editor.folder / "p.png"
        if file.exists():
            file.unlink()
            self.editor.notify_watched(deleted=["p.png"])
        else:
            file.touch()
            self.editor.notify_watched(created=["p.png"])

    def ignore(self):
        self.editor.write(".gitignore", self.chance.choice(["", "b.md", "sub/deep", "*.png"]))
        self.editor.notify_watched(changed=[".gitignore"])

    def set(self):
        self.editor.write(".wikilsp.toml", self.chance.choice(SETTINGS))
        self.editor.notify_watched(changed=[".wikilsp.toml"])


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
@pytest.mark.parametrize("seed", range(6))
async def test_diagnostics_equal_those_of_a_fresh_check(open_editor, seed, profile):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b]]\n//- b.md\n> # Part", profile)
    # An index that is out of step would be logged as an error, which fails the test.
    editor.server.publisher.is_paranoid = True
    changes = RandomChanges(editor, random.Random(seed))  # noqa: S311 - reproducible, not for security
    for _ in range(STEPS):
        changes.step()
        # The server gets time to react after some changes, but not after others.
        await asyncio.sleep(changes.chance.choice([0, 0, 0.01, 0.06]))
    for path in list(editor.buffers):
        editor.close(path)
    await editor.wait_loaded()
    vault = load_vault(editor.folder, read_settings(editor.folder, [rule.code for rule in RULES])).vault
    await editor.expect_diagnostics(linter_findings(vault, editor))


def linter_findings(vault, editor):
    """Return the findings of the linter in the form of `Editor.diagnostics`."""
    found = {}
    for one in lint_vault(vault):
        start, end = one.finding.span
        found.setdefault(one.path, []).append((one.code, editor.text(one.path)[start:end]))
    return found
