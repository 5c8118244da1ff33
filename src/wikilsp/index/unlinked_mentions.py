"""Where a note speaks of other notes by name and does not link to them. Does not know what is done about it.

Words are looked up, names are not searched for: a note is read once, however many names there are.
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
from wikilsp.syntax.facts import Facts, Link
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.syntax.keys import is_bookkeeping
from wikilsp.syntax.parse import parse
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.filenames import page_name
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.names import fold, without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

# Scripts that are written without blanks: each of their characters may begin and end a word.
_SINGLE = "々-〇ぁ-ゟ㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_KATAKANA = "゠-ヿ"
_SIGN = "!-/:-@\\[-`{-~\u00a1-\u00bf‐-‧‰-⁞、-〿！-／：-＠［-｀｛-･"
_WORD = re.compile(rf"[{_SINGLE}]|[{_KATAKANA}]+|[^\s{_SIGN}{_SINGLE}{_KATAKANA}]+|[^\s]")
_LINE = re.compile(r"[^\r\n]+")
# What is no running text, though the facts of a note do not tell of it. Each alternative stays within a line.
_NOT_PROSE = (
    r"!?\[[^\[\]\r\n]*\](?:\((?:[^()\r\n]|\([^()\r\n]*\))*\)|\[[^\[\]\r\n]*\])"  # Markdown links, external ones too
    r"|<[^<>\r\n]+>"
    r"|\{\{[^{}\r\n]*\}\}|\(\([^()\r\n]*\)\)"
    r"|(?<!`)(`+)(?!`)[^`\r\n]*\1"
)
# These may begin at any word, so that they are looked for only where what makes them what they are stands somewhere.
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
    """A place that says the name of a note, and what a link of these words would lead to."""

    span: Span
    leads: Resolution
    in_table: bool = False


class Lexicon:
    """Names by their words. A name of one character, or of three without a letter, is too common to mean a note.

    Neither is one that has more words than people say in a breath, since each word of a text may begin a name.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = Counter[str]()
        self._lengths: dict[str, Counter[int]] = {}
        """By the first word of names, of how many words they are."""
        for name in names:
            self.add(fold(name))

    def add(self, name: str) -> None:
        """Take in a folded name; one that is there twice is there until it is discarded twice."""
        words = _WORD.findall(name)
        is_common = len(name) < 2 or (len(name) < 4 and not any(map(str.isalpha, name)))
        if is_common or len(words) > _MOST_WORDS:
            return
        self._names[name] += 1
        self._lengths.setdefault(words[0], Counter())[len(words)] += 1

    def discard(self, name: str) -> None:
        """Forget a folded name that was added."""
        if name not in self._names:
            return
        words = _WORD.findall(name)
        _take_one(self._names, name)
        _take_one(self._lengths[words[0]], len(words))
        if not self._lengths[words[0]]:
            del self._lengths[words[0]]

    def spans(self, text: str, within: Span) -> Iterator[Span]:
        """Give the places in one line of a text that say a name, whatever the case: whole words, the longest name."""
        words = [match.span() for match in _WORD.finditer(text, *within)]
        at = 0
        while at < len(words):
            count = self._longest(text, words, at)
            if count:
                yield Span(words[at][0], words[at + count - 1][1])
            at += count or 1

    def _longest(self, text: str, words: list[tuple[int, int]], at: int) -> int:
        """Give how many words the longest name has that begins with this one; 0 if none does."""
        word = text[slice(*words[at])]
        lengths = self._lengths.get(word.lower() if word.isascii() else fold(word))
        for count in sorted(lengths, reverse=True) if lengths else ():
            if at + count <= len(words):
                start, end = words[at][0], words[at + count - 1][1]
                if fold(text[start:end]) in self._names and _is_whole(text, start, end):
                    return count
        return 0


