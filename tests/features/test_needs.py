"""An answer from the notes that it is said to need equals the answer from all notes."""

from functools import cache

import pytest
from vaults import texts_of, vault_of

from wikilsp.features.completion import completion, completion_needs
from wikilsp.features.definition import definition
from wikilsp.features.document_links import document_links, link_target
from wikilsp.features.hierarchy import item
from wikilsp.features.highlight import highlight
from wikilsp.features.hints import inlay_hints
from wikilsp.features.hover import hover
from wikilsp.features.needs import (
    definition_needs,
    fragment_needs,
    highlight_needs,
    hover_needs,
    link_needs,
    target_needs,
)
from wikilsp.features.rename import RenameRefused, prepare
from wikilsp.features.rendering import FileLinks
from wikilsp.features.tokens import semantic_tokens
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

HERE = "dir/me.md"
VAULT = """
    //- dir/me.md
    > ---
    > title: My title
    > aliases: [Myself]
    > ---
    > # Me
    >
    > [[b]] [[b#Hive]] [[b#Hive#In]] [[b#Gone]] [[b#^sting]] [[b#^gone]] [[b|text]] ![[b]] [[Bee]] [[The Bee]]
    > [[twin]] [[other/twin]] [[./twin]] [[/b]] [[Myself]] [[My title]] [[#Me]] [[me]] [[b.md]] [[c%2B]] [[pic.png]]
    > [[pair]] [[folder]] [[nowhere]] [[nowhere#x]] [[../out]] [[https://a.org/]] [[Changed]] [[changed]]
    > [b](../b.md) [b](../b.md#hive) [b](../b.md#gone) [f](../folder) [t](twin.md) [no](no.md) [r][ref] ![p](../pic.png)
    >
    > [ref]: ../b.md#hive
    >
    > #tag key:: value
    >
    > A block ^mine
    //- b.md
    > ---
    > aliases: [Bee]
    > ---
    > # The Bee
    >
    > [[me]] #tag key:: value
    >
    > ## Hive
    >
    > ### In
    >
    > A block ^sting
    //- dir/twin.md
    > # First
    //- other/twin.md
    > # Second
    //- folder/index.md
    > # Index
    //- c+.md
    > # Plus
    //- changed.md
    > ---
    > title: Unlike
    > ---
    //- me too.md
    > ---
    > aliases: [Myself, My title]
    > title: Me
    > ---
    //- one/pair.md
    > # One
    //- two/pair.md
    > # Two
    //- pic.png
"""
DIALECTS = [
    Dialect(),
    Dialect(resolve="title"),
    Dialect(folder_index=True),
    Dialect(preset="logseq", nested=True),
]
B = frozenset({"b.md"})
TYPED = {
    "[[b#": B,
    "[[b#Hive#": B,
    "[[b#^": B,
    "[[b|": B,
    "[b](../b.md#": B,
    "[[#": {HERE},
    "[[Bee#": None,
    "[[Bee|": None,
    "[[##": None,
    "[[^^": None,
    "[[Bee": None,
    "[[no/such": None,
    "[x](no": None,
    "#t": None,
    "ke": None,
    "key:: ": None,
}
"""The needs of completion after each typed text."""
TEXTS = texts_of(VAULT)


@pytest.fixture(params=DIALECTS, ids=["names", "titles", "folders", "pages"])
def whole(request):
    """A vault of which all notes are read."""
    return vault_of(VAULT, Settings(request.param))


@cache
def part_of(vault, read):
    """Return the index of a vault of which only some notes are read."""
    notes = [note if path in read else Note(path, unread=True) for path, note in vault.notes.items()]
    return VaultIndex(Vault(vault.settings, notes, vault.files))


def compare(whole, find_needs, answer, *place):
    """Compare the answers of a part and of the whole, and return the needs. `answer` gets the indices and the note."""
    names = part_of(whole, frozenset({HERE}))
    needs = find_needs(names.vault, names.vault.notes[HERE], *place)
    if needs is not None:
        part, every = part_of(whole, needs | {HERE}), part_of(whole, frozenset(whole.notes))
        of_part, of_all = (answer(it, it.vault.notes[HERE], *place) for it in (part, every))
        assert of_part == of_all
    return needs


