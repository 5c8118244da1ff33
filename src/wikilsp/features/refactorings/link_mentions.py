"""Linking the words that name a note: those under the cursor, or all in the note."""

from collections.abc import Iterable, Iterator
from functools import partial

from wikilsp.features.lines import lines_of
from wikilsp.features.offers import Offer
from wikilsp.features.running_text import link_in_place_of
from wikilsp.index.unlinked_mentions import Lexicon, UnlinkedMention, candidates, confirmed, unlinked
from wikilsp.note import Note
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_KIND = "refactor.rewrite"
_MOST_TARGETS = 3


def link_mention(vault: Vault, note: Note, text: str, span: Span, lexicon: Lexicon) -> Iterator[Offer]:
    """Offer to link the mention that touches `span`, to each note that it may mean."""
    for one in _likely(vault, note, text, _touched(vault, note, text, span, lexicon)[:1]):
        name = text[slice(*one.span)]
        for path in _targets(one)[:_MOST_TARGETS]:
            shortest = vault.shortest(path, note)
            if is_writable(shortest):
                title = f"Link “{name}” to “{shortest}”" if one.leads.others else f"Link “{name}”"
                yield Offer(title, _KIND, partial(_one_linked, vault, note, text, one, path))


def link_all_mentions(vault: Vault, note: Note, text: str, span: Span, lexicon: Lexicon) -> Iterator[Offer]:
    """Offer to link all mentions that mean just one note, if there are any that `span` does not touch."""
    touched = {one.span for one in _touched(vault, note, text, span, lexicon)}
    if any(not one.leads.others and one.span not in touched for one in candidates(vault, note, text, lexicon)):
        title = "Link all mentions of other notes in this note"
        yield Offer(title, _KIND, partial(_all_linked, vault, note, text, lexicon))


def _likely(vault: Vault, note: Note, text: str, found: list[UnlinkedMention]) -> list[UnlinkedMention]:
    """Keep what brackets would make a link, as far as a look at what is around it tells.

    Editors ask for offers wherever the cursor goes. An offer that is taken looks at the whole note.
    """
    places = [(one, link_in_place_of(note, text, one.span, vault.settings.dialect)) for one in found]
    return [one._replace(in_table=link.in_table) for one, link in places if link and not link.quiet]


def _one_linked(vault: Vault, note: Note, text: str, one: UnlinkedMention, path: str) -> Changes:
    return _linked(vault, note, text, [(sure, path) for sure in confirmed(vault, text, [one])])


def _all_linked(vault: Vault, note: Note, text: str, lexicon: Lexicon) -> Changes:
    certain = (one for one in unlinked(vault, note, text, lexicon) if not one.leads.others)
    return _linked(vault, note, text, [(one, path) for one in certain for path in _targets(one)])


def _linked(vault: Vault, note: Note, text: str, mentions: Iterable[tuple[UnlinkedMention, str]]) -> Changes:
    """Make links of mentions to these paths. Nothing is replaced, so that two mentions may touch each other."""
    inserts: dict[int, str] = {}
    for one, path in mentions:
        before, after = _around(vault, note, one, text[slice(*one.span)], path)
        inserts[one.span.start] = inserts.get(one.span.start, "") + before
        inserts[one.span.end] = after
    edits = tuple(Edit(Span(at, at), content) for at, content in inserts.items())
    return Changes({note.path: edits}) if edits else Changes()


def _around(vault: Vault, note: Note, one: UnlinkedMention, name: str, path: str) -> tuple[str, str]:
    """Give what is to stand before and behind a name to make it a link that shows the same words."""
    shortest = vault.shortest(path, note)
    is_sure = one.leads.target == path and one.leads.how in ("name", "title") and not one.leads.others
    if is_sure or shortest == name or not is_writable(shortest):
        return "[[", "]]"
    bar = "\\|" if one.in_table else "|"
    if vault.settings.dialect.label_order == "label-first":
        return "[[", f"{bar}{shortest}]]"
    return f"[[{shortest}{bar}", "]]"


def _targets(one: UnlinkedMention) -> list[str]:
    return [path for path in (one.leads.target, *one.leads.others) if path is not None]


def _touched(vault: Vault, note: Note, text: str, span: Span, lexicon: Lexicon) -> list[UnlinkedMention]:
    return [one for one in candidates(vault, note, text, lexicon, lines_of(note, span)) if _touches(one.span, span)]


def _touches(one: Span, span: Span) -> bool:
    return one.start <= span.end and span.start <= one.end
