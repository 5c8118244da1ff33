"""The names of notes by their words, to find them in running text."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.text import Span
from wikilsp.vault.name_registry import names_of
from wikilsp.vault.names import fold

# Scripts that are written without spaces: a word may start and end at any of their characters.
_SINGLE = "々-〇ぁ-ゟ㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_KATAKANA = "゠-ヿ"
_SIGN = "!-/:-@\\[-`{-~\u00a1-\u00bf‐-‧‰-⁞、-〿！-／：-＠［-｀｛-･"
_WORD = re.compile(rf"[{_SINGLE}]|[{_KATAKANA}]+|[^\s{_SIGN}{_SINGLE}{_KATAKANA}]+|[^\s]")
_MOST_WORDS = 30
_Key = TypeVar("_Key", str, int)


class Lexicon:
    """Names by their words.

    Names of one character, or of up to three without a letter, are left out, since they are too common to mean a note.
    So are names of more than 30 words, since every word of a text may start a name.
    """

    def __init__(self) -> None:
        self._names = Counter[str]()
        self._lengths: dict[str, Counter[int]] = {}
        """By the first word of names, their numbers of words."""

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

    def entries(self) -> Iterator[tuple[object, object]]:
        """Yield everything that a new lexicon of the same names must have in common with this one."""
        yield "names", self._names
        yield "lengths", self._lengths

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
    """The names of all notes of a vault. They are listed on first use, and then kept in step with changes."""

    def __init__(self, notes: Mapping[str, Note], dialect: Dialect) -> None:
        """`notes` are the notes of the vault by path, which are read, not copied."""
        self._notes = notes
        self._dialect = dialect
        self._lexicon: Lexicon | None = None

    def lexicon(self) -> Lexicon:
        """Return the names. The lexicon changes with the notes."""
        if self._lexicon is None:
            self._lexicon = Lexicon()
            for note in self._notes.values():
                self.change(None, note)
        return self._lexicon

    def change(self, old: Note | None, new: Note | None) -> None:
        """Replace a note. `old` is None if it is new, `new` is None if it was removed."""
        if self._lexicon is None:
            return
        before, after = self._names(old), self._names(new)
        for name in before - after:
            self._lexicon.discard(name)
        for name in after - before:
            self._lexicon.add(name)

    def _names(self, note: Note | None) -> set[str]:
        return {fold(name) for name in names_of(note, self._dialect)} if note else set()


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
