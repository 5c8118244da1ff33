"""The capabilities that the server declares at startup, separate from their implementation, which is imported later."""

from lsprotocol import types as lsp

QUICK_FIX = lsp.CodeActionKind.QuickFix.value
REFACTOR = lsp.CodeActionKind.Refactor.value
FIX_ALL = f"{lsp.CodeActionKind.SourceFixAll.value}.wikilsp"

ADD_BLOCK_ID = "wikilsp.addBlockId"
"""The command of a completed link to a block in another note that has no id yet."""
OPEN = "wikilsp.open"
CREATE = "wikilsp.create"
PREVIEW_LINKS = "wikilsp.previewLinks"
"""The command that resolves links for an editor that renders notes."""
NEW_NOTE = "wikilsp.newNote"
"""The command that says which note to create for a link whose target is missing."""


def code_actions() -> lsp.CodeActionOptions:
    """Return the kinds of code actions, which are resolved lazily."""
    return lsp.CodeActionOptions([QUICK_FIX, REFACTOR, FIX_ALL], resolve_provider=True)


def completion() -> lsp.CompletionOptions:
    """Return the characters that trigger completion."""
    return lsp.CompletionOptions(trigger_characters=["[", "#", "^", "!", "|", ":", "(", "/"], resolve_provider=True)


def rename() -> lsp.RenameOptions:
    """Return that renames can be prepared."""
    return lsp.RenameOptions(prepare_provider=True)
