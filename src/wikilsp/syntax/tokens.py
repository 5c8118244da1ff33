"""The expression that finds what running text consists of, and parses the usual forms of it.

`re` skips ahead to the next token only if each alternative starts with a literal.
"""

import re

from wikilsp.syntax.html_code import CODE_NAMES
from wikilsp.syntax.opaque import OPAQUE

KEY = r"[^\[\]()\r\n:]{1,100}::"
"""The key of an inline property, after the bracket."""
OPENERS = rf"\\[!-/:-@\[-`{{-~]|{OPAQUE}|\[\[|\[|\]|\((?={KEY})|#"
"""The starts of all constructs."""
# Text without any special meaning inside a wikilink.
_PLAIN = r"(?!\s)[^\[\]\r\n|#\\^`$%<{]+(?<!\s)"
_WIKILINK = (
    rf"\[\[(?!\|)(?P<path>{_PLAIN})?(?:#(?P<heading>{_PLAIN})|#\^(?P<block>{_PLAIN}))?(?:\|(?P<label>{_PLAIN}))?\]\]"
)
# A Markdown link, or brackets that are no link unless they have a definition, such as a checkbox.
_BRACKETS = r"\[(?P<text>#?[^\[\]\\`$%<#:]*+)\](?:\((?P<destination>[^\s\[\]\\()<>]+)\)|(?![(\[]))"
_CODE = r"`(?P<code>[^`]++)`(?!`)"
_TAG = rf"<(?P<tag>(?!(?i:{CODE_NAMES})>)/?[A-Za-z][A-Za-z0-9-]*)>"

TOKEN = re.compile(f"{_WIKILINK}|{_BRACKETS}|{_CODE}|{_TAG}|{OPENERS}")
"""Its named groups are the parts of the usual forms of links, code spans and HTML tags, without special characters."""
