"""The client capabilities of three editors, from pytest-lsp, updated where those are outdated."""

from copy import deepcopy
from functools import cache

import pytest_lsp
from lsprotocol import types as lsp

_packaged = cache(pytest_lsp.client_capabilities)


def client_capabilities(name):
    """Return a copy of the capabilities that pytest-lsp has for a client; they take long to read."""
    return deepcopy(_packaged(name))


def vscode():
    """VS Code 1.139: UTF-16, pull diagnostics with refresh, file operations, file watching."""
    client = client_capabilities("visual_studio_code@v1.65.2")
    client.general.position_encodings = [lsp.PositionEncodingKind.Utf16]
    client.text_document.diagnostic = lsp.DiagnosticClientCapabilities(
        dynamic_registration=True,
        related_document_support=True,
        related_information=True,
        tag_support=lsp.ClientDiagnosticsTagOptions([lsp.DiagnosticTag.Unnecessary, lsp.DiagnosticTag.Deprecated]),
        code_description_support=True,
    )
    client.text_document.inlay_hint = lsp.InlayHintClientCapabilities(dynamic_registration=True)
    client.workspace.diagnostics = lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    client.workspace.inlay_hint = lsp.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    return client


def neovim():
    """Neovim 0.11: UTF-8, pull diagnostics without refresh, no file watching."""
    return client_capabilities("neovim@v0.11.0")


def emacs():
    """Emacs 29 with Eglot: UTF-32, published diagnostics, file watching."""
    return client_capabilities("emacs@v29.1")


def plain():
    """An editor that announces no capabilities, like ALE and old versions of Eglot."""
    return lsp.ClientCapabilities()


PROFILES = {"vscode": vscode, "neovim": neovim, "emacs": emacs, "plain": plain}
NAMES = {"vscode": "Visual Studio Code", "neovim": "Neovim", "emacs": "Eglot"}
"""The names by which clients introduce themselves, if they do."""
ENCODINGS = {"vscode": "utf-16", "neovim": "utf-8", "emacs": "utf-32", "plain": "utf-16"}
