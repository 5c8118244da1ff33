"""The sketch of a plain note at a glance: without its facts, in a fraction of the time.

Most notes hold nothing but text, links by name, tags and a few properties. What is plain is told by expressions that
are narrower than the grammar: whatever they do not know for sure is left to the parser, which decides what it means.
"""

import re

from wikilsp.settings import Dialect
from wikilsp.syntax.blocks import Block, Lines
from wikilsp.syntax.frontmatter import ALIAS_KEYS, TAG_KEYS, find_frontmatter, late_frontmatter
from wikilsp.syntax.headings import visible
from wikilsp.syntax.inline import PLAIN_TEXT
from wikilsp.syntax.keys import LONGEST, key_id
from wikilsp.syntax.mojibake import may_hold_mojibake
from wikilsp.syntax.properties import list_key_ids
from wikilsp.syntax.scanner import scan_blocks
from wikilsp.syntax.sketch import OLD_KEYS, Sketch
from wikilsp.syntax.tables import cells
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.text import BOM

_LEVEL = f"{TAG_CHAR[:-1]}/]"
# Group 1 is the name that a wikilink says. What has an empty group has to be left to the parser. All else is plain:
# code, the box of a task, an address with a text, a tag. Each alternative begins with a literal, so that `re` skips ahead.
_TOKEN = re.compile(
    rf"\[\[({PLAIN_TEXT})(?:\|{PLAIN_TEXT})?\]\]"
    r"|`[^`\n]+`(?!`)"
    r"|\[[ xX]\](?![\[(:])"
    r"|\[[^\[\]\n\\`$%<{|#!]*\]\(https?://[^\s()<>\\]*\)"
    rf"|#(?!/)(?:{_LEVEL}++(?:/{_LEVEL}++)*+)?+(?!/)"
    r"|</?[A-Za-z][A-Za-z0-9-]* ?/?>"
    r"|\\(?=[!-/:-@\[-`{-~])()|`()|\$()|\[()|#()|%%()|<(?=[\w/!?.+-])()"
)
_PROPERTY = re.compile(r"([^\W\d_][\w-]*(?: [\w-]+)*)::(?:[ \t]+[^\n]*)?")
_BLOCK_ID = re.compile(r"(?:^|[ \t>])\^([\w-]+)[ \t]*$", re.MULTILINE)
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
_NAMING = (*ALIAS_KEYS, *TAG_KEYS, "title")
"""Keys whose values name the note, or are names themselves."""


_VERBATIM = ("code", "fence", "html")


class _NotPlainError(Exception):
    """Something in the note has to be read by the parser."""


def glance(text: str, dialect: Dialect) -> Sketch | None:
    """Give the sketch of a plain note, the same as that of its facts; None if the note has to be parsed."""
    is_common = dialect.label_order == "target-first" and not (dialect.nested or dialect.multiword_tags)
    if not is_common or dialect.preset == "logseq":
        return None
    if text.startswith(BOM) or "\r" in text or "]:" in text or "wikilsp-ignore" in text or may_hold_mojibake(text):
        return None
    try:
        return _Glance(text, dialect).sketch()
    except _NotPlainError:
        return None


