"""Finds unlinked mentions: places in running text that name another note without a link.

The words of a note are looked up among the names, so each note is read once, however many names there are.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from wikilsp.index.lexicon import Lexicon
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.frontmatter import body_start
from wikilsp.syntax.keys import is_bookkeeping
from wikilsp.syntax.parse import parse
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

_LINE = re.compile(r"[^\r\n]+")
# Text other than prose that the facts of a note do not include. Each alternative stays within a line.
_NOT_PROSE = (
    r"!?\[[^\[\]\r\n]*\](?:\((?:[^()\r\n]|\([^()\r\n]*\))*\)|\[[^\[\]\r\n]*\])"  # Markdown links, also external ones
    r"|<[^<>\r\n]+>"
    r"|\{\{[^{}\r\n]*\}\}|\(\([^()\r\n]*\)\)"
    r"|(?<!`)(`+)(?!`)[^`\r\n]*\1"
)
# These may start at any word, so they are searched only if the text contains a character sequence that they need.
_URL = r"(?<![\w.+-])(?:[a-z][a-z0-9+.-]*+://|www\.)[^\s<>]+"
_MAIL = r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
_WWW = re.compile(r"www\.", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\[\]\r\n]+)\]")
_FENCE = re.compile(r"^[ \t>]*(?:[-*+] |\d+[.)] )?(```+|~~~+)", re.MULTILINE)
_NOT_BEFORE = "\\!#[@^"
_LISTS = frozenset(("tags", "tag", "alias", "aliases", "cssclasses"))


class UnlinkedMention(NamedTuple):
    """A place that names a note, and the resolution of a link with the same text."""

    span: Span
    resolution: Resolution
    in_table: bool = False


def find_unlinked(vault: Vault, note: Note, text: str, lexicon: Lexicon) -> list[UnlinkedMention]:
    """Return the unlinked mentions of these names in a note."""
    return confirm_mentions(vault, note, text, possible_mentions(vault, note, text, lexicon))


def possible_mentions(
    vault: Vault, note: Note, text: str, lexicon: Lexicon, within: Span | None = None
) -> Iterator[UnlinkedMention]:
    """Yield the places that name a note and may be running text, which `confirm_mentions` decides.

    `within` consists of whole lines.
    """
    whole = Span(0, len(text))
    names: dict[str, bool] = {}
    """Whether a name is a name of other notes and can be written in a link. Thousands of notes may share one."""
    for line in _prose(note.facts, text, within or whole):
        for span in lexicon.spans(text, line):
            if text[max(span.start - 1, 0) : span.start] in tuple(_NOT_BEFORE):
                continue
            name = text[slice(*span)]
            found = vault.resolve_text(note, name)
            if name not in names:
                is_note = found.target in vault.notes and found.how in ("name", "title", "alias")
                is_other = note.path != found.target and note.path not in found.others
                names[name] = is_note and is_other and is_writable(name)
            if names[name]:
                yield UnlinkedMention(span, found)


def confirm_mentions(vault: Vault, note: Note, text: str, found: Iterable[UnlinkedMention]) -> list[UnlinkedMention]:
    """Return the mentions that brackets would turn into a link, unlike those in code, math, comments and the like."""
    shift = 0
    edits: list[Edit] = []
    moved: dict[Span, UnlinkedMention] = {}
    for one in found:
        moved[Span(one.span.start + shift, one.span.end + shift + 4)] = one
        edits.append(note.edit(one.span, f"[[{text[slice(*one.span)]}]]"))
        shift += 4
    links = parse(apply_edits(text, edits), vault.settings.dialect).links if edits else ()
    return [
        moved[link.span]._replace(in_table=link.in_table)
        for link in links
        if link.kind == "wikilink" and not link.quiet and link.span in moved
    ]


def non_prose(text: str, within: Span) -> Iterator[Span]:
    """Yield text other than prose that facts do not include: web links, HTML, code. `within` is whole lines."""
    may_hold_url = text.find(":/", *within) >= 0 or _WWW.search(text, *within) is not None
    pattern = _not_prose(url=may_hold_url, mail=text.find("@", *within) >= 0)
    yield from (Span(*match.span()) for match in pattern.finditer(text, *within))
    yield from _fences(text)


@cache
def _not_prose(*, url: bool, mail: bool) -> re.Pattern[str]:
    parts = (_NOT_PROSE, _URL if url else "", _MAIL if mail else "")
    return re.compile("|".join(filter(None, parts)), re.IGNORECASE)


def markup_spans(facts: Facts) -> list[Span]:
    """Return the spans of the links, definitions, tags, headings, block ids and footnotes of a note."""
    spans = [link.span for link in facts.links] + [definition.span for definition in facts.definitions]
    spans += [tag.span for tag in facts.tags] + [heading.span for heading in facts.headings]
    spans += [block.span for block in facts.blocks] + [footnote.span for footnote in facts.footnotes]
    return spans


def _prose(facts: Facts, text: str, within: Span) -> Iterator[Span]:
    """Yield the parts of each line that may be running text."""
    start = within.start
    for span in _not_running_text(facts, text, within):
        if span.start > start:
            yield from (Span(*line.span()) for line in _LINE.finditer(text, start, min(span.start, within.end)))
        start = max(start, span.end)
    yield from (Span(*line.span()) for line in _LINE.finditer(text, start, within.end))


def _not_running_text(facts: Facts, text: str, within: Span) -> list[Span]:
    spans = [Span(0, body_start(text, facts.line_starts[0]))]
    spans += markup_spans(facts)
    for prop in facts.properties:
        is_hidden = prop.id in _LISTS or is_bookkeeping(prop.id)
        spans.append(prop.span if is_hidden else prop.key_span)
    spans += non_prose(text, within)
    labels = {label_key(definition.label) for definition in facts.definitions}
    if labels:
        spans += (Span(*m.span()) for m in _BRACKETED.finditer(text, *within) if label_key(m[1]) in labels)
    return sorted(span for span in spans if span.end > within.start and span.start < within.end)


def _fences(text: str) -> Iterator[Span]:
    """Yield what looks like fenced code. `confirm_mentions` parses the note, and thus finds all other code."""
    opening: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opening is None:
            opening = match
        elif match[1].startswith(opening[1]):
            yield Span(opening.start(), match.end())
            opening = None
