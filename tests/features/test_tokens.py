from itertools import pairwise

import pytest
from vaults import vault_of

from wikilsp.features.tokens import semantic_tokens
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse

VAULT = """
    //- bee.md
    > # Hive
    > text ^id
    //- img/p.png
    """


def tokens(text, **dialect):
    """Return the type and the text of each token; `?` marks unresolved ones."""
    settings = Settings(Dialect(**dialect))
    vault = vault_of(VAULT, settings)
    note = Note("a.md", parse(text, settings.dialect))
    vault.put(note)
    found = semantic_tokens(vault, note, text)
    for one, following in pairwise(found):
        assert one.span.end <= following.span.start
    return [(f"{token.type}{'?' * token.unresolved}", text[slice(*token.span)]) for token in found]


def test_the_parts_of_a_wikilink():
    assert tokens("see [[bee#Hive|the hive]]") == [("path", "bee"), ("heading", "Hive"), ("label", "the hive")]


def test_a_link_to_a_block():
    assert tokens("![[bee#^id]]") == [("path", "bee"), ("block", "id")]


def test_both_blocks_of_a_range():
    expected = [("path", "bee"), ("block?", "no"), ("block", "id")]
    assert tokens("![[bee#^no:#^id]]", preset="dendron", label_order="label-first") == expected


def test_a_link_in_front_matter_in_two_lines():
    assert [one for one in tokens('---\nup: "[[bee#Hi\n  ve|the\n  hive]]"\n---\n') if one[0] != "value"] == [
        ("key", "up"),
        ("path", "bee"),
        ("heading?", "Hi"),
        ("heading?", "  ve"),
        ("label", "the"),
        ("label", "  hive"),
    ]


def test_unresolved_links():
    assert tokens("[[wasp#x]]") == [("path?", "wasp"), ("heading", "x")]
    assert tokens("[[bee#Nest]] [[bee#^no]]") == [
        ("path", "bee"),
        ("heading?", "Nest"),
        ("path", "bee"),
        ("block?", "no"),
    ]
    assert tokens("[[#Nest]]") == [("heading?", "Nest")]


def test_links_without_diagnostics_are_not_marked_unresolved():
    assert tokens("[[{{date}}#x]]") == [("path", "{{date}}"), ("heading", "x")]
    assert tokens("[[https://x.y]]") == [("path", "https://x.y")]


def test_markdown_links():
    assert tokens("[the hive](bee.md#hive) ![p](img/p.png) [x](no.md)") == [
        ("label", "the hive"),
        ("path", "bee.md"),
        ("heading", "hive"),
        ("label", "p"),
        ("path", "img/p.png"),
        ("label", "x"),
        ("path?", "no.md"),
    ]


def test_a_link_by_reference_is_resolved_at_its_definition():
    assert tokens("[text][b]\n\n[b]: no.md\n") == [("label", "text"), ("label", "b"), ("path?", "no.md")]


def test_tags():
    assert tokens("#a/b and #中文") == [("tag", "#a/b"), ("tag", "#中文")]


def test_properties():
    assert tokens("status:: done\n\n- k:: 5\n") == [("key", "status"), ("value", "done"), ("key", "k"), ("value", "5")]


def test_each_item_of_a_list_is_a_value():
    assert tokens("tags:: red bee, hive\n")[1:] == [("value", "red bee"), ("value", "hive")]


def test_a_value_is_split_around_links_and_tags():
    assert tokens("k:: see [[bee]] and #x too\n")[1:] == [
        ("value", "see [["),
        ("path", "bee"),
        ("value", "]] and "),
        ("tag", "#x"),
        ("value", " too"),
    ]


def test_a_label_is_split_around_an_image():
    assert tokens("[a ![p](img/p.png) b](bee.md)") == [
        ("label", "a ![p](img/p.png) b"[:4]),
        ("label", "p"),
        ("label", "]("),
        ("path", "img/p.png"),
        ("label", ") b"),
        ("path", "bee.md"),
    ]


def test_a_link_in_a_link():
    assert tokens("[[a [[bee]] c]]", nested=True) == [("path?", "a [["), ("path", "bee"), ("path?", "]] c")]


def test_front_matter():
    assert tokens('---\nup: "[[bee]]"\ntags: [x]\n---\n') == [
        ("key", "up"),
        ("value", '"[['),
        ("path", "bee"),
        ("value", ']]"'),
        ("key", "tags"),
        ("tag", "x"),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_no_token_crosses_a_line(newline):
    text = newline.join(["🐝 [one", "two\u2028three](bee.md)", "", "last"])
    assert tokens(text) == [("label", "one"), ("label", "two\u2028three"), ("path", "bee.md")]


def test_no_tokens_in_code():
    assert tokens("`[[bee]]` $#a$ %%[[bee]]%%\n\n```\nk:: v\n```\n") == []
