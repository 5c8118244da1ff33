"""YAML text as a tree of nodes with their places. The only file that imports PyYAML; gives scalars no types."""

import re
import sys
from typing import NamedTuple

from wikilsp.text import BOM, Span

# YAML ends lines at these, and we do not; a no-break space stands for them, so that all offsets stay.
_ODD_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", "\xa0"))


class YamlError(Exception):
    """The text is not YAML; `offset` is where that shows, `problem` says why."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.offset = offset


_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+#.*)?\s*)+")
"""An anchor and a tag, which stand before a scalar and are no part of it."""
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\r\n])")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}


def unescaped(text: str, quote: str) -> str:
    """Give what the inside of a quoted scalar, or a part of it, means."""
    if quote == "'":
        return text.replace("''", "'")
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def escaped_width(text: str, count: int) -> int:
    """Return how many characters at the start of a double-quoted text stand for the first `count` that it means."""
    pos = 0
    for _ in range(count):
        escape = _ESCAPE.match(text, pos)
        pos = escape.end() if escape else pos + 1
    return pos


def escaped(text: str, quote: str) -> str:
    """Write a text so that inside a scalar with these quotes around it, it means itself. It has no line end."""
    if quote == "'":
        return text.replace("'", "''")
    return text.replace("\\", "\\\\").replace('"', '\\"')


def quoted(text: str) -> str:
    """Write a text without line ends as a scalar in quotes: double ones, or single ones, which keep a backslash."""
    quote = "'" if "\\" in text else '"'
    return f"{quote}{escaped(text, quote)}{quote}"


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) == 1:
        return _ESCAPED.get(code, code)
    number = int(code[1:], 16)
    return chr(number) if number <= sys.maxunicode else match[0]


class Node(NamedTuple):
    """A scalar, a sequence or a mapping. `children` of a mapping are keys and values in turn."""

    kind: str
    """`scalar`, `sequence` or `mapping`."""
    span: Span
    plain: bool = False
    """A scalar without quotes that is no block scalar."""
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
    """Read one document. Spans are offsets plus `base`. None for an empty document; raises `YamlError`."""
    import yaml  # noqa: PLC0415 - most notes have no front matter, and it is slow to import

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # YAML passes over a byte order mark, and does not count it.
    text, base = text.removeprefix(BOM), base + text.startswith(BOM)
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
                # A tag says that the value is text, or what else it is.
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
    # A block collection ends, for YAML, where the next thing begins: its last child is nearer the truth.
    last = end if flow or not children else children[-1].span.end
    return Node(kind, Span(start, max(start, last)), flow=flow, children=tuple(children))
