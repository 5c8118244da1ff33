"""What the server says that it can do, without what does it, which is imported when it is first asked for."""

from lsprotocol import types as lsp

QUICK_FIX = lsp.CodeActionKind.QuickFix.value
REFACTOR = lsp.CodeActionKind.Refactor.value
FIX_ALL = f"{lsp.CodeActionKind.SourceFixAll.value}.wikilsp"

ADD_BLOCK_ID = "wikilsp.addBlockId"
"""The command that a client sends back when a block of another note was chosen that has no id yet."""
OPEN = "wikilsp.open"
CREATE = "wikilsp.create"


def code_actions() -> lsp.CodeActionOptions:
    """Say which kinds of code actions there are, and that what one changes can be asked for when it is chosen."""
    return lsp.CodeActionOptions([QUICK_FIX, REFACTOR, FIX_ALL], resolve_provider=True)


def completion() -> lsp.CompletionOptions:
    """Give what makes an editor ask by itself."""
    return lsp.CompletionOptions(trigger_characters=["[", "#", "^", "|", ":", "(", "/"], resolve_provider=True)


def rename() -> lsp.RenameOptions:
    """Say that the place and the present name can be asked for first."""
    return lsp.RenameOptions(prepare_provider=True)
