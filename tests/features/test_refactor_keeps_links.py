"""Every refactoring of any vault preserves the target of every link."""

import re
from collections import defaultdict
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from refactoring import apply_changes
from vaults import DEFAULT

from wikilsp.features.places import fragment
from wikilsp.features.refactorings import offers
from wikilsp.index.graph import Graph
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.parse import parse
from wikilsp.syntax.yaml_nodes import escape_scalar
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

PATHS = ("Ant.md", "Bee.md", "x/Ant.md", "x/Cow.md", "y z/Bee.md", 'y z/it\'s "D".md')
WORDS = ("One", "Two", "Part 1", "it's")

_BEGIN = re.compile(r"!?\[\[|\[L|^#|::|\Z", re.MULTILINE)
_END = re.compile(r"\]\]|\)|§\d+|\Z")
"""The boundaries of selections: never between a heading and its mark."""


@st.composite
def vaults(draw):
    """Return the texts of some notes. Each link has a unique label, each heading and block a unique mark."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=2, max_size=4, unique=True))
    labels = count()
    return {
        path: "\n".join([*_front_matter(draw, paths, labels), *_blocks(draw, path, paths, labels)]) + "\n"
        for path in paths
    }


def _front_matter(draw, paths, labels):
    links = [_wikilink(draw, paths, labels) for _ in range(draw(st.integers(0, 2)))]
    quotes = [draw(st.sampled_from("'\"")) for _ in links]
    items = [quote + escape_scalar(link, quote) + quote for quote, link in zip(quotes, links, strict=True)]
    return ["---", f"up: [{', '.join(items)}]", "---"] if items else []


def _blocks(draw, path, paths, labels):
    for _ in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(("heading", "text", "text", "block", "property", "embed", "heading", "mention")))
        mark = next(labels)
        if kind == "heading":
            yield f"{'#' * draw(st.integers(1, 3))} {draw(st.sampled_from(WORDS))} of {paths.index(path)}\n§{mark}\n"
        elif kind == "text":
            yield f"some {_link(draw, path, paths, labels)} and {_link(draw, path, paths, labels)}\n"
        elif kind == "block":
            yield f"- §{mark} {_link(draw, path, paths, labels)} ^b{mark}\n- more\n"
        elif kind == "property":
            yield f"up {mark}:: {_wikilink(draw, paths, labels)}\n"
        elif kind == "embed":
            yield f"!{_wikilink(draw, paths, labels)}\n"
        else:
            yield "the ant, the bee, the cow\n"


def _link(draw, path, paths, labels):
    return _markdown(draw, path, paths, labels) if draw(st.booleans()) else _wikilink(draw, paths, labels)


def _wikilink(draw, paths, labels):
    target = draw(st.sampled_from(paths))
    whole = target.removesuffix(".md")
    name = draw(st.sampled_from((whole.rpartition("/")[2], whole, f"/{whole}", "")))
    word = f"{draw(st.sampled_from(WORDS))} of {paths.index(target)}"
    heading = draw(st.sampled_from(("", f"#{word}", f"#One of {paths.index(target)}#{word}")))
    return f"[[{name}{heading or ('' if name else '#' + word)}|L{next(labels)}]]"


def _markdown(draw, path, paths, labels):
    target = draw(st.sampled_from(paths))
    up = "../" if "/" in path else ""
    word = draw(st.sampled_from(WORDS)).lower().replace(" ", "-")
    anchor = draw(st.sampled_from(("", f"#{word}-of-{paths.index(target)}", f"#{word}-of-{paths.index(target)}-1")))
    return f"[L{next(labels)}]({up}{target.replace(' ', '%20')}{anchor})"


def vault_of_texts(texts):
    return Vault(DEFAULT, [Note(path, parse(text, DEFAULT.dialect)) for path, text in texts.items()])


def meanings(texts):
    """Return the mark of the target of each resolved link by its label; for a whole note, the path."""
    vault = vault_of_texts(texts)
    found = defaultdict(set)
    for note in vault.notes.values():
        for link, resolution in vault.links(note):
            target = vault.notes.get(resolution.target or "")
            inside = fragment(vault, target, link) if target else None
            if inside is not None:
                found[link.label].add(_mark(texts[target.path], inside.span))
            elif target and not (link.headings or link.block):
                found[link.label].add(target.path)
    return found


def _mark(text, span):
    """Return the mark of a block, which is before its id, or of a heading, which is below it."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.end]
    return line.partition("§")[2].partition(" ")[0] or text[span.end :].partition("§")[2].partition("\n")[0]


@given(vaults(), st.data())
def test_each_link_keeps_its_target(texts, data):
    path = data.draw(st.sampled_from(sorted(texts)))
    text = texts[path]
    start = data.draw(st.sampled_from([match.start() for match in _BEGIN.finditer(text)]))
    end = data.draw(st.sampled_from([start, start, *(match.end() for match in _END.finditer(text, start))]))
    span = Span(start, end)
    graph = Graph(vault_of_texts(texts))
    offers_found = offers(graph, graph.vault.notes[path], text, span, texts.get, VaultIndex(graph.vault).lexicon)
    assert len({(offer.kind, offer.title) for offer in offers_found}) == len(offers_found)
    before = meanings(texts)
    for offer in offers_found:
        changes = offer.make()
        after = meanings(apply_changes(texts, changes))
        gone = {label for label in before if label not in after}
        # An inlined embed no longer exists.
        assert len(gone) <= (offer.kind == "refactor.inline"), (offer.title, changes)
        assert {label: after[label] for label in before.keys() - gone} == {
            label: before[label] for label in before.keys() - gone
        }, (offer.title, changes)
