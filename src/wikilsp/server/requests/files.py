"""workspace/didChangeWatchedFiles, didCreateFiles, didDeleteFiles and didRenameFiles."""

from collections.abc import Iterable

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of
from wikilsp.server.wiki_server import WikiServer


def did_change_watched_files(ls: WikiServer, params: lsp.DidChangeWatchedFilesParams) -> None:
    """Read files that have changed on the disk."""
    _refresh(ls, (change.uri for change in params.changes))


def did_create(ls: WikiServer, params: lsp.CreateFilesParams) -> None:
    """Read new files."""
    _refresh(ls, (file.uri for file in params.files))


def did_delete(ls: WikiServer, params: lsp.DeleteFilesParams) -> None:
    """Remove deleted files."""
    _refresh(ls, (file.uri for file in params.files))


def did_rename(ls: WikiServer, params: lsp.RenameFilesParams) -> None:
    """Remove the old names and read the new ones."""
    _refresh(ls, (uri for file in params.files for uri in (file.old_uri, file.new_uri)))


def _refresh(ls: WikiServer, uris: Iterable[str]) -> None:
    ls.refresh_files(path for uri in uris if (path := path_of(uri)))
