"""Changes of documents that come before these are opened. Knows no document."""

from lsprotocol import types as lsp

_MOST = 16
_MOST_CHARACTERS = 0x400_0000

Change = lsp.DidChangeTextDocumentNotification


class EarlyChanges:
    """The last change of each document that has not been opened yet, of the few that were changed last.

    Helix opens a document and changes it at once, and what it tells of that comes in any order. Each change holds the
    whole text, so the latest is all that counts.
    """

    def __init__(self) -> None:
        self._changes: dict[str, Change] = {}

    def keep(self, change: Change) -> None:
        """Keep a change until its document is opened, but not for good: it may never be."""
        uri = change.params.text_document.uri
        before = self._changes.pop(uri, change)
        self._changes[uri] = max(change, before, key=_version)
        while len(self._changes) > _MOST or sum(map(_size, self._changes.values())) > _MOST_CHARACTERS:
            del self._changes[next(iter(self._changes))]

    def pop(self, opened: lsp.TextDocumentItem) -> Change | None:
        """Give the change that is newer than the document that has been opened, if there is one."""
        change = self._changes.pop(opened.uri, None)
        return change if change and _version(change) > opened.version else None


def _version(change: Change) -> int:
    return change.params.text_document.version


def _size(change: Change) -> int:
    return sum(len(part.text) for part in change.params.content_changes)
