"""Resolve code actions and apply their edits, as an editor does."""

from columns import offset_of
from lsprotocol import types as lsp
from profiles import PROFILES

from wikilsp.text import Edit, Span, apply_edits


async def open_note(open_editor, profile, text):
    """Start an editor on a vault, open its note `n.md`, and wait until the server is idle."""
    editor = await open_editor(text, profile)
    editor.open("n.md")
    await editor.wait_idle()
    return editor


async def actions_by_title(editor, snippet="[[$0", selection=""):
    """Return the code actions at a place in `n.md`, or for the text `selection` after it."""
    at = editor.position("n.md", snippet)
    end = editor.position("n.md", f"{snippet.replace('$0', '')}{selection}$0") if selection else at
    params = lsp.CodeActionParams(editor.document("n.md"), lsp.Range(at, end), lsp.CodeActionContext([]))
    return {action.title: action for action in await editor.client.text_document_code_action_async(params) or []}


async def resolve_action(editor, action):
    """Return a code action with its edit or command; resolve it if the client has to."""
    if action.edit or not PROFILES[editor.profile]().text_document.code_action.resolve_support:
        return action
    return await editor.client.code_action_resolve_async(action)


def apply_edit(editor, edit):
    """Return the texts of files after an edit, by path, including created files."""
    texts = {}
    for uri, edits in (edit.changes or {}).items():
        texts[editor.path(uri)] = _apply(editor, editor.text(editor.path(uri)), edits)
    for change in edit.document_changes or ():
        path = editor.path(change.uri if isinstance(change, lsp.CreateFile) else change.text_document.uri)
        if isinstance(change, lsp.CreateFile):
            texts[path] = ""
        else:
            texts[path] = _apply(editor, texts.get(path) if path in texts else editor.text(path), change.edits)
    return texts


def _apply(editor, text, edits):
    spans = [
        [offset_of(text, place, editor.encoding) for place in (each.range.start, each.range.end)] for each in edits
    ]
    return apply_edits(text, [Edit(Span(*span), each.new_text) for span, each in zip(spans, edits, strict=True)])
