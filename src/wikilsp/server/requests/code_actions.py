"""textDocument/codeAction and codeAction/resolve: quick fixes, refactorings, and all safe fixes at once."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from lsprotocol import types as lsp
from msgspec.structs import replace

from wikilsp.codes import CODES
from wikilsp.disk.new_paths import creation_problem
from wikilsp.features.ignoring import suppression_offers
from wikilsp.features.offers import Offer
from wikilsp.features.quick_fixes import quick_fixes
from wikilsp.features.refactorings import offers as refactorings
from wikilsp.features.spellings import other_spellings
from wikilsp.finding import Diagnostic, applicable_fix
from wikilsp.fixes import fix
from wikilsp.server.convert import uri_of
from wikilsp.server.edits import can_create, workspace_edit
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.refusal import RequestOutdated, RequestRefused
from wikilsp.server.requests.capabilities import CREATE, FIX_ALL, OPEN, QUICK_FIX, REFACTOR
from wikilsp.server.requests.commands import can_show
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.edit_guard import MisplacedError
from wikilsp.visible import escape_invisible

log = logging.getLogger(__name__)

MOST_ACTIONS = 50
"""Maximum number of actions, and of findings to look for actions for."""

Kinds = Sequence[lsp.CodeActionKind | str] | None
"""The kinds of actions that a client requests, including their subkinds; None for all."""


class MenuEntry(NamedTuple):
    """An offer for a finding, or for the span at the cursor."""

    offer: Offer
    span: Span
    code: str = ""
    diagnostic: lsp.Diagnostic | None = None
    """The finding as the client sent it."""


def code_actions(ls: WikiServer, context: NoteContext, params: lsp.CodeActionParams) -> list[lsp.CodeAction] | None:
    """List the code actions for a range. Their edits are computed now only if the client can't resolve them later."""
    client = ls.client_capabilities.text_document
    if not (client and client.code_action and client.code_action.code_action_literal_support):
        return None
    entries = _menu(context, context.text.span(params.range), params.context)
    actions = [_code_action(ls, context.vault, entry, params.text_document.uri) for entry in entries]
    if _asks_again(client.code_action):
        return actions
    pairs = zip(entries, actions, strict=True)
    return [action for entry, action in pairs if _try_fill_in(ls, context.vault, entry.offer, action)]


def _menu(context: NoteContext, span: Span, request: lsp.CodeActionContext) -> list[MenuEntry]:
    """List at most MOST_ACTIONS entries: first those for findings, then those for the span."""
    # Automatic requests are for the light bulb next to the line.
    is_automatic = request.only is None and request.trigger_kind == lsp.CodeActionTriggerKind.Automatic
    for_span = [entry for entry in _for_span(context, span, request.only) if _is_wanted(entry.offer.kind, request.only)]
    for_span = [entry for entry in for_span if not (is_automatic and entry.offer.kind == FIX_ALL)]
    if not _is_wanted(QUICK_FIX, request.only):
        return for_span
    # A range may have ten thousand findings, too many for a menu.
    matching = list(islice(_matching_findings(context, span, request.diagnostics), MOST_ACTIONS))
    return [*islice(_for_findings(context, matching), max(MOST_ACTIONS - len(for_span), 0)), *for_span]


def resolve(ls: WikiServer, params: lsp.CodeAction) -> lsp.CodeAction:
    """Compute the edit of an action that was chosen."""
    data: Any = params.data
    context = ls.resolve_context(data)
    for entry in _list_again(context, data) if context else ():
        if context and (escape_invisible(entry.offer.title), entry.offer.kind) == (params.title, params.kind):
            _fill_in(ls, context.vault, entry.offer, params)
            return params
    raise RequestOutdated("the note has changed since; request the code actions again")


# Offers


def _for_findings(
    context: NoteContext, matching: Sequence[tuple[Diagnostic, lsp.Diagnostic | None]]
) -> Iterator[MenuEntry]:
    """Yield what fixes findings, then what silences them."""
    vault, note, text = context
    now = datetime.now().astimezone()
    fixes = [
        (found, diagnostic, quick_fixes(vault.vault, note, found, vault.read_any, now))
        for found, diagnostic in matching
    ]
    silencing = [(found, diagnostic, suppression_offers(note, text.content, found)) for found, diagnostic in matching]
    for found, diagnostic, offers in (*fixes, *silencing):
        allowed = (offer for offer in offers if _is_allowed(vault, offer))
        yield from (MenuEntry(offer, found.finding.span, found.code, diagnostic) for offer in allowed)


def _matching_findings(
    context: NoteContext, span: Span, diagnostics: Iterable[lsp.Diagnostic]
) -> Iterator[tuple[Diagnostic, lsp.Diagnostic | None]]:
    """Yield the findings that touch a range, and those the client asks about: some ask about the whole line."""
    by_range = {(diagnostic.code, _key(diagnostic.range)): diagnostic for diagnostic in diagnostics}
    for found in context.vault.findings(context.note.path):
        start, end = found.finding.span
        diagnostic = by_range.get((found.code, _key(context.text.range(found.finding.span)))) if by_range else None
        if diagnostic or (start <= span.end and span.start <= end):
            yield found, diagnostic


