from functools import partial

from completing import check, complete, labels
from msgspec import msgpack

from wikilsp.features.completion import completion
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

VAULT = """
    //- a.md
    > # A note
    //- people/Chairman Mao.md
    > ---
    > aliases: [Mao]
    > ---
    > # Chairman Mao
    > ## Life
    > ### Youth
    > ## Work: 1.5 | #2
    > ### Youth
    > text
    //- img/mao.png
    """

check_in = partial(check, vault=VAULT)
headings = partial(labels, vault=VAULT)


# One note


def test_the_headings_of_a_note_in_order():
    assert headings("[[Chairman Mao#$0") == ["Chairman Mao", "Life", "Youth", "Work: 1.5 | #2", "Youth"]
    check_in("[[Chairman Mao#li$0", "Life", "[[Chairman Mao#Life]]")


def test_a_heading_is_written_without_link_syntax():
    check_in("[[mao#w$0", "Work: 1.5 | #2", "[[mao#Work: 1.5 2]]")


def test_a_repeated_heading_is_written_with_the_one_above():
    inserts = [item.insert for item in complete("[[mao#you$0", vault=VAULT).items]
    assert inserts == ["Youth]]", "Work: 1.5 2#Youth]]"]


def test_after_a_heading_come_the_headings_below_it():
    assert headings("[[mao#Life#$0]]") == ["Youth"]
    check_in("[[mao#Work 1.5 2#$0]]", "Youth", "[[mao#Work 1.5 2#Youth]]")
    assert headings("[[mao#Nothing#$0]]") == []


def test_the_rest_of_a_link_is_kept():
    check_in("[[mao#L$0if|he]]", "Life", "[[mao#Life|he]]")


def test_the_headings_of_this_note():
    assert headings("# Just typed\n\n[[#$0]]\n\n## 🐝\n") == ["Just typed", "🐝"]
    assert headings("# Just typed\n\n[[a#$0]]\n") == ["Just typed"]


def test_the_headings_of_a_note_whose_facts_were_evicted():
    texts = {"a.md": "[[b#", "b.md": "# One\n## Two\n"} | {f"{number}.md": "# One\n" for number in range(300)}
    vault = Vault(Settings(), [Note(path, msgpack.encode(parse(text, Dialect()))) for path, text in texts.items()])
    asked = partial(completion, VaultIndex(vault), vault.notes["a.md"], len("[[b#"), texts.get)
    first = asked()
    assert [item.label for item in first.items] == ["One", "Two"]
    assert [note.facts.length for note in vault.notes.values()]
    assert asked() == first


def test_a_heading_is_excluded_in_its_own_section():
    assert headings("# One\n# Two [[#$0\n") == ["One"]


def test_no_headings_of_an_attachment():
    assert headings("[[nobody#$0") == headings("![[mao.png#$0") == []


def test_items_have_offsets():
    (item,) = complete("[[mao#li$0", vault=VAULT).items
    assert (item.path, item.at) == ("people/Chairman Mao.md", len("---\naliases: [Mao]\n---\n# Chairman Mao\n"))


# All notes


def test_a_search_finds_all_headings_except_titles():
    assert headings("# Here\n## Sub\n[[##$0") == ["Life", "Work: 1.5 | #2", "Youth", "Youth", "Sub"]
    check_in("[[##li$0", "Life", "[[Chairman Mao#Life]]")


def test_an_item_replaces_the_whole_search():
    check_in("🐝 [[## l$0i]] x", "Life", "🐝 [[Chairman Mao#Life]] x")
    assert {item.filter for item in complete("[[##li$0", vault=VAULT).items} == {"##Life"}


def test_an_ambiguous_heading_is_written_with_the_one_above():
    inserts = [item.insert for item in complete("[[##you$0", vault=VAULT).items]
    assert inserts == ["Chairman Mao#Youth]]", "Chairman Mao#Work: 1.5 2#Youth]]"]


def test_a_heading_of_this_note_needs_no_name():
    check_in("[[##sub$0\n# Here\n## Sub\n", "Sub", "[[#Sub]]\n# Here\n## Sub\n")
    assert headings("# Here\n## Life [[##life$0\n") == ["Life"]


def test_nothing_in_code():
    assert headings("`[[##li$0`") == headings("`[[mao#li$0`") == []
