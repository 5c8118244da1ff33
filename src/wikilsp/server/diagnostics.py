"""Findings as diagnostics: their form, and the two ways to an editor, of which a client gets one."""

import hashlib
from collections.abc import Iterable

from lsprotocol import types as lsp

from wikilsp import DOCS_URL
from wikilsp.finding import Diagnostic
from wikilsp.server.convert import Shown, shown, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import Severity
from wikilsp.visible import visible

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
    Severity.HINT: lsp.DiagnosticSeverity.Hint,
}


def pulls(client: lsp.ClientCapabilities) -> bool:
    """Does the client ask for diagnostics by itself, and can it be told to ask again?"""
    text, workspace = client.text_document, client.workspace
    return bool(
        text and text.diagnostic and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support
    )


def diagnostics_of(vault: OpenVault, path: str, encoding: str) -> list[lsp.Diagnostic]:
    """Give the diagnostics of a note."""
    found = vault.findings(path)
    if not found:
        return []
    note_text = shown(vault.text(path) or "", encoding)
    return [_diagnostic(vault, diagnostic, note_text, encoding) for diagnostic in found]


def _diagnostic(vault: OpenVault, diagnostic: Diagnostic, note_text: Shown, encoding: str) -> lsp.Diagnostic:
    finding = diagnostic.finding
    return lsp.Diagnostic(
        range=note_text.range(finding.span),
        message=visible(finding.message),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        code_description=lsp.CodeDescription(f"{DOCS_URL}/rules/{diagnostic.code}") if DOCS_URL else None,
        source="wikilsp",
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.unnecessary else None,
        related_information=[
            lsp.DiagnosticRelatedInformation(
                lsp.Location(
                    uri_of(vault.root / related.path),
                    shown(vault.text(related.path) or "", encoding).range(related.span),
                ),
                visible(related.message),
            )
            for related in finding.related
        ]
        or None,
    )


def result_id(found: Iterable[lsp.Diagnostic]) -> str:
    """Give an id that two equal lists of diagnostics share, whatever the version of the document."""
    return hashlib.sha1(repr(list(found)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
