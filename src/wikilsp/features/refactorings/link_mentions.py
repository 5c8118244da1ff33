"""Links unlinked mentions: the mention at the cursor, or all mentions in the note."""

from collections.abc import Iterable, Iterator
from functools import partial

from wikilsp.features.lines import lines_of
from wikilsp.features.offers import Offer
from wikilsp.features.running_text import link_in_place_of
from wikilsp.index.lexicon import Lexicon
from wikilsp.index.unlinked_mentions import UnlinkedMention, confirm_mentions, find_unlinked, possible_mentions
from wikilsp.note import Note
from wikilsp.targets import is_writable
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_KIND = "refactor.rewrite"
_MOST_TARGETS = 3


def link_mention(vault: Vault, note: Note, text: str, span: Span, lexicon: Lexicon) -> Iterator[Offer]:
    """Offer to link the mention that touches `span` to each note that it may mean."""
    for mention in _in_running_text(vault, note, text, _touched_mentions(vault, note, text, span, lexicon)[:1]):
        name = text[slice(*mention.span)]
        for path in _targets(mention)[:_MOST_TARGETS]:
            shortest = vault.shortest(path, note)
            if is_writable(shortest):
                title = f"Link “{name}” to “{shortest}”" if mention.resolution.others else f"Link “{name}”"
                yield Offer(title, _KIND, partial(_link_one, vault, note, text, mention, path))


def link_all_mentions(vault: Vault, note: Note, text: str, span: Span, lexicon: Lexicon) -> Iterator[Offer]:
    """Offer to link all unambiguous mentions in the note, if there are any that `span` does not touch."""
    touched = {mention.span for mention in _touched_mentions(vault, note, text, span, lexicon)}
    if any(
        not mention.resolution.others and mention.span not in touched
        for mention in possible_mentions(vault, note, text, lexicon)
    ):
        title = "Link all mentions of other notes in this note"
        yield Offer(title, _KIND, partial(_link_all, vault, note, text, lexicon))


def _in_running_text(vault: Vault, note: Note, text: str, found: list[UnlinkedMention]) -> list[UnlinkedMention]:
    """Return the mentions that brackets would turn into links, judging by the text around them.

    That is fast enough to run at every cursor movement. The chosen offer parses the whole note.
    """
    places = [(mention, link_in_place_of(note, text, mention.span, vault.settings.dialect)) for mention in found]
    return [mention._replace(in_table=link.in_table) for mention, link in places if link and not link.quiet]


def _link_one(vault: Vault, note: Note, text: str, mention: UnlinkedMention, path: str) -> Changes:
    return _link_each(vault, note, text, [(sure, path) for sure in confirm_mentions(vault, note, text, [mention])])


def _link_all(vault: Vault, note: Note, text: str, lexicon: Lexicon) -> Changes:
    unambiguous = (mention for mention in find_unlinked(vault, note, text, lexicon) if not mention.resolution.others)
    return _link_each(vault, note, text, [(mention, path) for mention in unambiguous for path in _targets(mention)])


def _link_each(vault: Vault, note: Note, text: str, mentions: Iterable[tuple[UnlinkedMention, str]]) -> Changes:
    """Return the changes that link mentions to paths. They only insert, so two mentions may touch each other."""
    inserts: dict[int, str] = {}
    for mention, path in mentions:
        before, after = _brackets(vault, note, mention, text[slice(*mention.span)], path)
        inserts[mention.span.start] = inserts.get(mention.span.start, "") + before
        inserts[mention.span.end] = after
    edits = tuple(note.edit(Span(at, at), content) for at, content in inserts.items())
    return Changes({note.path: edits}) if edits else Changes()


def _brackets(vault: Vault, note: Note, mention: UnlinkedMention, name: str, path: str) -> tuple[str, str]:
    """Return the texts to insert before and after a name to make it a link that shows the same words."""
    shortest = vault.shortest(path, note)
    is_sure = (
        mention.resolution.target == path
        and mention.resolution.how in ("name", "title")
        and not mention.resolution.others
    )
    if is_sure or shortest == name or not is_writable(shortest):
        return "[[", "]]"
    bar = "\\|" if mention.in_table else "|"
    if vault.settings.dialect.label_order == "label-first":
        return "[[", f"{bar}{shortest}]]"
    return f"[[{shortest}{bar}", "]]"


def _targets(mention: UnlinkedMention) -> list[str]:
    return [path for path in (mention.resolution.target, *mention.resolution.others) if path is not None]


def _touched_mentions(vault: Vault, note: Note, text: str, span: Span, lexicon: Lexicon) -> list[UnlinkedMention]:
    return [
        mention
        for mention in possible_mentions(vault, note, text, lexicon, lines_of(note, span))
        if _touches(mention.span, span)
    ]


def _touches(mention: Span, span: Span) -> bool:
    return mention.start <= span.end and span.start <= mention.end