def name_to_rename(it, note, offset):
    try:
        return prepare(it.graph, it.uses, note, offset, TEXTS.get)
    except RenameRefused as refused:
        return str(refused)


FILES = FileLinks(TEXTS.get, str)
AT_CURSOR = {
    "definition": (definition_needs, lambda it, note, at: definition(it.graph, it.uses, note, at)),
    "hover": (hover_needs, lambda it, note, at: hover(it.graph, it.uses, note, at, FILES)),
    "highlight": (highlight_needs, lambda it, note, at: highlight(it.graph, note, at)),
    "call item": (link_needs, lambda it, note, at: item(it.graph, note, at)),
    "rename": (link_needs, name_to_rename),
}


@pytest.mark.parametrize("name", AT_CURSOR)
def test_needs_of_the_element_at_the_cursor(whole, name):
    find_needs, answer = AT_CURSOR[name]
    found = {compare(whole, find_needs, answer, offset) for offset in range(len(TEXTS[HERE]))}
    assert {frozenset(), None} <= found


def tokens_in(vault, note, span):
    tokens = semantic_tokens(vault, note, TEXTS[HERE])
    return [token for token in tokens if span.start <= token.span.start and token.span.end <= span.end]


def needs_of_link(find_needs):
    return lambda vault, note, span: find_needs(vault, note, [link for link in note.links if link.span == span])


OF_LINKS = {
    "targets": (needs_of_link(target_needs), lambda it, note, span: link_target(it.vault, note, span)),
    "titles": (needs_of_link(target_needs), lambda it, note, span: inlay_hints(it.vault, note, span)),
    "tokens": (needs_of_link(fragment_needs), lambda it, note, span: tokens_in(it.vault, note, span)),
}


@pytest.mark.parametrize("name", OF_LINKS)
def test_needs_of_each_link(whole, name):
    found = {compare(whole, *OF_LINKS[name], span) for span in document_links(whole.notes[HERE])}
    assert {None, frozenset(), B} <= found


def test_several_links_need_what_each_needs():
    vault = part_of(vault_of(VAULT), frozenset({HERE})).vault
    note = vault.notes[HERE]
    by_name, inside, alias = ([link for link in note.links if link.path == path] for path in ("twin", "b", "Bee"))
    assert target_needs(vault, note, [*by_name, *inside]) == {"dir/twin.md", "b.md"}
    assert fragment_needs(vault, note, [*by_name, *inside]) == {"b.md"}
    assert fragment_needs(vault, note, [*inside, *alias]) is None


@pytest.mark.parametrize("typed", TYPED)
def test_needs_of_completion(whole, typed):
    text = f"{TEXTS[HERE]}\n{typed}"
    whole.put(Note(HERE, parse(text, whole.settings.dialect)))
    texts = {**TEXTS, HERE: text}
    needs = compare(
        whole,
        lambda vault, note: completion_needs(VaultIndex(vault), note, len(text), texts.get),
        lambda it, note: completion(it, note, len(text), texts.get),
    )
    if whole.registry.encoding is None:
        assert needs == TYPED[typed]


@pytest.mark.parametrize("typed", ["[[", "[[TWI", "[[one/pa", "![[pic", "[x](", "[x](../one/pair.md"])
def test_completion_of_a_name_of_a_file_needs_nothing(typed):
    note = Note(HERE, parse(typed, Dialect()))
    vault = part_of(vault_of(VAULT), frozenset()).vault
    vault.put(note)
    assert completion_needs(VaultIndex(vault), note, len(typed), {HERE: typed}.get) == frozenset()


@pytest.mark.parametrize("typed", ["```\n[[", "[[x]] ", "```\n#t"])
def test_completing_nothing_needs_nothing(typed):
    text = f"word\n{typed}"
    note = Note(HERE, parse(text, Dialect()))
    assert completion_needs(VaultIndex(Vault(notes=[note])), note, len(text), {HERE: text}.get) == frozenset()
