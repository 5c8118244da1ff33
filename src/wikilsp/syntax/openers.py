"""Recognizes the starts of blocks in a line of Markdown, exactly as markdown-it-py does.

Columns count a tab up to the next tab stop.
"""

import re

TAB = 4
"""The distance of tab stops, and the minimum indentation of code, in columns."""

BLANK = (
    " \t\n\x0b\x0c\r\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""The characters stripped from the content of a block. Only the first two count as indentation."""

STARTERS = frozenset(">#`~<-+*_0123456789")
"""The first characters of quotes, list items, and blocks other than paragraphs."""

_BULLETS = frozenset("-+*")
_NUMBER = re.compile(r"[0-9]{1,9}[.)]")
_BLANK_OR_END = frozenset(["", " ", "\t"])
_BULLETS_AND_BLANK = frozenset(["- ", "* ", "+ "])
_NUMBER_AND_BLANK = re.compile(r"[0-9]{1,9}[.)] ")
_UNSURE = frozenset(["", "<", *BLANK])
_NOT_PLAIN = STARTERS | _UNSURE
_DASHES = re.compile(r":?-+:?")

# The HTML patterns are compiled on first use by `re`, since most notes have no HTML and compiling them is slow.
_VERBATIM_TAG = r"(?i)<(?a:script|pre|style|textarea)(?=\s|>|$)"
_VERBATIM_END = r"(?i)</(?a:script|pre|style|textarea)>"
_BLOCK_TAG = (
    r"(?i)</?(?a:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir"
    r"|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    r"|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead"
    r"|title|tr|track|ul)(?=\s|/?>|$)"
)
_TAG = (
    r"""(?:<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][A-Za-z0-9:._-]*(?:\s*=\s*(?:[^"'=<>`\x01-\x20]+|'[^']*'|"[^"]*"))?)*"""
    r"""\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"""
)
_MARKUP = (("<!--", 2), ("<?", 3), ("<![CDATA[", 5))
_MARKUP_ENDS = ("", "", "-->", "?>", ">", "]]>")


def skip_blanks(line: str, pos: int, col: int) -> tuple[int, int]:
    """Return the position and column of the first character that is not blank."""
    for char in line[pos:]:
        if char == " ":
            col += 1
        elif char == "\t":
            col += TAB - col % TAB
        else:
            break
        pos += 1
    return pos, col


def skip_quote_marker(line: str, pos: int, col: int) -> tuple[int, int, int]:
    """Return the position and column of the first character after a `>`, and the column where its content starts.

    One space after the `>`, or one column of a tab, belongs to the marker.
    """
    if line.startswith(" ", pos + 1) and line[pos + 2 : pos + 3] not in _BLANK_OR_END:
        return pos + 2, col + 2, col + 2
    after, column = skip_blanks(line, pos + 1, col + 1)
    return after, column, col + 2 if after > pos + 1 else col + 1


def skip_item_marker(line: str, pos: int, end: int, col: int) -> tuple[int, int, int]:
    """Return the same as `skip_quote_marker` for the marker of a list item, which ends at `end`.

    The spaces after the marker belong to it, unless there are so many that the item starts with code.
    """
    edge = col + end - pos
    after, column = skip_blanks(line, end, edge)
    return after, column, column if after < len(line) and column - edge <= TAB else edge + 1


def interrupts(line: str, pos: int, *, in_paragraph: bool) -> bool:
    """Whether a block starts here that can interrupt a paragraph.

    `in_paragraph` means that the line is in the same container as the paragraph.
    """
    head = line[pos]
    if head == "#":
        return heading_level(line, pos) > 0
    if head in "`~":
        return fence_length(line, pos) > 0
    if head == "<":
        return 0 < html_kind(line[pos:]) < 7
    if head == ">" or (head in "-*_" and is_rule(line, pos)):
        return True
    end = marker_end(line, pos)
    if not end or not in_paragraph:
        return end > 0
    # Only an item with content, and with the number 1 if it is ordered, interrupts a paragraph next to it.
    return bool(line[end:].strip(" \t")) and (head in _BULLETS or int(line[pos : end - 1]) == 1)


def is_rule(line: str, pos: int) -> bool:
    """Whether a line that starts with `-`, `*` or `_` is a thematic break."""
    mark = line[pos]
    if line[-1] not in (mark, " ", "\t"):
        return False
    return not line[pos:].strip(mark + " \t") and line.count(mark, pos) >= 3


def marker_end(line: str, pos: int) -> int:
    """Return the position after the list marker that starts here, 0 if there is none."""
    if line[pos] in _BULLETS:
        end = pos + 1
    elif number := _NUMBER.match(line, pos):
        end = number.end()
    else:
        return 0
    return end if end == len(line) or line[end] in " \t" else 0


def is_empty_bullet(content: str) -> bool:
    """Whether a line without indentation is the marker of a bulleted item, and nothing else."""
    return content[:1] in _BULLETS and not content[1:].strip(" \t")


def item_width(content: str) -> int:
    """Return the width of a list marker followed by one space and plain text, 0 if the line is anything else."""
    if content[:2] in _BULLETS_AND_BLANK:
        width = 2
    elif number := _NUMBER_AND_BLANK.match(content):
        width = number.end()
    else:
        return 0
    head = content[width : width + 1]
    if head not in _NOT_PLAIN:
        return width
    if head in _UNSURE or interrupts(content, width, in_paragraph=False):
        return 0
    # The marker may be the first character of a thematic break.
    return 0 if head == content[0] and is_rule(content, 0) else width


def heading_level(line: str, pos: int) -> int:
    """Return the level of the ATX heading that starts at this `#`, 0 if there is none."""
    rest = line[pos:]
    content = rest.lstrip("#")
    level = len(rest) - len(content)
    return level if level < 7 and content[:1] in _BLANK_OR_END else 0


def heading_text(content: str) -> str:
    """Return the text of an ATX heading from the content after its opening marks."""
    text = content.rstrip(" \t")
    if text.endswith("#"):
        unmarked = text.rstrip("#")
        if unmarked.endswith((" ", "\t")):
            text = unmarked
    return text.strip(BLANK)


def fence_length(line: str, pos: int) -> int:
    """Return the length of the fence marker that starts here, 0 if there is none."""
    mark = line[pos]
    info = line[pos:].lstrip(mark)
    length = len(line) - pos - len(info)
    return 0 if length < 3 or (mark == "`" and mark in info) else length


def html_kind(content: str) -> int:
    """Return which of CommonMark's seven kinds of HTML blocks starts with this content, 0 if none does."""
    for start, kind in _MARKUP:
        if content.startswith(start):
            return kind
    if content.startswith("<!"):
        return 4 if content[2:3].isascii() and content[2:3].isalpha() else 0
    if re.match(_VERBATIM_TAG, content):
        return 1
    if re.match(_BLOCK_TAG, content):
        return 6
    return 7 if re.match(_TAG, content) else 0


def ends_html(content: str, kind: int) -> bool:
    """Whether an HTML block of this kind ends in this line, which is not blank."""
    if kind == 1:
        return re.search(_VERBATIM_END, content) is not None
    return kind < 6 and _MARKUP_ENDS[kind] in content


def count_columns(content: str) -> int:
    """Return the number of columns of a delimiter row, 0 if the line is not one."""
    if content.strip("-|: \t") or len(content) < 2 or (content[0] == "-" and content[1] in " \t"):
        return 0
    parts = [part.strip(" \t") for part in content.split("|")]
    if not all(parts[1:-1]):
        return 0
    dashes = [part for part in parts if part]
    return len(dashes) if all(_DASHES.fullmatch(part) for part in dashes) else 0


def count_cells(content: str) -> int:
    """Return the number of cells of a table row. An escaped bar does not end a cell."""
    row = content.strip(BLANK)
    count = row.count("|") - row.count("\\|") + 1
    if row.startswith("|"):
        count -= 1
    if row.endswith("|") and not row.endswith("\\|"):
        count -= 1
    return count
