"""textDocument/diagnostic and workspace/diagnostic, for clients that pull diagnostics."""

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of, uri_below, uri_of
from wikilsp.server.cooperative import cooperative
from wikilsp.server.diagnostics import diagnostics_of, result_id
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer


def document(ls: WikiServer, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
    """Report a note, along with the other open notes whose diagnostics have changed."""
    opened = ls.find(params.text_document.uri)
    if opened is None:
        return lsp.RelatedFullDocumentDiagnosticReport(items=[])
    # Clients differ in what they percent-encode, so result ids are stored by our own URIs.
    uri = uri_of(opened.vault.root / opened.note.path)
    items = diagnostics_of(opened.vault, opened.note.path, ls.encoding)
    now = ls.publisher.result_ids[uri] = result_id(items)
    related = _related_reports(ls, opened.vault, opened.note.path)
    if now == params.previous_result_id:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(result_id=now, related_documents=related)
    return lsp.RelatedFullDocumentDiagnosticReport(items=items, result_id=now, related_documents=related)


def _related_reports(
    ls: WikiServer, vault: OpenVault, path: str
) -> dict[str, lsp.FullDocumentDiagnosticReport | lsp.UnchangedDocumentDiagnosticReport] | None:
    """Return reports of other open notes whose diagnostics changed; None if there are none or the client takes none."""
    text_document = ls.client_capabilities.text_document
    diagnostic = text_document.diagnostic if text_document else None
    if not (diagnostic and diagnostic.related_document_support):
        return None
    reports: dict[str, lsp.FullDocumentDiagnosticReport | lsp.UnchangedDocumentDiagnosticReport] = {}
    for other in sorted(vault.stale & vault.buffers.keys() - {path}):
        items = diagnostics_of(vault, other, ls.encoding)
        uri, now = uri_of(vault.root / other), result_id(items)
        if ls.publisher.result_ids.get(uri) != now:
            ls.publisher.result_ids[uri] = now
            reports[uri] = lsp.FullDocumentDiagnosticReport(items=items, result_id=now)
    return reports or None


async def workspace(ls: WikiServer, params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
    """Report all notes with diagnostics, and those that had some on the last pull.

    If all notes have to be linted, that takes a while, during which other requests are answered.
    """
    before = {
        uri_of(file): previous.value for previous in params.previous_result_ids if (file := path_of(previous.uri))
    }
    reports: list[lsp.WorkspaceFullDocumentDiagnosticReport | lsp.WorkspaceUnchangedDocumentDiagnosticReport] = []
    reported = set()
    for vault in [vault for vault in ls.session.vaults.values() if vault.loaded]:
        root = uri_of(vault.root)
        had = {opened.note.path for uri in before if (opened := ls.find(uri)) and opened.vault is vault}
        async for path in cooperative(sorted({*vault.stale, *vault.findings_cache.with_findings(), *had})):
            if vault.findings(path) or path in had:
                uri = uri_below(root, path)
                reported.add(uri)
                reports.append(_workspace_report(ls, vault, path, uri, before.get(uri)))
    # Notes that are gone have no diagnostics; notes of vaults that are being loaded keep theirs.
    gone = [uri for uri in before.keys() - reported if ls.find(uri) is None]
    reports += (lsp.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=[], result_id=result_id([])) for uri in gone)
    return lsp.WorkspaceDiagnosticReport(reports)


def _workspace_report(
    ls: WikiServer, vault: OpenVault, path: str, uri: str, before: str | None
) -> lsp.WorkspaceFullDocumentDiagnosticReport | lsp.WorkspaceUnchangedDocumentDiagnosticReport:
    """Report the diagnostics of a note, or that they equal those with the result id `before`."""
    items = diagnostics_of(vault, path, ls.encoding)
    now = result_id(items)
    version = None
    if path in vault.buffers:
        version = ls.workspace.get_text_document(uri).version
    else:
        # For open notes, clients go by the pulls of the single note.
        ls.publisher.result_ids[uri] = now
    if before == now:
        return lsp.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=now, version=version)
    return lsp.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=items, version=version, result_id=now)
