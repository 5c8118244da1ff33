"""Buffers changes that arrive before the document they change is opened."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.workspace import TextDocument

_MAX_CHANGES = 16
_MAX_CHARACTERS = 0x400_0000

Change = lsp.DidChangeTextDocumentNotification

log = logging.getLogger(__name__)


class EarlyChanges:
    """The last change of each document that isn't open yet, limited to the most recent ones.

    Helix opens a document and changes it at once, and the two notifications may arrive in either order. Each change
    holds the whole text, so only the latest counts.
    """

    def __init__(self) -> None:
        self._changes: dict[str, Change] = {}

    def in_order(self, message: Any, documents: Mapping[str, TextDocument]) -> Iterator[Any]:
        """Yield the notifications to handle now: changes wait until their document is opened; old ones are dropped.

        `documents` are those that are open, by unquoted URI.
        """
        match message:
            case lsp.DidChangeTextDocumentNotification(params=params):
                opened = documents.get(unquote(params.text_document.uri))
                if any(isinstance(change, lsp.TextDocumentContentChangePartial) for change in params.content_changes):
                    log.warning("ignored an incremental change; the server has asked for full texts")
                elif opened is None:
                    self.keep(message)
                elif params.text_document.version >= (opened.version or 0):
                    yield message
            case lsp.DidOpenTextDocumentNotification(params=params):
                yield message
                if change := self.pop(params.text_document):
                    yield change
            case _:
                yield message

    def keep(self, change: Change) -> None:
        """Keep a change until its document is opened. The oldest are dropped, because some never are."""
        uri = change.params.text_document.uri
        before = self._changes.pop(uri, change)
        self._changes[uri] = max(change, before, key=_version)
        while len(self._changes) > _MAX_CHANGES or sum(map(_size, self._changes.values())) > _MAX_CHARACTERS:
            del self._changes[next(iter(self._changes))]

    def pop(self, opened: lsp.TextDocumentItem) -> Change | None:
        """Remove the change of a document that was opened. Return it if it is newer than the document."""
        change = self._changes.pop(opened.uri, None)
        return change if change and _version(change) > opened.version else None


def _version(change: Change) -> int:
    return change.params.text_document.version


def _size(change: Change) -> int:
    return sum(len(part.text) for part in change.params.content_changes)
