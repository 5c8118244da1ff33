"""What an editor does with code actions: it has them resolved, and makes their edits."""

from columns import offset_of
from lsprotocol import types as lsp
from profiles import PROFILES

from wikilsp.text import Edit, Span, apply_edits


async def started(open_editor, profile, text):
    """Give an editor that shows the note `n.md` of a vault, and has heard all that the server says of it."""
    editor = await open_editor(text, profile)
    editor.open("n.md")
    await editor.quiet()
    return editor


async def resolved(editor, action):
    """Give an action with what it does, whether the client has to ask for that or not."""
    if action.edit or not PROFILES[editor.profile]().text_document.code_action.resolve_support:
        return action
    return await editor.client.code_action_resolve_async(action)


def edited(editor, edit):
    """Give what an edit makes of files, by path, and the files that it creates."""
    texts = {}
    for uri, edits in (edit.changes or {}).items():
        texts[editor.path(uri)] = _edited(editor, editor.text(editor.path(uri)), edits)
    for change in edit.document_changes or ():
        path = editor.path(change.uri if isinstance(change, lsp.CreateFile) else change.text_document.uri)
        if isinstance(change, lsp.CreateFile):
            texts[path] = ""
        else:
            texts[path] = _edited(editor, texts.get(path) if path in texts else editor.text(path), change.edits)
    return texts


def _edited(editor, text, edits):
    spans = [
        [offset_of(text, place, editor.encoding) for place in (each.range.start, each.range.end)] for each in edits
    ]
    return apply_edits(text, [Edit(Span(*span), each.new_text) for span, each in zip(spans, edits, strict=True)])
