"""Markdown from notes, made safe to render in an editor.

Anyone may have written a note. Its HTML is shown as text, its links lead only where the caller allows, and its remote
images become links.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from wikilsp.visible import quotable_lines

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


class Doors(NamedTuple):
    """The targets that links and images of a note may have."""

    target: Callable[[str], str | None]
    """Map a destination as written to the target of the link; None if it may have none."""
    remote_images: bool = False
    """Images may be loaded from the web."""


def harmless(markdown: str, doors: Doors) -> str:
    r"""Return Markdown, whose lines end with `\n`, as Markdown that looks as similar as possible and does nothing.

    Unseen characters become escapes. The result is parsed again; if HTML, a forbidden link or an unseen character is
    left, the text is shown literally.
    """
    opened: set[str] = set()
    try:
        # Destinations were looked up as the note has them.
        made = quotable_lines("\n".join(_tamed(markdown, doors, opened)))
        return made if _does_nothing(_parser().parse(made), doors, opened) else literal(markdown)
    except RecursionError:
        return literal(markdown)


def literal(text: str) -> str:
    """Return Markdown that shows a text literally, as code."""
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(text)), 0)
    return f"{fence}markdown\n{quotable_lines(text)}\n{fence}"


def _tamed(markdown: str, doors: Doors, opened: set[str]) -> Iterator[str]:
    """Yield lines of code unchanged, and the text between them made harmless."""
    lines, done = markdown.split("\n"), 0
    for token in _parser().parse(markdown):
        if token.type in _CODE and token.map and token.map[0] >= done:
            start, end = token.map
            if done < start:
                yield "".join(_pieces("\n".join(lines[done:start]), doors, opened))
            yield from lines[start:end]
            done = end
    if done < len(lines):
        yield "".join(_pieces("\n".join(lines[done:]), doors, opened))


def _pieces(text: str, doors: Doors, opened: set[str]) -> Iterator[str]:
    done = 0
    while match := _SIGNIFICANT.search(text, done):
        yield text[done : match.start()]
        done = match.end()
        match match.lastgroup:
            case "link" | "definition":
                opening, end = _led(text, match, doors, opened)
                yield opening
                done = end
            case "image":
                yield _image(text, match.start(), doors)
            case "less":
                yield "&lt;"
            case "escaped":
                yield _ESCAPES[match[0]]
            case "reference":
                yield f"&amp;{match[0][1:]}" if _hides(match[0]) else match[0]
            case "bare":
                yield f"{match[0]}\\"
            case _:
                yield match[0]
    yield text[done:]


def _led(text: str, match: re.Match[str], doors: Doors, opened: set[str]) -> tuple[str, int]:
    """Return the opening of a link or definition, with the destination if that is allowed, and the offset after it."""
    written = _DESTINATION.match(text, match.end())
    target = _target(written, doors)
    if written is None or target is None:
        return f"{match[0][0]}\\{match[0][1]}", match.end()
    if not _WEB.match(target):
        opened.add(_parser().normalizeLink(target))
    if target in written.groups():
        return match[0] + written[0], written.end()
    return f"{match[0]}{'' if match['link'] else ' '}{target}", written.end()


def _image(text: str, start: int, doors: Doors) -> str:
    """Return the opening of an image if it is a file or may be loaded, else the opening of a link."""
    image = _IMAGE.match(text, start)
    target = _target(_DESTINATION.match(text, image.end()), doors) if image else None
    if doors.remote_images or (target and not _WEB.match(target)):
        return "!["
    if text.startswith("[[", start + 1):
        return "\\!["
    return "[" if image is None or image[1].strip() else "[image"


def _target(written: re.Match[str] | None, doors: Doors) -> str | None:
    destination = (written[1] or written[2]) if written else None
    return doors.target(destination) if destination else None


def _hides(reference: str) -> bool:
    """Whether a character reference, such as `&#x202e;` or `&shy;`, stands for an unseen character."""
    if reference[1] != "#":
        char = unescape(reference)
    else:
        code = int(f"0{reference[2:-1]}", 16) if reference[2] in "xX" else int(reference[2:-1])
        char = chr(code) if code <= sys.maxunicode else ""
    return quotable_lines(char) != char


def _does_nothing(tokens: Iterable[Token], doors: Doors, opened: Collection[str]) -> bool:
    """Whether the tokens hold neither HTML nor an unseen character nor a link or image with a forbidden target."""
    url = False
    for token in tokens:
        # Editors that link bare URLs count a backtick after one to the URL, and then take other text for code.
        if url and token.type == "code_inline":
            return False
        if token.type in ("text", "softbreak", "hardbreak"):
            url = _BARE_URL.search(token.content) is not None
        # The parser reads nothing below this level, so anything may stand there.
        if token.type in ("html_block", "html_inline") or token.level > _DEEPEST - 4:
            return False
        if any(quotable_lines(text) != text for text in (token.content, str(token.attrGet("title") or ""))):
            return False
        href = str(token.attrGet("href") or token.attrGet("src") or "")
        is_remote = _WEB.match(href) and (token.type != "image" or doors.remote_images)
        is_mail = href.startswith("mailto:") and token.type != "image"
        if token.type in ("link_open", "image") and not (is_remote or is_mail or href in opened):
            return False
        if not _does_nothing(token.children or (), doors, opened):
            return False
    return True


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - as markdown-it-py calls it
        """Accept every target, since other parsers may."""
        return True


@cache
def _parser() -> MarkdownIt:
    # Building one costs a few milliseconds, and it keeps no state between texts.
    return _Parser("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