def _key(range_: lsp.Range) -> tuple[int, int, int, int]:
    return range_.start.line, range_.start.character, range_.end.line, range_.end.character


def _for_span(context: NoteContext, span: Span, only: Kinds) -> Iterator[MenuEntry]:
    """Yield the offers for a span that are independent of findings, if the client wants their kinds."""
    vault, note, text = context
    if _may_be_wanted(QUICK_FIX, only):
        yield from (MenuEntry(offer, span) for offer in other_spellings(vault.vault, vault.uses, note, span.start))
    if _may_be_wanted(REFACTOR, only):
        offers = refactorings(vault.graph, note, text.content, span, vault.text, vault.index.lexicon)
        yield from (MenuEntry(offer, span) for offer in offers if _is_allowed(vault, offer))
    if _may_be_wanted(FIX_ALL, only) and _has_safe_fix(context):
        yield MenuEntry(Offer("Fix all that can be fixed safely", FIX_ALL, lambda: _fix_all(context)), span)


def _is_allowed(vault: OpenVault, offer: Offer) -> bool:
    """Whether the note that an offer creates, if any, is allowed where it would be."""
    return offer.opens is None or creation_problem(vault.root, offer.opens) is None


def _has_safe_fix(context: NoteContext) -> bool:
    findings = context.vault.findings(context.note.path) if context.note.undecodable is None else ()
    return any(applicable_fix(found, unsafe=False) for found in findings)


def _fix_all(context: NoteContext) -> Changes:
    vault, note, text = context
    known = vault.findings_cache
    found = {note.path: known.all_of(vault.index, note)}
    fixes = fix(vault.index, found, lambda _: text.content, CODES, unsafe=False, new=known.baseline.new).made
    return Changes({fixed.path: fixed.edits for fixed in fixes})


# LSP


def _is_wanted(kind: str, only: Kinds) -> bool:
    return only is None or any(not one or f"{kind}.".startswith(f"{one}.") for one in map(_text, only))


def _may_be_wanted(kind: str, only: Kinds) -> bool:
    """Whether the client wants this kind or one of its subkinds."""
    return _is_wanted(kind, only) or any(_text(one).startswith(f"{kind}.") for one in only or ())


def _text(kind: lsp.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, lsp.CodeActionKind) else kind


def _asks_again(client: lsp.CodeActionClientCapabilities) -> bool:
    """Whether the client resolves the edit of an action when the user chooses it."""
    resolve_support = client.resolve_support
    return bool(client.data_support and resolve_support and "edit" in resolve_support.properties)


def _code_action(ls: WikiServer, vault: OpenVault, entry: MenuEntry, uri: str) -> lsp.CodeAction:
    """Convert a menu entry. Its data lets the client resolve the edit later."""
    offer, (start, end), code, diagnostic = entry
    title, opens = escape_invisible(offer.title), None
    if offer.opens and can_create(ls.client_capabilities) and can_show(ls.client_capabilities):
        opens = lsp.Command(title, OPEN, arguments=[uri_of(vault.root / offer.opens)])
    return lsp.CodeAction(
        title,
        offer.kind,
        diagnostics=[diagnostic] if diagnostic else None,
        is_preferred=offer.preferred or None,
        command=opens,
        data={"uri": uri, "start": start, "end": end, "code": code},
    )


def _list_again(context: NoteContext, data: dict[str, Any]) -> Iterable[MenuEntry]:
    """List the entries again that an action may stem from."""
    start, end, code = (data.get(key) for key in ("start", "end", "code"))
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(context.text.content)):
        return []
    span = Span(start, end)
    if not code:
        return _for_span(context, span, None)
    findings = context.vault.findings(context.note.path)
    return _for_findings(
        context, [(found, None) for found in findings if (found.code, found.finding.span) == (code, span)]
    )


def _try_fill_in(ls: WikiServer, vault: OpenVault, offer: Offer, action: lsp.CodeAction) -> bool:
    """Return True if the edit of an action could be filled in. Otherwise the action isn't offered."""
    try:
        _fill_in(ls, vault, offer, action)
    except RequestRefused as refused:
        log.warning("“%s” is not offered: %s", offer.title, refused)
        return False
    return True


def _fill_in(ls: WikiServer, vault: OpenVault, offer: Offer, action: lsp.CodeAction) -> None:
    """Fill in the edit of an action, and a command that creates a note if edits of the client can't."""
    try:
        changes = offer.make()
    except MisplacedError as error:
        raise RequestRefused(str(error)) from error
    if changes.creates and not can_create(ls.client_capabilities):
        [(path, text)] = changes.creates.items()
        action.command = lsp.Command(action.title, CREATE, arguments=[uri_of(vault.root / path), text])
        changes = replace(changes, creates={})
    if changes != Changes():
        action.edit = workspace_edit(ls, vault, changes)
