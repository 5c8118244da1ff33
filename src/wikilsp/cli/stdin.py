"""`wikilsp check --stdin`: checks or fixes a note whose text comes from the standard input, in its vault."""

import errno
import os
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import click

from wikilsp.cli.check_options import Options
from wikilsp.cli.findings import Findings
from wikilsp.cli.fixing import Fixer
from wikilsp.cli.output import FatalError, print_data
from wikilsp.cli.vaults import vault_paths, warn
from wikilsp.disk.load import LoadedVault, load
from wikilsp.disk.note_text import decode, read_text
from wikilsp.disk.root import find_root, is_marked, needs_marker
from wikilsp.disk.snapshot import Snapshot
from wikilsp.disk.walk import is_left_out
from wikilsp.draft import Edits
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.settings.values import MAX_NOTE_SIZE
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits
from wikilsp.vault.changes import WriteError
from wikilsp.vault.names import is_note


class StdinNote:
    """The note on the standard input. All other notes are those on the disk."""

    def __init__(self, options: Options, filename: Path) -> None:
        """Read the standard input. Raise `click.UsageError` if no note can have this file name."""
        _check_filename(filename)
        self._options = options
        self._filename = filename
        self._data = _read_stdin()
        self._text, self._undecodable = decode(self._data)

    def find(self, root: Path, _paths: Iterable[Path], selected: Settings, settings: Settings) -> Findings:
        """Return the findings in the note, with links resolved in its vault."""
        loaded, path = self.load(root, selected)
        if path is None:
            return Findings((), (), loaded.nested)
        templates = len(settings.templates_in((path,)))
        found = tuple(lint(loaded.vault, loaded.vault.notes[path]))
        return Findings(found, (path,), loaded.nested, templates, loaded.cache_error)

    def load(self, root: Path, settings: Settings) -> tuple[LoadedVault, str | None]:
        """Load its vault with this note in it. Also return its vault path, None if the vault leaves it out."""
        snapshot = Snapshot(root, settings, self._options.open_cache(root, settings))
        path = self._vault_path(snapshot)
        loaded = load(snapshot, processes=os.cpu_count() or 1)
        warn(root, (problem for problem in loaded.problems if problem.path != path))
        if path is not None:
            loaded.vault.put(self._note(path, settings))
        return loaded, path

    def _vault_path(self, snapshot: Snapshot) -> str | None:
        paths = [path for path in vault_paths(snapshot.root, self._filename) if not path.startswith("../")]
        known = set(snapshot.walk.notes)
        if found := next((path for path in paths if path in known), None):
            return found
        if os.path.lexists(self._filename) or not paths:
            return None
        return None if is_left_out(snapshot.root, paths[0], snapshot.settings.exclude) else paths[0]

    def _note(self, path: str, settings: Settings) -> Note:
        size = len(self._data)
        if size > settings.max_size:
            return Note(path, parse("", settings.dialect), oversize=size)
        return Note(path, parse(self._text, settings.dialect), self._undecodable)

    def read(self, root: Path, path: str, max_size: int = MAX_NOTE_SIZE) -> str | None:
        """Return the text of a note of the vault, None if it cannot be read or is too large."""
        if path in vault_paths(root, self._filename):
            return self._text if len(self._data) <= max_size else None
        return read_text(root, path, max_size)

    def replace_text(self, text: str) -> None:
        """Replace the text of the note."""
        self._text, self._data = text, text.encode()

    def fixer(self) -> Fixer:
        """Return a fixer for this note."""
        return StdinFixer(self, self._options)

    def print_output(self) -> None:
        """Print the fixed text of the note, or its unchanged bytes if nothing was fixed."""
        print_data(self._data)


class StdinFixer(Fixer):
    """Fixes the note on the standard input. Writes nothing to the disk."""

    def __init__(self, note: StdinNote, options: Options) -> None:
        super().__init__(options)
        self._note = note

    def _load(self, root: Path, settings: Settings, _paths: Iterable[Path]) -> tuple[LoadedVault, Collection[str]]:
        loaded, path = self._note.load(root, settings)
        return loaded, () if path is None else (path,)

    def _read_text(self, root: Path, path: str) -> str | None:
        return self._note.read(root, path)

    def _write_edits(
        self, _root: Path, edits: Mapping[str, Edits], texts: Mapping[str, str]
    ) -> Mapping[str, WriteError]:
        for path, note_edits in edits.items():
            self._note.replace_text(apply_edits(texts[path], note_edits))
        return {}


def _check_filename(filename: Path) -> None:
    """Raise `click.UsageError` unless this is the path of a note in a vault."""
    if not is_note(filename.name):
        raise click.UsageError(f"--stdin-filename “{filename}” is no note: the name must end in .md or .markdown")
    if filename.is_dir():
        raise click.UsageError(f"--stdin-filename “{filename}” is a folder; give the path of the note")
    root = find_root(filename).path
    # Elsewhere, half of the disk might have to be read.
    if not is_marked(root) and (root != Path.cwd() or needs_marker(root)):
        raise click.UsageError(
            f"--stdin-filename “{filename}” is in no vault; run this in the folder of the notes, or add a .wikilsp.toml"
        )


def _read_stdin() -> bytes:
    """Return the bytes on the standard input. Raise `FatalError` if it cannot be read."""
    try:
        if sys.stdin is not None:
            return sys.stdin.buffer.read()
        reason = os.strerror(errno.EBADF)
    except OSError as error:
        reason = str(error.strerror)
    raise FatalError([f"error: the standard input cannot be read: {reason}"])
