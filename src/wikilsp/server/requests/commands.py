"""workspace/executeCommand: what no edit can do.

These commands show a note, create one for clients that can't, and add an id to a block of another note. Links may
trigger commands, so each argument is validated.
"""

import re
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from wikilsp.disk.new_paths import creation_problem
from wikilsp.server.convert import path_of
from wikilsp.server.edits import workspace_edit
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer
from wikilsp.targets import is_document
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.visible import escape_message

_BLOCK_ID = re.compile(r"[0-9A-Za-z-]+")


def can_show(client: lsp.ClientCapabilities) -> bool:
    """Whether the client can be asked to show a document."""
    return bool(client.window and client.window.show_document and client.window.show_document.support)


def open_note(ls: WikiServer, *arguments: Any) -> None:
    """Show a file of a vault. Argument: its URI."""
    (uri,) = _check(arguments, uri=str)
    _locate(ls, uri)
    if can_show(ls.client_capabilities):
        ls.spawn(_show(ls, uri))


def create_note(ls: WikiServer, *arguments: Any) -> None:
    """Create a note and show it, for clients whose edits can't create files. Arguments: its URI and text."""
    from wikilsp.disk.write import WriteError, write  # noqa: PLC0415 - not needed to start

    uri, text = _check(arguments, uri=str, text=str)
    vault, path = _locate(ls, uri)
    if not is_document(path):
        raise _invalid(f"“uri” must name a note or an attachment, not “{path}”")
    if problem := creation_problem(vault.root, path):
        raise _invalid(f"“uri” is not allowed for a new file: {problem}")
    try:
        write(vault.root, Changes(creates={path: text}), {})
    except WriteError as error:
        ls.show_message(f"The note “{path}” was not created: {error}", is_warning=True)
        return
    ls.spawn(vault.refresh([path]))
    if can_show(ls.client_capabilities):
        ls.spawn(_show(ls, uri))
    else:
        ls.show_message(f"The note “{path}” was created.")


def add_block_id(ls: WikiServer, *arguments: Any) -> None:
    """Add an id to a block, unless its note has changed since the command was offered.

    Argument: an object with the URI of the note, the id, the offset of the end of the block, and the text before it.
    """
    (place,) = _check(arguments, place=dict)
    names = {"uri": str, "id": str, "offset": int, "context": str}
    uri, block_id, offset, before = _check([place[name] for name in names if name in place], **names)
    if not _BLOCK_ID.fullmatch(block_id):
        raise _invalid("“id” must be the id of a block: letters, digits and hyphens")
    context = ls.context(uri)
    text = context.text.content if context else ""
    if context is None or not 0 < offset <= len(text) or not text[:offset].endswith(before):
        message = f"The block has no id yet, because its note has changed since. Add “ ^{block_id}” to its end."
        ls.show_message(message, is_warning=True)
        return
    changes = Changes({context.note.path: (context.note.edit(Span(offset, offset), f" ^{block_id}"),)})
    edit = workspace_edit(ls, context.vault, changes)
    ls.workspace_apply_edit(lsp.ApplyWorkspaceEditParams(edit, "Add the id of a block"))


async def _show(ls: WikiServer, uri: str) -> None:
    await ls.window_show_document_async(lsp.ShowDocumentParams(uri, take_focus=True))


# Arguments


_KINDS: dict[type, str] = {str: "a string", int: "an integer", dict: "an object"}


def _check(arguments: Any, **wanted: type) -> list[Any]:
    """Return the arguments of a command. Raise `JsonRpcInvalidParams` unless number, types and characters are valid."""
    if len(arguments) != len(wanted):
        names = ", ".join(f"“{name}”" for name in wanted)
        raise _invalid(f"expected exactly these arguments: {names}")
    for value, (name, kind) in zip(arguments, wanted.items(), strict=True):
        if type(value) is not kind:
            raise _invalid(f"“{name}” must be {_KINDS[kind]}")
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise _invalid(f"“{name}” contains half of a surrogate pair")
    return list(arguments)


def _invalid(problem: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(escape_message(problem))


def _locate(ls: WikiServer, uri: str) -> tuple[OpenVault, str]:
    """Return the innermost served vault that contains a file, and its vault path there."""
    path = path_of(uri)
    inside = [found for found in ls.session.holding(path) if found[0].single is None] if path else []
    if not inside:
        raise _invalid("“uri” must be the “file:” URI of a file in a vault that is open")
    return max(inside, key=lambda found: len(found[0].root.parts))