class NoteNames:
    """The names and aliases of all notes of a vault, as it was when somebody last asked or caught up."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._follower = ChangeCursor(vault)
        self._names: dict[str, frozenset[str]] = {}
        self._lexicon = Lexicon()

    def lexicon(self, *, exact: bool = True) -> Lexicon:
        """Give the names as they are now; if not `exact`, as they were, should many notes have to be read again."""
        if exact or not self.has_backlog:
            for _ in self.catch_up():
                pass
        return self._lexicon

    @property
    def has_backlog(self) -> bool:
        """Are there so many changes to follow that it is not done when somebody asks?"""
        return self._follower.has_backlog

    def catch_up(self) -> Iterator[None]:
        """Read again all notes that have changed, one with each step; the vault may change meanwhile."""
        for path, _, note in self._follower.changes():
            self._change(path, frozenset(map(fold, names_of(self._vault, note))) if note else frozenset())
            yield

    def _change(self, path: str, names: frozenset[str]) -> None:
        before = self._names.pop(path, frozenset())
        for name in before - names:
            self._lexicon.discard(name)
        for name in names - before:
            self._lexicon.add(name)
        if names:
            self._names[path] = names


def names_of(vault: Vault, note: Note) -> Iterator[str]:
    """Give what a person would call a note: its file or page, its aliases, its title where a link may say that."""
    dialect = vault.settings.dialect
    encoding = page_encoding(dialect)
    stem = without_extension(note.path.rpartition("/")[2])
    yield stem if encoding is None else page_name(stem, encoding)
    yield from note.summary.aliases
    if note.summary.title and (dialect.resolve == "title" or encoding is not None):
        yield note.summary.title
    if dialect.resolve == "title":
        yield from (heading.visible for heading in note.facts.headings[:1] if heading.level == 1)


def unlinked(vault: Vault, note: Note, text: str, lexicon: Lexicon) -> list[UnlinkedMention]:
    """Give each place in a note that says one of these names in running text, and does not link to it."""
    return confirmed(vault, text, candidates(vault, note, text, lexicon))


def unlinked_to(vault: Vault, target: Note, note: Note, text: str) -> list[UnlinkedMention]:
    """Give each place in a note that says the name of `target`, and does not link to it."""
    found = unlinked(vault, note, text, Lexicon(names_of(vault, target)))
    return [one for one in found if target.path in (one.leads.target, *one.leads.others)]


def candidates(
    vault: Vault, note: Note, text: str, lexicon: Lexicon, within: Span | None = None
) -> Iterator[UnlinkedMention]:
    """Give, quickly, the places that say a name and may be running text. `within` is a stretch of whole lines."""
    whole = Span(0, len(text))
    speaks_of: dict[str, bool] = {}
    """Whether a name is that of other notes, and a link may say it: some are those of thousands."""
    for line in _prose(note.facts, text, within or whole):
        for span in lexicon.spans(text, line):
            if text[max(span.start - 1, 0) : span.start] in tuple(_NOT_BEFORE):
                continue
            name = text[slice(*span)]
            leads = vault.resolve(note, Link("wikilink", span, name, span))
            if name not in speaks_of:
                is_note = leads.target in vault.notes and leads.how in ("name", "title", "alias")
                is_other = note.path != leads.target and note.path not in leads.others
                speaks_of[name] = is_note and is_other and is_writable(name)
            if speaks_of[name]:
                yield UnlinkedMention(span, leads)


def confirmed(vault: Vault, text: str, found: Iterable[UnlinkedMention]) -> list[UnlinkedMention]:
    """Keep those of `found` that brackets would make a link: code, maths, comments and the like hold none."""
    shift = 0
    edits: list[Edit] = []
    moved: dict[Span, UnlinkedMention] = {}
    for one in found:
        moved[Span(one.span.start + shift, one.span.end + shift + 4)] = one
        edits.append(Edit(one.span, f"[[{text[slice(*one.span)]}]]"))
        shift += 4
    links = parse(apply_edits(text, edits), vault.settings.dialect).links if edits else ()
    return [
        moved[link.span]._replace(in_table=link.in_table)
        for link in links
        if link.kind == "wikilink" and not link.quiet and link.span in moved
    ]


def unread(text: str, within: Span) -> Iterator[Span]:
    """Give what is no running text, though no fact tells of it: web links, HTML, code. `within` is whole lines."""
    may_hold_url = text.find(":/", *within) >= 0 or _WWW.search(text, *within) is not None
    pattern = _not_prose(url=may_hold_url, mail=text.find("@", *within) >= 0)
    yield from (Span(*match.span()) for match in pattern.finditer(text, *within))
    yield from _fences(text)


@cache
def _not_prose(*, url: bool, mail: bool) -> re.Pattern[str]:
    parts = (_NOT_PROSE, _URL if url else "", _MAIL if mail else "")
    return re.compile("|".join(filter(None, parts)), re.IGNORECASE)


def marked(facts: Facts) -> list[Span]:
    """Give the links, definitions, tags, headings and block ids of a note."""
    spans = [made.span for made in facts.links] + [made.span for made in facts.definitions]
    spans += [made.span for made in facts.tags] + [made.span for made in facts.headings]
    return [*spans, *(made.span for made in facts.blocks)]


def _prose(facts: Facts, text: str, within: Span) -> Iterator[Span]:
    """Give what is left of each line without what certainly is no running text."""
    start = within.start
    for span in _hidden(facts, text, within):
        if span.start > start:
            yield from (Span(*line.span()) for line in _LINE.finditer(text, start, min(span.start, within.end)))
        start = max(start, span.end)
    yield from (Span(*line.span()) for line in _LINE.finditer(text, start, within.end))


def _hidden(facts: Facts, text: str, within: Span) -> list[Span]:
    front = find_frontmatter(text, facts.line_starts[0])
    spans = [Span(0, front[1])] if front else []
    spans += marked(facts)
    for made in facts.properties:
        names = made.id in _LISTS or is_bookkeeping(made.id)
        spans.append(made.span if names else made.key_span)
    spans += unread(text, within)
    labels = {label_key(made.label) for made in facts.definitions}
    if labels:
        spans += (Span(*m.span()) for m in _BRACKETED.finditer(text, *within) if label_key(m[1]) in labels)
    return sorted(span for span in spans if span.end > within.start and span.start < within.end)


def _fences(text: str) -> Iterator[Span]:
    """Give what looks like fenced code; what else hides text is told by a closer look."""
    opening: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opening is None:
            opening = match
        elif match[1].startswith(opening[1]):
            yield Span(opening.start(), match.end())
            opening = None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Are these whole words? `_` joins words unless it emphasises them, and a mark belongs to the letter before it."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if len(before) == 2 and before[1] == "_" and before[0].isalnum():
        return False
    if len(after) == 2 and after[0] == "_" and after[1].isalnum():
        return False
    return not (after and unicodedata.category(after[0]).startswith("M"))


def _take_one(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
