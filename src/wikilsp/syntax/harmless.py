"""Notes as Markdown that an editor may render: it says what the note says, and can do nothing to who looks at it.

A note may come from anybody. What it has of HTML is shown as text, its links lead only where the caller lets them, and
its remote images are links.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_DEEPEST = 40
_CODE = ("fence", "code_block")
_BACKTICKS = re.compile("`+")
_WEB = re.compile(r"https?:", re.IGNORECASE)
_DESTINATION = re.compile(r"[ \t]*\n?[ \t>]*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))")
_IMAGE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(", re.DOTALL)
_ESCAPES = {"\\`": "&#96;", "\\<": "&lt;", "\\!": "&#33;", "\\](": "\\]\\(", "\\]:": "\\]\\:"}
"""What stands for an escaped character where it must stay one, even if a URL before it takes the backslash."""
_BARE_URL = re.compile(r"(?:(?:https?|ftp)://|www\.)\S*\Z", re.IGNORECASE)
_SIGNIFICANT = re.compile(
    r"""
    (?P<escaped>\\(?:[`<]|!(?=\[)|\][(:]))
    | (?P<kept>
        \\[!-/:-@\[-`{-~]                    # any other escaped character
        | (?<!`)(?P<run>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=run)(?!`)  # code
        | <(?:https?|mailto):[^\s<>]*>
        | !\[\[[^\[\]\n<`\\]*\]\](?![\[(:])  # an embed, which is no Markdown
    )
    | (?P<image>!\[)
    | (?P<link>\]\()
    | (?P<definition>(?<!\])\]:)
    | (?P<less><)
    | (?P<bare>(?<![\w:/])/(?=/\w) | \bftp(?=:))  # what some editors take for a link
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class Doors(NamedTuple):
    """Where the links and images of a note may lead."""

    target: Callable[[str], str | None]
    """From a destination as it is written to the one to lead to; None if there is none that may be led to."""
    remote_images: bool = False
    """Images may be loaded from the web."""


def harmless(markdown: str, doors: Doors) -> str:
    r"""Return Markdown whose lines end with `\n` as Markdown that can do nothing, and looks as nearly as it may.

    What would still do something, since it is written in a way that was not foreseen, is shown letter by letter.
    """
    opened: set[str] = set()
    try:
        made = "\n".join(_tamed(markdown, doors, opened))
        return made if _does_nothing(_parser().parse(made), doors, opened) else literal(markdown)
    except RecursionError:
        return literal(markdown)


def literal(text: str) -> str:
    """Return Markdown that shows a text letter by letter, as code."""
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(text)), 0)
    return f"{fence}markdown\n{text}\n{fence}"


def _tamed(markdown: str, doors: Doors, opened: set[str]) -> Iterator[str]:
    """Give lines of code as they are, and what stands between them without what it could do."""
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
            case "bare":
                yield f"{match[0]}\\"
            case _:
                yield match[0]
    yield text[done:]


def _led(text: str, match: re.Match[str], doors: Doors, opened: set[str]) -> tuple[str, int]:
    """Return the begin of a link or definition, and where it ends: with the destination if that may be led to."""
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
    """Return the begin of an image if it is a file or may be loaded, else that of a link to it."""
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


def _does_nothing(tokens: Iterable[Token], doors: Doors, opened: Collection[str]) -> bool:
    """Whether there is neither HTML nor a link or image that leads elsewhere than it may."""
    url = False
    for token in tokens:
        # Where bare URLs are links, one that touches code takes the backtick, and code is what is not code here.
        if url and token.type == "code_inline":
            return False
        if token.type in ("text", "softbreak", "hardbreak"):
            url = _BARE_URL.search(token.content) is not None
        # What lies deeper than the parser looks may be anything.
        if token.type in ("html_block", "html_inline") or token.level > _DEEPEST - 4:
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
        """Let every link be one, since what this parser holds to be bad others may not."""
        return True


@cache
def _parser() -> MarkdownIt:
    # Building one costs a few milliseconds, and it keeps no state between texts.
    return _Parser("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
