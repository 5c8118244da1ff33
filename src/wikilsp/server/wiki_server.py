"""`WikiServer`: what request handlers get as `ls`. Finds the note of a request and converts locations."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from lsprotocol import types as lsp

from wikilsp.disk.apps import is_deciding
from wikilsp.features.answers import Mention
from wikilsp.features.rendering import FileLinks
from wikilsp.note import Note
from wikilsp.server.base_server import BaseServer
from wikilsp.server.client_settings import ClientSettings
from wikilsp.server.clients import shows_plain_markdown
from wikilsp.server.convert import EncodedText, LineTable, uri_below, uri_of
from wikilsp.server.extension_options import ExtensionOptions
from wikilsp.server.lines import encoded_note, line_table
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.publisher import DiagnosticsPublisher
from wikilsp.server.session import OpenNote, Session
from wikilsp.server.status import StatusReporter
from wikilsp.server.vault_tasks import VaultTasks
from wikilsp.server.waiting import Need, Waiting

_SETTINGS_FILES = frozenset((".gitignore", ".wikilsp.toml", "pyproject.toml"))
"""Names of files that decide which notes a vault has and how they are read."""


class NoteContext(NamedTuple):
    """The note of a request, its vault, and its text in the client's position encoding."""

    vault: OpenVault
    note: Note
    text: EncodedText


class PendingMoves(NamedTuple):
    """File moves in an edit that the client is about to apply; after `until` they are no longer expected."""

    moves: Mapping[Path, Path] = {}
    until: float = 0.0


class WikiServer(BaseServer):
    """A language server for vaults of notes. Handlers are registered by `app.create_server`."""

    def __init__(self, import_later: Callable[[], None], needs: Mapping[str, Need]) -> None:
        """`import_later` imports the modules that no request needs before the first scan of a vault has finished.

        `needs` has the needs of requests by method.
        """
        super().__init__()
        self.tasks = VaultTasks(self, import_later)
        self.session = Session(self.tasks, self.show_message, self.inform)
        self.publisher = DiagnosticsPublisher(self, self.session)
        self.waiting = Waiting(self, self.session, self.tasks, needs)
        self.protocol.hold = self.waiting.hold
        self.tasks.on_change = self._on_change
        self.input_ended = Event()
        """Set when the client has closed its end of the connection."""
        self.extension = ExtensionOptions()
        """The abilities of the editor's extension."""
        self.status = StatusReporter(self, self.session)
        self.publisher.after_update = self._report_status
        self.inlay_hints = False
        """Whether inlay hints are enabled."""
        self.code_lens = True
        """Whether code lenses are enabled."""
        self.remote_images = False
        """Whether previews of notes may load images from the web."""
        self.watches_settings = False
        """Whether the client was asked to report changes of its settings."""
        self.last_tokens: dict[Path, list[int]] = {}
        """The semantic tokens that the client has for each open note, for deltas."""
        self.pending_moves = PendingMoves()
        self.today: Callable[[], date] = date.today
        """Returns the date of the user, for completion."""

    def close(self) -> None:
        """Stop all background work, once the connection has ended. A timer must not start more of it."""
        self.publisher.close()
        self.waiting.close()
        super().close()

    def _on_change(self) -> None:
        self.publisher.schedule()
        self.waiting.review()

    def _report_status(self, *, has_news: bool) -> None:
        if self.extension.status:
            self.status.report(has_news=has_news)

    # Notes

    def find(self, uri: str) -> OpenNote | None:
        """Return the note of a URI and its vault; None if no served vault has it."""
        return self.session.find(uri)

    def context(self, uri: str) -> NoteContext | None:
        """Return the note of a URI with its vault and text; None if no served vault has it."""
        opened = self.find(uri)
        return NoteContext(*opened, self.encoded_text(opened.vault, opened.note.path)) if opened else None

    def resolve_context(self, data: Any) -> NoteContext | None:
        """Return the note of an item that the client wants resolved, by the `uri` in the item's data."""
        uri = data.get("uri") if isinstance(data, dict) else None
        return self.context(uri) if isinstance(uri, str) else None

    def encoded_text(self, vault: OpenVault, path: str) -> EncodedText:
        """Return the text of a note in the client's position encoding."""
        return encoded_note(vault, path, self.encoding)

    def line_table(self, vault: OpenVault, path: str) -> LineTable:
        """Return the lines of a note in the client's position encoding, without reading its text if possible."""
        return line_table(vault, path, self.encoding)

    def files(self, vault: OpenVault) -> FileLinks:
        """Return how features read and link to the files of a vault."""
        uri, is_plain = partial(uri_below, uri_of(vault.root)), shows_plain_markdown(self.client_name)
        return FileLinks(vault.text, uri, self.remote_images, is_plain)

    def locations(self, vault: OpenVault, mentions: Iterable[Mention]) -> list[lsp.Location]:
        """Convert mentions to LSP locations. They must be grouped by note."""
        root = uri_of(vault.root)
        return [
            lsp.Location(uri, lines.range(mention.span))
            for path, group in groupby(mentions, key=lambda mention: mention.path)
            for uri, lines in [(uri_below(root, path), self.line_table(vault, path))]
            for mention in group
        ]

    # Changes

    def configure(self, settings: ClientSettings) -> None:
        """Apply the settings of the editor."""
        before = self.inlay_hints, self.code_lens
        self.inlay_hints, self.code_lens = settings.inlay_hints, settings.code_lens
        if (self.inlay_hints, self.code_lens) != before:
            self.publisher.refresh_views()
        self.remote_images = settings.remote_images
        self.session.set_needs_evidence(value=settings.needs_evidence)
        self.session.set_options(settings.options)

    def refresh_files(self, paths: Iterable[Path]) -> None:
        """Read files and folders again that have changed on the disk."""
        changed: dict[OpenVault, list[str]] = {}
        reconfigured: set[OpenVault] = set()
        for path in paths:
            for vault, vault_path in self.session.holding(path):
                changed.setdefault(vault, []).append(vault_path)
                if self._decides(vault, vault_path):
                    reconfigured.add(vault)
        for vault, vault_paths in changed.items():
            if vault in reconfigured:
                self.session.reload_settings(vault)
            vault.outdate(vault_paths)
            self.tasks.refresh(vault)

    def _decides(self, vault: OpenVault, path: str) -> bool:
        """Whether a change of a file decides which notes belong to a vault, or which findings are reported there."""
        if path.rpartition("/")[2] in _SETTINGS_FILES or path == vault.settings.baseline:
            # The editor and the watching server report the same change.
            return vault.settings_files.is_new(path)
        # An app may write to its files all the time, and seldom what decides.
        return is_deciding(path) and self.session.has_other_settings(vault)

    def rescan(self, vault: OpenVault) -> None:
        """Read a vault from scratch, because changes of its files may have been missed."""
        self.session.reload_settings(vault, rescan=True)
