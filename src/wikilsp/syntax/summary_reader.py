"""Reads the summary of a plain note without parsing it, in a fraction of the time.

Most notes consist of text, links by name, tags and a few properties. Regular expressions that are stricter than the
grammar recognize such notes. If anything does not match, the reader gives up and the note has to be parsed.
"""

import re
from urllib.parse import unquote

from wikilsp.settings import Dialect
from wikilsp.syntax.blocks import Block, ListItem
from wikilsp.syntax.frontmatter import (
    ALIAS_KEYS,
    NAMING_KEYS,
    TAG_KEYS,
    find_frontmatter,
    has_too_many_marks,
    late_frontmatter,
)
from wikilsp.syntax.headings import visible_text
from wikilsp.syntax.inline import PLAIN_TEXT
from wikilsp.syntax.keys import LONGEST, key_id
from wikilsp.syntax.limits import MOST_ITEMS
from wikilsp.syntax.mojibake import may_hold_mojibake
from wikilsp.syntax.properties import list_key_ids
from wikilsp.syntax.scope import BLOCK_ID
from wikilsp.syntax.structure import read_structure
from wikilsp.syntax.summary import OLD_KEYS, NoteSummary, has_fragments
from wikilsp.syntax.tables import cells
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.text import BOM

_LEVEL = f"{TAG_CHAR[:-1]}/]"
_TEXT = r"[^\[\]\n\\`$%<{|#]*"
_FRAGMENT = rf"#\^?{PLAIN_TEXT}"
_TARGET = f"{PLAIN_TEXT}(?:{_FRAGMENT})?|{_FRAGMENT}"
# Group 1 is the target of a wikilink, group 2 the destination of a Markdown link. A match of an empty group means that
# the note has to be parsed. Everything else is plain: code, math, checkboxes and other brackets, web links, tags. Each
# alternative starts with a literal, so that `re` can skip ahead.
_TOKEN = re.compile(
    rf"\[\[({_TARGET})(?:\|{PLAIN_TEXT})?\]\]"
    r"|`[^`\n]+`(?!`)"
    r"|\$(?![\s$])[^$\n]+(?<![\s\\])\$(?!\d)"
    rf"|\[{_TEXT}\](?![\[(])"
    rf"|\[{_TEXT}\]\(https?://[^\s()<>\\]*\)"
    rf"|\[{_TEXT}\]\(((?![/?#])[^\s()<>\\:?#&{{\[\]]+)\)"
    rf"|#(?!/)(?:{_LEVEL}++(?:/{_LEVEL}++)*+)?+(?!/)"
    r"|</?[A-Za-z][A-Za-z0-9-]* ?/?>"
    r"|\\(?=[!-/:-@\[-`{-~])()|`()|\$()|\[()|#()|%%()|<(?=[\w/!?.+-])()"
)
_BRACKET = re.compile(r"\[([^\W\d_][\w-]*(?: [\w-]+)*)::(?:[ \t][^\[\]\n:]*)?\]")
_PROPERTY = re.compile(r"([^\W\d_][\w-]*(?: [\w-]+)*)::(?:[ \t]+[^\n]*)?")
# In a table, the bar before a label is escaped.
_CELL_TOKEN = re.compile(_TOKEN.pattern.replace(r"(?:\|", r"(?:\\\|", 1))
_SCALAR = r"\w(?:[\w ./+-]*[\w./+-])?"
_QUOTED = r"[\w ,.;:!?()/&+*-]*"
_NAME = r"[\w(](?:[\w ,.;:!?()/&+*'-]*[\w)!?.])?"
_FIELD = re.compile(
    rf"""([A-Za-z][\w-]*):[ ]*(?:(?<=[ ])(?:({_SCALAR})|\[({_SCALAR}(?:, *{_SCALAR})*)?\]"""
    rf"""|"\[\[({_NAME})(?:\|{_NAME})?\]\]"|"{_QUOTED}"|'{_QUOTED}'|https?://[\w./?=&%+-]+)[ ]*)?"""
)
_ITEM = re.compile(rf"([ ]*)-[ ]+({_SCALAR})[ ]*")
_TAGS = re.compile(r"[\w-]+(?:/[\w-]+)*(?:, *[\w-]+(?:/[\w-]+)*)*")
_NULL = ("null", "Null", "NULL")
_READ = NAMING_KEYS.union(TAG_KEYS)
"""Keys whose values the summary or the rules depend on."""
_VERBATIM = ("code", "fence", "html")


