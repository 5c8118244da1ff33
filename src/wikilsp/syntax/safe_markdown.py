"""Sanitizes Markdown from notes, which are untrusted, for rendering in an editor.

HTML is shown as text, links have only targets that the caller allows, and remote images become links.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from wikilsp.visible import escape_lines

_DEEPEST = 40
_CODE = ("fence", "code_block")
_BACKTICKS = re.compile("`+")
_WEB = re.compile(r"https?:", re.IGNORECASE)
_DESTINATION = re.compile(r"[ \t]*\n?[ \t>]*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))")
_IMAGE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(", re.DOTALL)
_ESCAPES = {"\\`": "&#96;", "\\<": "&lt;", "\\!": "&#33;", "\\](": "\\]\\(", "\\]:": "\\]\\:"}
"""Replacements of escaped characters that remain escaped even if a URL before them swallows the backslash."""
_BARE_URL = re.compile(r"(?:(?:https?|ftp)://|www\.)\S*\Z", re.IGNORECASE)
_SIGNIFICANT = re.compile(
    r"""
    (?P<escaped>\\(?:[`<]|!(?=\[)|\][(:]))
    | (?P<kept>
        \\[!-/:-@\[-`{-~]                    # any other escaped character
        | (?<!`)(?P<run>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=run)(?!`)  # code
        | <(?:https?|mailto):(?:[^\s<>&]|&(?![#\w]+;))*>
        | !\[\[[^\[\]\n<`\\&]*\]\](?![\[(:])  # an embed, which is no Markdown
    )
    | (?P<reference>&(?:\#\d{1,7}|\#x[\da-f]{1,6}|[a-z][\da-z]*);)
    | (?P<image>!\[)
    | (?P<link>\]\()
    | (?P<definition>(?<!\])\]:)
    | (?P<less><(?=[A-Za-z/!?]))
    | (?P<bare>(?<![\w:/])/(?=/\w) | \bftp(?=:))  # a link to some editors
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class LinkPolicy(NamedTuple):
    """The policy for links and images."""

    target: Callable[[str], str | None]
    """Maps a destination as written to the target of the link, None if the link is not allowed."""
    remote_images: bool = False
    """Whether images may be loaded from the web."""


def sanitize(markdown: str, policy: LinkPolicy) -> str:
    r"""Return sanitized Markdown that renders as similarly as possible. Lines end with `\n`.

    Invisible characters become escapes. The result is parsed again. If HTML, a forbidden link or an invisible character
    is left, the whole text is shown literally.
    """
    allowed: set[str] = set()
    try:
        # Escape only now, since destinations are looked up as the note has them.
        sanitized = escape_lines("\n".join(_sanitize(markdown, policy, allowed)))
        return sanitized if _is_harmless(_parser().parse(sanitized), policy, allowed) else literal(markdown)
    except RecursionError:
        return literal(markdown)


def literal(text: str) -> str:
    """Return Markdown that shows a text literally, in a fenced code block."""
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(text)), 0)
    return f"{fence}markdown\n{escape_lines(text)}\n{fence}"


def _sanitize(markdown: str, policy: LinkPolicy, allowed: set[str]) -> Iterator[str]:
    """Yield lines of code unchanged, and the text between them sanitized. Add allowed local targets to `allowed`."""
    lines = markdown.split("\n")
    blocks = [token for token in _parser().parse(markdown) if token.map and token.type in (*_CODE, "inline")]
    code = {row for token in blocks if token.type in _CODE for row in range(*token.map or ())}
    # A code span does not extend beyond its block, however the backticks pair up.
    edges = sorted({0, len(lines), *(row for token in blocks for row in token.map or () if row < len(lines))})
    for start, end in pairwise(edges):
        if start in code:
            yield from lines[start:end]
        else:
            yield "".join(_pieces("\n".join(lines[start:end]), policy, allowed))


def _pieces(text: str, policy: LinkPolicy, allowed: set[str]) -> Iterator[str]:
    done = 0
    while match := _SIGNIFICANT.search(text, done):
        yield text[done : match.start()]
        done = match.end()
        match match.lastgroup:
            case "link" | "definition":
                opening, end = _link(text, match, policy, allowed)
                yield opening
                done = end
            case "image":
                yield _image(text, match.start(), policy)
            case "less":
                yield "&lt;"
            case "escaped":
                yield _ESCAPES[match[0]]
            case "reference":
                yield f"&amp;{match[0][1:]}" if _is_invisible(match[0]) else match[0]
            case "bare":
                yield f"{match[0]}\\"
            case _:
                yield match[0]
    yield text[done:]


def _link(text: str, match: re.Match[str], policy: LinkPolicy, allowed: set[str]) -> tuple[str, int]:
    """Return the opening of a link or definition, with its destination if allowed, and the offset after it."""
    written = _DESTINATION.match(text, match.end())
    target = _target(written, policy)
    if written is None or target is None:
        return f"{match[0][0]}\\{match[0][1]}", match.end()
    if not _WEB.match(target):
        allowed.add(_parser().normalizeLink(target))
    if target in written.groups():
        return match[0] + written[0], written.end()
    return f"{match[0]}{'' if match['link'] else ' '}{target}", written.end()


def _image(text: str, start: int, policy: LinkPolicy) -> str:
    """Return the opening of an image if it is a local file or may be loaded, otherwise the opening of a link."""
    image = _IMAGE.match(text, start)
    target = _target(_DESTINATION.match(text, image.end()), policy) if image else None
    if policy.remote_images or (target and not _WEB.match(target)):
        return "!["
    if text.startswith("[[", start + 1):
        return "\\!["
    return "[" if image is None or image[1].strip() else "[image"


def _target(written: re.Match[str] | None, policy: LinkPolicy) -> str | None:
    destination = (written[1] or written[2]) if written else None
    return policy.target(destination) if destination else None


def _is_invisible(reference: str) -> bool:
    """Whether a character reference, such as `&#x202e;` or `&shy;`, stands for an invisible character."""
    if reference[1] != "#":
        char = unescape(reference)
    else:
        code = int(f"0{reference[2:-1]}", 16) if reference[2] in "xX" else int(reference[2:-1])
        char = chr(code) if code <= sys.maxunicode else ""
    return escape_lines(char) != char


def _is_harmless(tokens: Iterable[Token], policy: LinkPolicy, allowed: Collection[str]) -> bool:
    """Whether the tokens contain no HTML, no invisible character, and no link or image with a forbidden target."""
    url = False
    for token in tokens:
        # Editors that link bare URLs include a backtick after the URL, so that other text becomes code.
        if url and token.type == "code_inline":
            return False
        if token.type in ("text", "softbreak", "hardbreak"):
            url = _BARE_URL.search(token.content) is not None
        # The parser does not parse beyond this level, so anything may be there.
        if token.type in ("html_block", "html_inline") or token.level > _DEEPEST - 4:
            return False
        if any(escape_lines(text) != text for text in (token.content, str(token.attrGet("title") or ""))):
            return False
        href = str(token.attrGet("href") or token.attrGet("src") or "")
        is_remote = _WEB.match(href) and (token.type != "image" or policy.remote_images)
        is_mail = href.startswith("mailto:") and token.type != "image"
        if token.type in ("link_open", "image") and not (is_remote or is_mail or href in allowed):
            return False
        if not _is_harmless(token.children or (), policy, allowed):
            return False
    return True


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - as markdown-it-py calls it
        """Return True for every target, since other parsers may be as lenient."""
        return True


@cache
def _parser() -> MarkdownIt:
    # Building a parser takes a few milliseconds, and it keeps no state between texts.
    return _Parser("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
