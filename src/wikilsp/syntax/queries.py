"""Finds the queries of Dataview and Logseq in a note, with the links in them, and splits queries into tokens."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Query, QueryKind
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.syntax.wikilink import Parts
from wikilsp.text import Span

# A string without an end takes the rest of the query, so that many quotes are not searched for an end each.
_TOKEN = re.compile(
    r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*"?)|(?P<link>!?\[\[[^\[\]\r\n]*\]\])'
    rf"|(?P<tag>#{TAG_CHAR}+)|(?P<word>(?<![\w\u0300-\u036f])[^\W\d_][\w-]*+)|(?P<sign>=>|[^\w\s])",
    re.DOTALL,
)
_BRACES = re.compile(r"\{\{")
_MACRO = re.compile(r"\{\{(?i:query)\s+([^{}]*)\}\}")


class Token(NamedTuple):
    """A token of a query, at an offset of it. The text of a string has its quotes."""

    kind: str
    """`string`, `link`, `tag`, `word` or `sign`."""
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the token."""
        return self.start + len(self.text)


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, without numbers."""
    for match in _TOKEN.finditer(query):
        yield Token(match.lastgroup or "", match.group(), match.start())


def add_fenced_query(scope: Scope, language: str, builder: FactsBuilder, dialect: Dialect) -> None:
    """Add the query in a fence, whose lines between the marks are `scope`."""
    kind: QueryKind = "dataview" if language == "dataview" else "script"
    _add(scope, Span(scope.start, scope.end), kind, builder, dialect)


def add_inline_query(scope: Scope, code: Span, builder: FactsBuilder, dialect: Dialect) -> None:
    """Add the query in a code span, which starts with `=` or `$=`."""
    is_script = scope.text.startswith("$", code.start)
    _add(scope, code, "script" if is_script else "inline", builder, dialect)


def add_macro_queries(text: str, builder: FactsBuilder) -> None:
    """Add the queries `{{query …}}` of Logseq. The links and tags in them are prose, which is read anyway."""
    if _BRACES.search(text):
        found = (Span(*match.span(1)) for match in _MACRO.finditer(text) if _is_prose(text, match.start(), builder))
        builder.queries += (Query("logseq", span, text[slice(*span)]) for span in found)


def _is_prose(text: str, start: int, builder: FactsBuilder) -> bool:
    """Whether there is neither a fence nor a code span at an offset, as far as the character before it tells."""
    return not (text[max(start - 1, 0) : start] == "`" or builder.is_fenced(start))


def _add(scope: Scope, span: Span, kind: QueryKind, builder: FactsBuilder, dialect: Dialect) -> None:
    query = Query(kind, span, scope.text[slice(*span)])
    builder.queries.append(query)
    # In a script, `[[a]]` is also an array.
    if kind == "script" or "[[" not in query.text:
        return
    for token in tokens(query.text):
        if token.kind == "link":
            _add_link(scope, span.start + token.start, span.start + token.end, builder, dialect)


def _add_link(scope: Scope, start: int, end: int, builder: FactsBuilder, dialect: Dialect) -> None:
    is_embed = scope.text.startswith("!", start)
    parts = Parts(scope, start + is_embed + len("[["), end - len("]]"), dialect)
    if not parts.is_empty:
        link = parts.link("embed" if is_embed else "wikilink", Span(start, end), dialect, whole=False, quiet=True)
        builder.links.append(link)
