"""Findings as diagnostics: their form, and the two ways to an editor, of which a client gets one."""

import hashlib
from collections.abc import Iterable

from lsprotocol import types as lsp

from wikilsp import DOCS_URL
from wikilsp.finding import Diagnostic
from wikilsp.server.convert import LineTable, uri_below, uri_of
from wikilsp.server.lines import line_table
from wikilsp.server.open_vault import OpenVault
from wikilsp.settings import Severity
from wikilsp.text import Span
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
    places = _Places(vault, encoding)
    return [_diagnostic(diagnostic, places) for diagnostic in found]


class _Places:
    """Places in the notes of a vault as ranges: the lines of each note are looked for once."""

    def __init__(self, vault: OpenVault, encoding: str) -> None:
        self._vault = vault
        self._root = uri_of(vault.root)
        self._encoding = encoding
        self._lines: dict[str, LineTable] = {}

    def range(self, path: str, span: Span) -> lsp.Range:
        """Return the range of a part of a note."""
        if path not in self._lines:
            self._lines[path] = line_table(self._vault, path, self._encoding)
        return self._lines[path].range(span)

    def location(self, path: str, span: Span) -> lsp.Location:
        """Return the location of a part of a note."""
        return lsp.Location(uri_below(self._root, path), self.range(path, span))


def _diagnostic(diagnostic: Diagnostic, places: _Places) -> lsp.Diagnostic:
    finding = diagnostic.finding
    return lsp.Diagnostic(
        range=places.range(diagnostic.path, finding.span),
        message=visible(finding.message),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        code_description=lsp.CodeDescription(f"{DOCS_URL}/rules/{diagnostic.code}") if DOCS_URL else None,
        source="wikilsp",
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.unnecessary else None,
        related_information=[
            lsp.DiagnosticRelatedInformation(places.location(related.path, related.span), visible(related.message))
            for related in finding.related
        ]
        or None,
    )


def result_id(found: Iterable[lsp.Diagnostic]) -> str:
    """Give an id that two equal lists of diagnostics share, whatever the version of the document."""
    return hashlib.sha1(repr(list(found)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
