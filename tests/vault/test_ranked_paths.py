"""Ranked paths equal a naive sort, although texts share most of the work."""

from hypothesis import given
from hypothesis import strategies as st
from vaults import link_to, vault_of_paths

from wikilsp.note import Note
from wikilsp.vault.names import PathIndex, fold_path, spell, without_extension
from wikilsp.vault.ranked_paths import OtherPaths
from wikilsp.vault.resolve import Resolution

NAMES = ("Name", "name", "NAME", "nAmE", "Straße", "strasse")
paths = st.lists(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "a/", "A/", "b/", "b/a/", "c/b/a/"]),
        st.sampled_from(NAMES),
        st.sampled_from([".md", ".markdown"]),
    ),
    unique=True,
    max_size=12,
)
texts = st.builds("{}{}".format, st.sampled_from(["", "a/", "A/", "b/a/", "B/a/"]), st.sampled_from(NAMES))


def rank_naively(paths, text):
    """Return the paths that end with a text, in Obsidian's order, without an index."""

    def is_spelled(path):
        return f"/{spell(without_extension(path))}".endswith(f"/{spell(text)}")

    found = [path for path in paths if f"/{fold_path(without_extension(path))}".endswith(f"/{fold_path(text)}")]
    return sorted(found, key=lambda path: (len(spell(path)), not is_spelled(path), path))


@given(paths, texts)
def test_paths_are_ranked_in_obsidians_order_for_each_text(paths, text):
    index = PathIndex(without_extension)
    for path in paths:
        index.add(path)
    expected = rank_naively(paths, text)
    for _ in range(2):  # the second time, cached paths are used
        found = index.match_ending(text)
        assert (found is None) == (not expected)
        if found:
            assert [found[0], *found[1]] == expected
            assert len(found[1]) == len(expected) - 1
            assert found[1] == tuple(expected[1:])
        index.match_ending(text.swapcase())


@given(paths, texts)
def test_an_exact_spelling_is_unambiguous_within_a_folder(paths, text):
    vault = vault_of_paths(*paths)
    whole = [path for path in rank_naively(paths, text) if fold_path(without_extension(path)) == fold_path(text)]
    for written in (text, f"/{text}") if whole else ():
        found = vault.resolve(Note("elsewhere/x.md"), link_to(written))
        is_exact = spell(without_extension(whole[0])) == spell(text)
        assert found == Resolution(whole[0], "name", () if is_exact else tuple(whole[1:]))


@given(paths, texts, st.integers(0, 11))
def test_an_index_after_changes_equals_a_new_one(paths, text, number):
    index = PathIndex(without_extension)
    for path in paths:
        index.add(path)
    index.match_ending(text)
    for path in paths[number:]:
        index.discard(path)
    expected = rank_naively(paths[:number], text)
    found = index.match_ending(text)
    assert ([found[0], *found[1]] if found else []) == expected


def test_a_folder_whose_name_is_a_number_does_not_disturb_ranking():
    vault = vault_of_paths("X/a.md", "x/a.md", "q/1/x/a.md")
    assert vault.resolve(Note("s.md"), link_to("x/a")).target == "x/a.md"
    assert vault.resolve(Note("s.md"), link_to("1/x/a")) == Resolution("q/1/x/a.md", "name")


def test_other_paths_behave_like_a_tuple():
    index = PathIndex(without_extension)
    for path in ("x/name.md", "y/Name.md", "z/name.md"):
        index.add(path)
    best, others = index.match_ending("Name")
    assert best == "y/Name.md"
    assert isinstance(others, OtherPaths)
    assert others == ("x/name.md", "z/name.md")
    assert others == index.match_ending("Name")[1]
    assert others[1] == "z/name.md"
    assert others[:1] == ("x/name.md",)
    assert hash(others) == hash(tuple(others))
    assert repr(others) == "('x/name.md', 'z/name.md')"
    assert others != ("x/name.md",)
