"""The properties of a note on one line, for a hover."""

from wikilsp.features.excerpt import place_uri, shown_text
from wikilsp.features.places import link_places
from wikilsp.features.referents import strip_quotes
from wikilsp.features.rendering import FileLinks, inline
from wikilsp.note import Note
from wikilsp.syntax.facts import Value
from wikilsp.vault.vault import Vault

_MOST = 10
"""Limit on the properties, and on the items of each."""


def properties_line(vault: Vault, note: Note, text: str, files: FileLinks) -> str:
    """Return the properties of the page with their values as Markdown, "" if it has none."""
    page = (prop for prop in note.facts.properties if prop.scope in ("frontmatter", "page") and not prop.quiet)
    with_values = [prop for prop in page if prop.items]
    shown = [
        f"**{inline(prop.key)}** {', '.join([*values, '…'] if len(prop.items) > _MOST else values)}"
        for prop in with_values[:_MOST]
        for values in [[_value(vault, note, text, item, files) for item in prop.items[:_MOST]]]
    ]
    return " · ".join([*shown, "…"] if len(with_values) > _MOST else shown)


def _value(vault: Vault, note: Note, text: str, item: Value, files: FileLinks) -> str:
    """Return a value as Markdown: as a link if it is a wikilink, otherwise literally."""
    written = strip_quotes(item.text)
    if written.startswith("[[") and not files.is_plain:
        inside = (link for link in note.facts.links if link.kind == "wikilink" and link.span.start >= item.span.start)
        link = next((link for link in inside if text[slice(*link.span)] == written), None)
        places = link_places(vault, note, link) if link and link.span.end <= item.span.end else ()
        if link and places:
            return f"[{inline(shown_text(link, text))}]({place_uri(vault, files, places[0])})"
    return inline(written)