class _NotPlainError(Exception):
    """The note has to be parsed."""


def read_summary(text: str, dialect: Dialect) -> NoteSummary | None:
    """Return the summary of a plain note, equal to the one derived from its facts. None if it has to be parsed."""
    is_common = dialect.label_order == "target-first" and not (dialect.nested or dialect.multiword_tags)
    if not is_common or dialect.preset == "logseq":
        return None
    if text.startswith(BOM) or "\r" in text or "]:" in text or "wikilsp-ignore" in text or may_hold_mojibake(text):
        return None
    try:
        return _SummaryReader(text, dialect).summary()
    except _NotPlainError:
        return None


class _SummaryReader:
    """Reads one note, once."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.names: list[str] = []
        self.keys: set[tuple[ListItem | None, str]] = {(None, key) for key in OLD_KEYS}
        """The keys of the page and of each list item."""
        self.files: list[str] = []
        self.headings: list[str] = []
        self.blocks: list[str] = []
        self.aliases: list[str] = []
        self.title: str | None = None
        self.heading: str | None = None
        self.split_rows: set[int] = set()
        """The starts of table rows with code, links or escapes, which are read cell by cell."""
        self.in_head = True
        """Whether only properties have been read so far, so that `key: value` may be a mistyped property."""

    def summary(self) -> NoteSummary:
        text = self.text
        front = find_frontmatter(text, 0)
        if front:
            self.in_head = False
            self._frontmatter(text[slice(*front[0])])
        elif late_frontmatter(text, 0):
            raise _NotPlainError
        body = front[1] if front else 0
        _, blocks, guessed = read_structure(text, 0, body, indented_code=True)
        if guessed:
            raise _NotPlainError
        self._blocks(blocks)
        self._running_text(blocks, body)
        return self._build()

    def _build(self) -> NoteSummary:
        names = dict.fromkeys(self.names)
        summary = NoteSummary(
            is_plain=True,
            names=tuple(names),
            aliases=tuple(self.aliases),
            title=self.title,
            heading=self.heading,
            headings=tuple(self.headings),
            blocks=tuple(self.blocks),
            files=tuple(dict.fromkeys(self.files)),
            inside=tuple(sorted({name.partition("#")[0] for name in names if "#" in name} - {""})),
        )
        if not has_fragments(summary, [name[1:] for name in names if name.startswith("#")]):
            raise _NotPlainError
        return summary

    # Front matter

    def _frontmatter(self, inside: str) -> None:
        if has_too_many_marks(inside):
            raise _NotPlainError
        key, indent = "", None
        for line in inside.split("\n")[:-1]:
            if match := _FIELD.fullmatch(line):
                key, indent = self._key(match[1]), None
                plain = match[2] or match[3]
                value = line[match.end(1) + 1 :].strip()
                if key in _READ and not plain and value not in ("", "[]"):
                    raise _NotPlainError
                if key == "title" and value != (match[2] or ""):
                    raise _NotPlainError
                self._value(key, plain)
                if match[4]:
                    self.names.append(match[4])
                key = "" if value else key
            elif (match := _ITEM.fullmatch(line)) and key not in ("", "title") and indent in (None, match[1]):
                indent = match[1]
                self._value(key, match[2])
            elif line:
                raise _NotPlainError

    def _value(self, key: str, value: str | None) -> None:
        """Record a value, or a list of values, that the summary needs."""
        if value is None:
            return
        if key in TAG_KEYS and not _TAGS.fullmatch(value):
            raise _NotPlainError
        if key in NAMING_KEYS and value in _NULL:
            raise _NotPlainError
        if key in ALIAS_KEYS:
            self.aliases += [alias.strip() for alias in value.split(",")]
        elif key == "title":
            self.title = " ".join(value.split())

    def _key(self, key: str, item: ListItem | None = None) -> str:
        """Record a key and return it normalized. The page and each list item may have it only once."""
        identity = key_id(key)
        if (item, identity) in self.keys:
            raise _NotPlainError
        self.keys.add((item, identity))
        return identity

    # Body

    def _blocks(self, blocks: list[Block]) -> None:
        for block in blocks:
            kind = block.kind
            if kind == "paragraph":
                if self.in_head or self.text.find("::", *block.span) >= 0:
                    self._properties(block)
            else:
                self.in_head = False
                if kind == "heading":
                    self._heading(block)
                elif kind == "row":
                    self._row(block)

    def _properties(self, block: Block) -> None:
        # The properties of a list item are in its first lines, without a gap.
        last = len(self.text) if block.item is None else block.item.line + 1
        for row, (start, end) in enumerate(block.lines, block.first):
            separators = self.text.count("::", start, end)
            if not separators:
                if self.in_head and self.text.find(":", start, end) >= 0:
                    raise _NotPlainError
                self.in_head = False
                continue
            if end - start > MOST_ITEMS:
                raise _NotPlainError
            match = _PROPERTY.fullmatch(self.text, start, end)
            if match and separators == 1 and row <= last and block.nested == (block.item is not None):
                self._property(match[1], self._key(match[1], block.item))
                last = max(last, row + 1)
            else:
                self._brackets(start, end, separators)

    def _brackets(self, start: int, end: int, separators: int) -> None:
        """Read a line whose properties are all in brackets."""
        keys = [match[1] for match in _BRACKET.finditer(self.text, start, end)]
        if len(keys) != separators:
            raise _NotPlainError
        self.in_head = False
        for key in keys:
            self._property(key, key_id(key))

    def _property(self, key: str, identity: str) -> None:
        dialect = self.dialect
        is_named = identity in ("title", "id") or identity in list_key_ids(dialect.list_keys)
        is_long = key.count(" ") >= dialect.max_key_words or len(key) > LONGEST - 2
        if is_named or is_long or dialect.separator_space != "required" or dialect.property_scope != "anywhere":
            raise _NotPlainError

    def _heading(self, block: Block) -> None:
        if self.text.find("::", *block.span) >= 0 or (block.setext and len(block.lines) > 1):
            raise _NotPlainError
        seen = visible_text(self.text[slice(*block.lines[0])])
        self.headings.append(seen)
        if block.level == 1 and self.heading is None:
            self.heading = seen

    def _row(self, block: Block) -> None:
        start, end = block.span
        if self.text.find("::", start, end) >= 0 or self.text.startswith("^", start):
            raise _NotPlainError
        if any(self.text.find(mark, start, end) >= 0 for mark in ("[[", "`", "\\")):
            self.split_rows.add(start)

    def _running_text(self, blocks: list[Block], pos: int) -> None:
        """Read everything but code and HTML in few passes. Tokens never span lines, so none crosses a block."""
        for block in blocks:
            if block.kind in _VERBATIM:
                self._tokens(_TOKEN, pos, block.span.start)
                pos = block.span.end
            elif block.span.start in self.split_rows:
                self._tokens(_TOKEN, pos, block.span.start)
                # A cell ends at its bar even if that seems to be in code.
                for cell in cells(self.text, block.span):
                    self._tokens(_CELL_TOKEN, cell.base, cell.end)
                pos = block.span.end
        self._tokens(_TOKEN, pos, len(self.text))
        if "^" in self.text:
            self._block_ids(blocks)

    def _tokens(self, pattern: re.Pattern[str], start: int, end: int) -> None:
        """Record the link targets between two offsets."""
        for match in pattern.finditer(self.text, start, end):
            if match.lastindex == 1:
                self.names.append(match[1])
            elif match.lastindex == 2:
                self.files.append(unquote(match[2]))
            elif match.lastindex:
                raise _NotPlainError

    def _block_ids(self, blocks: list[Block]) -> None:
        for block in blocks:
            if block.kind == "paragraph":
                lines = block.lines
            elif block.kind == "heading":
                lines = block.lines[-1:]
            else:
                continue
            for start, end in lines:
                if self.text.find("^", start, end) >= 0 and (match := BLOCK_ID.search(self.text[start:end])):
                    self.blocks.append(match[1])
        if len({block.casefold() for block in self.blocks}) < len(self.blocks):
            raise _NotPlainError
