"""Converts findings to LSP diagnostics."""

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
from wikilsp.visible import escape_invisible

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
    Severity.HINT: lsp.DiagnosticSeverity.Hint,
}


def can_pull(client: lsp.ClientCapabilities) -> bool:
    """Whether the client pulls diagnostics and can be asked to pull again."""
    text, workspace = client.text_document, client.workspace
    return bool(
        text and text.diagnostic and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support
    )


def diagnostics_of(vault: OpenVault, path: str, encoding: str) -> list[lsp.Diagnostic]:
    """Return the diagnostics of a note."""
    found = vault.findings(path)
    if not found:
        return []
    ranges = _Ranges(vault, encoding)
    return [_convert(diagnostic, ranges) for diagnostic in found]


class _Ranges:
    """Converts spans in the notes of a vault to ranges, with one line table per note."""

    def __init__(self, vault: OpenVault, encoding: str) -> None:
        self._vault = vault
        self._root = uri_of(vault.root)
        self._encoding = encoding
        self._lines: dict[str, LineTable] = {}

    def range(self, path: str, span: Span) -> lsp.Range:
        """Return the range of a span of a note."""
        if path not in self._lines:
            self._lines[path] = line_table(self._vault, path, self._encoding)
        return self._lines[path].range(span)

    def location(self, path: str, span: Span) -> lsp.Location:
        """Return the location of a span of a note."""
        return lsp.Location(uri_below(self._root, path), self.range(path, span))


def _convert(diagnostic: Diagnostic, ranges: _Ranges) -> lsp.Diagnostic:
    finding = diagnostic.finding
    return lsp.Diagnostic(
        range=ranges.range(diagnostic.path, finding.span),
        message=escape_invisible(finding.message),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        code_description=lsp.CodeDescription(f"{DOCS_URL}/rules/{diagnostic.code}") if DOCS_URL else None,
        source="wikilsp",
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.unnecessary else None,
        related_information=[
            lsp.DiagnosticRelatedInformation(
                ranges.location(related.path, related.span), escape_invisible(related.message)
            )
            for related in finding.related
        ]
        or None,
    )


def result_id(diagnostics: Iterable[lsp.Diagnostic]) -> str:
    """Return an id that equal lists of diagnostics share, whatever the version of the document."""
    return hashlib.sha1(repr(list(diagnostics)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
