"""The kinds of code actions that there are, without what they do."""

from lsprotocol import types as lsp

QUICK_FIX = lsp.CodeActionKind.QuickFix.value
REFACTOR = lsp.CodeActionKind.Refactor.value
FIX_ALL = f"{lsp.CodeActionKind.SourceFixAll.value}.wikilsp"


def options() -> lsp.CodeActionOptions:
    """Say which there are, and that what they change can be asked for when one is chosen."""
    return lsp.CodeActionOptions([QUICK_FIX, REFACTOR, FIX_ALL], resolve_provider=True)
