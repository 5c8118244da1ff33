"""Finds unlinked mentions: places in running text that name another note without a link.

The words of a note are looked up among the names, so each note is read once, however many names there are.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeVar

from wikilsp.index.change_cursor import ChangeCursor
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.keys import is_bookkeeping
from wikilsp.syntax.parse import parse
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.name_registry import names_of
from wikilsp.vault.names import fold
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

# Scripts that are written without spaces: a word may start and end at any of their characters.
_SINGLE = "々-〇ぁ-ゟ㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_KATAKANA = "゠-ヿ"
_SIGN = "!-/:-@\\[-`{-~\u00a1-\u00bf‐-‧‰-⁞、-〿！-／：-＠［-｀｛-･"
_WORD = re.compile(rf"[{_SINGLE}]|[{_KATAKANA}]+|[^\s{_SIGN}{_SINGLE}{_KATAKANA}]+|[^\s]")
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
_MOST_WORDS = 30
_NOT_BEFORE = "\\!#[@^"
_LISTS = frozenset(("tags", "tag", "alias", "aliases", "cssclasses"))
_Key = TypeVar("_Key", str, int)


class UnlinkedMention(NamedTuple):
    """A place that names a note, and the resolution of a link with the same text."""

    span: Span
    resolution: Resolution
    in_table: bool = False


class Lexicon:
    """Names by their words.

    Names of one character, or of up to three without a letter, are left out, since they are too common to mean a note.
    So are names of more than 30 words, since every word of a text may start a name.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = Counter[str]()
        self._lengths: dict[str, Counter[int]] = {}
        """By the first word of names, their numbers of words."""
        for name in names:
            self.add(fold(name))

    def add(self, name: str) -> None:
        """Add a folded name. A name that was added twice must be discarded twice."""
        words = _WORD.findall(name)
        is_common = len(name) < 2 or (len(name) < 4 and not any(map(str.isalpha, name)))
        if is_common or len(words) > _MOST_WORDS:
            return
        self._names[name] += 1
        self._lengths.setdefault(words[0], Counter())[len(words)] += 1

    def discard(self, name: str) -> None:
        """Remove a folded name."""
        if name not in self._names:
            return
        words = _WORD.findall(name)
        _decrement(self._names, name)
        _decrement(self._lengths[words[0]], len(words))
        if not self._lengths[words[0]]:
            del self._lengths[words[0]]

    def spans(self, text: str, within: Span) -> Iterator[Span]:
        """Yield the places in one line of a text that are a name, ignoring case: whole words, and the longest name."""
        words = [match.span() for match in _WORD.finditer(text, *within)]
        at = 0
        while at < len(words):
            count = self._longest(text, words, at)
            if count:
                yield Span(words[at][0], words[at + count - 1][1])
            at += count or 1

    def _longest(self, text: str, words: list[tuple[int, int]], at: int) -> int:
        """Return the number of words of the longest name that starts at a word, or 0 if none does."""
        word = text[slice(*words[at])]
        lengths = self._lengths.get(word.lower() if word.isascii() else fold(word))
        for count in sorted(lengths, reverse=True) if lengths else ():
            if at + count <= len(words):
                start, end = words[at][0], words[at + count - 1][1]
                if fold(text[start:end]) in self._names and _is_whole(text, start, end):
                    return count
        return 0


class NoteNames:
    """The names of all notes of a vault as of the last `lexicon` or `catch_up`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._cursor = ChangeCursor(vault)
        self._names: dict[str, frozenset[str]] = {}
        self._lexicon = Lexicon()

    def lexicon(self, *, exact: bool = True) -> Lexicon:
        """Return the names. Unless `exact`, these are the previous ones if there is a backlog."""
        if exact or not self.has_backlog:
            for _ in self.catch_up():
                pass
        return self._lexicon

    @property
    def has_backlog(self) -> bool:
        """Whether there are so many changes that a query does not apply them."""
        return self._cursor.has_backlog

    def catch_up(self) -> Iterator[None]:
        """Read all changed notes, one with each step. The vault may change meanwhile."""
        for path, _, note in self._cursor.changes():
            names = map(fold, names_of(note, self._vault.settings.dialect)) if note else ()
            self._change(path, frozenset(names))
            yield

    def _change(self, path: str, names: frozenset[str]) -> None:
        before = self._names.pop(path, frozenset())
        for name in before - names:
            self._lexicon.discard(name)
        for name in names - before:
            self._lexicon.add(name)
        if names:
            self._names[path] = names


def find_unlinked(vault: Vault, note: Note, text: str, lexicon: Lexicon) -> list[UnlinkedMention]:
    """Return the unlinked mentions of these names in a note."""
    return confirm_mentions(vault, note, text, possible_mentions(vault, note, text, lexicon))


def find_unlinked_to(vault: Vault, target: Note, note: Note, text: str) -> list[UnlinkedMention]:
    """Return the unlinked mentions of `target` in a note."""
    found = find_unlinked(vault, note, text, Lexicon(names_of(target, vault.settings.dialect)))
    return [one for one in found if target.path in (one.resolution.target, *one.resolution.others)]


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
    """Return the spans of the links, definitions, tags, headings and block ids of a note."""
    spans = [link.span for link in facts.links] + [definition.span for definition in facts.definitions]
    spans += [tag.span for tag in facts.tags] + [heading.span for heading in facts.headings]
    return [*spans, *(block.span for block in facts.blocks)]


def _prose(facts: Facts, text: str, within: Span) -> Iterator[Span]:
    """Yield the parts of each line that may be running text."""
    start = within.start
    for span in _not_running_text(facts, text, within):
        if span.start > start:
            yield from (Span(*line.span()) for line in _LINE.finditer(text, start, min(span.start, within.end)))
        start = max(start, span.end)
    yield from (Span(*line.span()) for line in _LINE.finditer(text, start, within.end))


def _not_running_text(facts: Facts, text: str, within: Span) -> list[Span]:
    front = find_frontmatter(text, facts.line_starts[0])
    spans = [Span(0, front[1])] if front else []
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


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether these are whole words. `_` joins words unless it is emphasis; a mark belongs to the letter before it."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if len(before) == 2 and before[1] == "_" and before[0].isalnum():
        return False
    if len(after) == 2 and after[0] == "_" and after[1].isalnum():
        return False
    return not (after and unicodedata.category(after[0]).startswith("M"))


def _decrement(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