class _Glance:
    """One look at one note."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.names: list[str] = []
        self.keys: set[str] = set(OLD_KEYS)
        self.ids: set[str] = set()
        self.aliases: list[str] = []
        self.title: str | None = None
        self.heading: str | None = None
        self.in_head = True
        """Nothing but properties has been seen so far, so that a line with one colon may have been meant as one."""

    def sketch(self) -> Sketch:
        text = self.text
        front = find_frontmatter(text, 0)
        if front:
            self.in_head = False
            self._frontmatter(text[slice(*front[0])])
        elif late_frontmatter(text, 0):
            raise _NotPlainError
        body = front[1] if front else 0
        blocks = scan_blocks(text, Lines.of(text, 0), body, indented_code=True)
        if blocks is None:
            raise _NotPlainError
        for block in blocks:
            kind = block.kind
            if kind == "paragraph":
                if self.in_head or text.find("::", *block.span) >= 0:
                    self._properties(block)
            else:
                self.in_head = False
                if kind == "heading":
                    self._heading(block)
                elif kind == "row":
                    self._row(block)
        self._running_text(blocks, body)
        return Sketch(True, tuple(dict.fromkeys(self.names)), tuple(self.aliases), self.title, self.heading)

    # Front matter

    def _frontmatter(self, inside: str) -> None:
        key, indent = "", None
        for line in inside.split("\n")[:-1]:
            if match := _FIELD.fullmatch(line):
                key, indent = self._key(match[1]), None
                plain = match[2] or match[3]
                value = line[match.end(1) + 1 :].strip()
                if value not in ("", "[]") and not plain and key in _NAMING:
                    raise _NotPlainError
                self._value(key, plain)
                if match[4]:
                    self.names.append(match[4])
                key = "" if value else key
            elif (match := _ITEM.fullmatch(line)) and key and indent in (None, match[1]):
                indent = match[1]
                self._value(key, match[2])
            elif line:
                raise _NotPlainError

    def _value(self, key: str, value: str | None) -> None:
        """Take note of a value that names the note, or of each of several."""
        if value is None:
            return
        if key in TAG_KEYS and not _TAGS.fullmatch(value):
            raise _NotPlainError
        if key in (*ALIAS_KEYS, "title") and value in _NULL:
            raise _NotPlainError
        if key in ALIAS_KEYS:
            self.aliases += [alias.strip() for alias in value.split(",")]
        elif key == "title":
            self.title = " ".join(value.split())

    def _key(self, key: str) -> str:
        """Take note of a key, which may come once only."""
        identity = key_id(key)
        if identity in self.keys:
            raise _NotPlainError
        self.keys.add(identity)
        return identity

    # Body

    def _properties(self, block: Block) -> None:
        for line in block.lines:
            start, end = line
            if self.text.find("::", start, end) >= 0:
                match = _PROPERTY.fullmatch(self.text, start, end)
                twice = match and self.text.find("::", match.end(1) + 2, end) >= 0
                if not match or twice or block.nested or self.dialect.property_scope != "anywhere":
                    raise _NotPlainError
                self._property(match[1])
            elif self.in_head:
                if self.text.find(":", start, end) >= 0:
                    raise _NotPlainError
                self.in_head = False

    def _property(self, key: str) -> None:
        identity = self._key(key)
        is_list = identity in list_key_ids(self.dialect.list_keys)
        is_name = identity in ("title", "id")
        too_long = key.count(" ") >= self.dialect.max_key_words or len(key) > LONGEST - 2
        if is_list or is_name or too_long or self.dialect.separator_space != "required":
            raise _NotPlainError

    def _heading(self, block: Block) -> None:
        if self.text.find("::", *block.span) >= 0 or (block.setext and len(block.lines) > 1):
            raise _NotPlainError
        if block.level == 1 and self.heading is None:
            self.heading = visible(self.text[slice(*block.lines[0])])

    def _row(self, block: Block) -> None:
        start, end = block.span
        if self.text.find("::", start, end) >= 0 or self.text.startswith("^", start):
            raise _NotPlainError
        if self.text.find("`", start, end) >= 0:
            # A cell ends at its bar, whatever code seems to hold it; if none does, it may be read as other text.
            for cell in cells(self.text, block.span):
                self._tokens(cell.base, cell.end)

    def _running_text(self, blocks: list[Block], pos: int) -> None:
        """Read all but code and HTML at once: no token ends on another line than it begins, so none crosses a block."""
        for block in blocks:
            if block.kind in _VERBATIM:
                self.names += self._tokens(pos, block.span.start)
                pos = block.span.end
        self.names += self._tokens(pos, len(self.text))
        for match in _BLOCK_ID.finditer(self.text) if "^" in self.text else ():
            block_id = match[1].casefold()
            if block_id in self.ids:
                raise _NotPlainError
            self.ids.add(block_id)

    def _tokens(self, start: int, end: int) -> list[str]:
        """Give the names in a stretch of the text."""
        names = []
        for match in _TOKEN.finditer(self.text, start, end):
            if match.lastindex == 1:
                names.append(match[1])
            elif match.lastindex:
                raise _NotPlainError
        return names
