"""Parses YAML into a tree of nodes with spans. Scalars are not typed."""

import re
import sys

from msgspec import Struct

from wikilsp.text import BOM, Span

# YAML ends lines at these characters, and notes do not. Each is replaced by one no-break space, to keep all offsets.
_ODD_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", "\xa0"))


class YamlError(Exception):
    """The text is not YAML: `problem` is the reason, `offset` the place."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.offset = offset


_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+#.*)?\s*)+")
"""The anchor and the tag before a scalar, which are not part of it."""
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\r\n])")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}


def unescape_scalar(text: str, quote: str) -> str:
    """Return the inside of a quoted scalar, or a part of it, without escapes."""
    if quote == "'":
        return text.replace("''", "'")
    return _ESCAPE.sub(_unescape_match, text) if "\\" in text else text


def escaped_width(text: str, count: int) -> int:
    """Return the length of the source of the first `count` characters of a double-quoted text."""
    pos = 0
    for _ in range(count):
        escape = _ESCAPE.match(text, pos)
        pos = escape.end() if escape else pos + 1
    return pos


def escape_scalar(text: str, quote: str) -> str:
    """Return a text, without line endings, escaped for the inside of a scalar with these quotes."""
    if quote == "'":
        return text.replace("'", "''")
    return text.replace("\\", "\\\\").replace('"', '\\"')


def quote_scalar(text: str) -> str:
    """Return a text, without line endings, as a quoted scalar. With a backslash in it, the quotes are single."""
    quote = "'" if "\\" in text else '"'
    return f"{quote}{escape_scalar(text, quote)}{quote}"


def _unescape_match(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) == 1:
        return _ESCAPED.get(code, code)
    number = int(code[1:], 16)
    return chr(number) if number <= sys.maxunicode else match[0]


class Node(Struct, frozen=True, gc=False):
    """A scalar, a sequence or a mapping. The `children` of a mapping alternate between keys and values."""

    kind: str
    """`scalar`, `sequence` or `mapping`."""
    span: Span
    plain: bool = False
    """Whether it is a scalar without quotes and not a block scalar."""
    quoted: bool = False
    flow: bool = False
    value: str = ""
    children: tuple["Node", ...] = ()

    @property
    def pairs(self) -> list[tuple["Node", "Node"]]:
        """The keys and values of a mapping."""
        return list(zip(self.children[::2], self.children[1::2], strict=True))


MAX_DEPTH = 100


def read_yaml(text: str, base: int) -> Node | None:
    """Parse one document. Spans are offsets in `text` plus `base`. Return None for an empty document.

    Raise `YamlError` if the text is not YAML or is nested too deeply.
    """
    import yaml  # noqa: PLC0415 - slow to import, and many notes have no front matter

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # PyYAML skips a byte order mark without counting it; only one, so all are removed.
    without_marks = text.lstrip(BOM)
    text, base = without_marks, base + len(text) - len(without_marks)
    stack: list[tuple[str, int, bool, list[Node]]] = []
    root: list[Node] = []
    try:
        for event in yaml.parse(text.translate(_ODD_LINE_ENDS), Loader=loader):
            first, last = event.start_mark, event.end_mark
            start, end = base + (first.index if first else 0), base + (last.index if last else 0)
            siblings = stack[-1][3] if stack else root
            if isinstance(event, yaml.ScalarEvent):
                before = _PROPERTIES.match(text, start - base, end - base)
                span = Span(base + before.end(), end) if before else Span(start, end)
                # A tag overrides the type of the value.
                siblings.append(_scalar(event.style, event.value, span, tagged=bool(before and "!" in before[0])))
            elif isinstance(event, yaml.AliasEvent):
                siblings.append(Node("scalar", Span(start, end)))
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    raise YamlError(f"found values nested more than {MAX_DEPTH} levels deep", start)
                kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
                stack.append((kind, start, bool(event.flow_style), []))
            elif isinstance(event, yaml.CollectionEndEvent):
                node = _collection(*stack.pop(), end)
                (stack[-1][3] if stack else root).append(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "expected YAML", base + (mark.index if mark else 0)) from None
    except (yaml.YAMLError, UnicodeError) as error:
        place = getattr(error, "position", 0)
        raise YamlError("found a character that YAML does not allow", base + place) from None
    return root[0] if root else None


def _scalar(style: str | None, value: str, span: Span, *, tagged: bool) -> Node:
    return Node("scalar", span, plain=not (style or tagged), quoted=style in ("'", '"'), value=value)


def _collection(kind: str, start: int, flow: bool, children: list[Node], end: int) -> Node:  # noqa: FBT001
    # In PyYAML a block collection extends to the next token. The end of its last child is more accurate.
    last = end if flow or not children else children[-1].span.end
    return Node(kind, Span(start, max(start, last)), flow=flow, children=tuple(children))
