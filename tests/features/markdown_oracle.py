"""Renders Markdown like an editor, and returns its links, images, HTML and visible text."""

from typing import NamedTuple

from markdown_it import MarkdownIt


class _Trusting(MarkdownIt):
    def validateLink(self, url):  # noqa: ARG002, N802
        return True


_EDITOR = _Trusting("gfm-like", {"html": True, "linkify": True, "maxNesting": 100})


class Rendered(NamedTuple):
    links: list
    images: list
    html: list
    code: list
    """The code spans."""
    text: str


def render(markdown):
    """Render like the most permissive editor: with HTML, and with everything linked that looks like a URL."""
    rendered = Rendered([], [], [], [], "")
    return rendered._replace(text="".join(_walk(_EDITOR.parse(markdown), rendered)))


def _walk(tokens, rendered):
    for token in tokens:
        if token.type in ("html_block", "html_inline"):
            rendered.html.append(token.content)
        elif token.type == "link_open":
            rendered.links.append(token.attrs["href"])
        elif token.type == "image":
            rendered.images.append(token.attrs["src"])
        elif token.type == "code_inline":
            rendered.code.append(token.content)
        if token.type in ("text", "code_inline", "code_block", "fence"):
            yield token.content
        yield from _walk(token.children or (), rendered)
