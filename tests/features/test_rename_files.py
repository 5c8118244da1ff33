"""Renaming notes, folders and attachments, and how links to them are spelled afterwards."""

import pytest
from renaming import RenameCase, check, link_texts, rename_at, texts_after
from vaults import texts_of

from wikilsp.features.rename import RenameRefused, edits_for_moves, rename_file
from wikilsp.settings import Dialect, Settings
from wikilsp.vault.changes import Changes

FOAM = Settings(dialect=Dialect(preset="foam", folder_index=True))
LOGSEQ = Settings(dialect=Dialect(preset="logseq", filenames="triple-lowbar"))
TITLES = Settings(dialect=Dialect(preset="marksman", resolve="title"))


DENDRON = Settings(
    dialect=Dialect(preset="dendron", label_order="label-first", dendron_vaults=(("one", "v1"), ("two", "v2")))
)


def move(text, old, new, expected, *, title=None, **options):
    """Move the file or folder `old`. `expected` are the changed notes and moved files."""
    case = RenameCase(text, **options)
    result = rename_file(case.graph, old, new, case.read, title=title)
    case.check_result(result, expected)
    assert result.lost == ()
    return link_texts(case, result.found)


def link_text_after(link, old, new, *others):
    """Return the text of a link in `a.md` after a file has moved."""
    text = "//- a.md\n> {}\n//- {}\n{}".format(link, old, "".join(f"//- {other}\n" for other in others))
    case = RenameCase(text)
    result = rename_file(case.graph, old, new, case.read)
    [edits] = [result.changes.edits.get("a.md", ())]
    body = case.texts["a.md"]
    for span, content in sorted(edits, reverse=True):
        body = body[: span.start] + content + body[span.end :]
    return body.removesuffix("\n")


# Links keep their style


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[[b]]", "[[New]]"),
        ("[[b|label]]", "[[New|label]]"),
        ("[[ b ]]", "[[ New ]]"),
        ("![[b#One#Two]]", "![[New#One#Two]]"),
        ("[[b#^id|x]]", "[[New#^id|x]]"),
        ("[[B]]", "[[New]]"),
        ("[[b.md]]", "[[New.md]]"),
        ("[[sub/b]]", "[[sub/New]]"),
        ("[[/sub/b]]", "[[/sub/New]]"),
        ("[[./sub/b]]", "[[./sub/New]]"),
        ("[[%62]]", "[[New]]"),
        ("[t](sub/b.md)", "[t](sub/New.md)"),
        ("[t](./sub/b)", "[t](./sub/New)"),
        ("[t](/sub/b.md#one)", "[t](/sub/New.md#one)"),
        ("![](<sub/b.md>)", "![](<sub/New.md>)"),
        ('[t](sub/b.md?raw "title")', '[t](sub/New.md?raw "title")'),
        ("[t][r] [r]\n>\n> [r]: sub/b.md", "[t][r] [r]\n\n[r]: sub/New.md"),
        ("|x|\n> |-|\n> |[[b\\|label]]|", "|x|\n|-|\n|[[New\\|label]]|"),
        ("up:: [[b]]", "up:: [[New]]"),
        ("`[[b]]` $[[b]]$ %%[[b]]%%", "`[[b]]` $[[b]]$ %%[[b]]%%"),
    ],
)
def test_a_new_name(link, expected):
    assert link_text_after(link, "sub/b.md", "sub/New.md") == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[[b]]", "[[b]]"),
        ("[[sub/b]]", "[[x/y/b]]"),
        ("[[./sub/b]]", "[[./x/y/b]]"),
        ("[t](sub/b.md)", "[t](x/y/b.md)"),
        ("[t](b.md)", "[t](b.md)"),
    ],
)
def test_a_new_place(link, expected):
    assert link_text_after(link, "sub/b.md", "x/y/b.md") == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[t](b.md)", "[t](C%20%23%20%28d%29%20%C3%A9.md)"),
        ("[t](<b.md>)", "[t](<C %23 (d) é.md>)"),
    ],
)
def test_a_name_that_a_destination_has_to_encode(link, expected):
    # A rename refuses such a name, but the file may already have it.
    case = RenameCase(f"//- a.md\n> {link}\n//- b.md\n")
    result = edits_for_moves(case.graph, {"b.md": "C # (d) é.md"}, case.read)
    [edit] = result.changes.edits["a.md"]
    assert expected.replace("%C3%A9", "é") == link.replace("b.md", edit.content)


def test_a_percent_sign_is_always_encoded_since_other_programs_decode_it():
    assert link_text_after("[t](b.md)", "b.md", "50% off.md") == "[t](50%25%20off.md)"
    assert link_text_after("[t](<b.md>)", "b.md", "50% off.md") == "[t](<50%25 off.md>)"


def test_unchanged_names_keep_their_encoding():
    assert link_text_after("[t](é/%C3%A4/b.md)", "é/ä/b.md", "é/ä/ü.md") == "[t](é/%C3%A4/%C3%BC.md)"
    assert (
        link_text_after("[t](caf%C3%A9%20(x)/b.md)", "café (x)/b.md", "café (x)/ü.md")
        == "[t](caf%C3%A9%20(x)/%C3%BC.md)"
    )


def test_links_in_front_matter_keep_their_quotes():
    text = "//- a.md\n> ---\n> up: ['[[b]]', \"[[b|x]]\"]\n> ---\n//- b.md\n"
    move(
        text,
        "b.md",
        "it's.md",
        "//- a.md\n> ---\n> up: ['[[it''s]]', \"[[it's|x]]\"]\n> ---\n//- it's.md\n",
    )


# The shortest spelling in the vault after the rename


def test_a_name_that_becomes_ambiguous_gets_a_folder():
    assert link_text_after("[[b]]", "sub/b.md", "sub/c.md", "c.md") == "[[sub/c]]"
    assert link_text_after("[[b]]", "x/sub/b.md", "x/sub/c.md", "y/c.md", "y/x/c.md") == "[[sub/c]]"


def test_links_to_other_notes_with_the_new_name_keep_their_targets():
    move(
        """
        //- a.md
        > [[new]] [[b]]
        //- x/new.md
        //- deep/b.md
        """,
        "deep/b.md",
        "new.md",
        """
        //- a.md
        > [[x/new]] [[new]]
        //- new.md
        """,
    )


def test_a_link_by_an_alias_that_becomes_a_name_still_shows_the_alias():
    move(
        """
        //- a.md
        > [[AI]] [[AI#One]] [[AI|x]] ![[AI]]
        //- Intelligence.md
        > ---
        > aliases: [AI]
        > ---
        > # One
        //- b.md
        """,
        "b.md",
        "AI.md",
        """
        //- a.md
        > [[Intelligence|AI]] [[Intelligence#One|AI]] [[Intelligence|x]] ![[Intelligence]]
        //- AI.md
        """,
    )


def test_a_link_gets_the_new_name_even_if_the_old_one_is_an_alias():
    alias = "> ---\n> aliases: [b]\n> ---\n"
    move(f"//- a.md\n> [[b]]\n//- b.md\n{alias}", "b.md", "c.md", f"//- a.md\n> [[c]]\n//- c.md\n{alias}")


def test_a_link_that_starts_to_resolve_is_reported():
    text = "//- a.md\n> [[new]]\n//- b.md\n"
    assert move(text, "b.md", "new.md", "//- new.md") == ["a.md: [[new]]"]


def test_a_link_to_a_folder_that_becomes_empty_is_reported():
    case = RenameCase("//- a.md\n> [t](sub/)\n//- sub/b.md\n")
    result = rename_file(case.graph, "sub/b.md", "b.md", case.read)
    assert link_texts(case, result.lost) == ["a.md: [t](sub/)"]


# Links in moved notes


def test_relative_links_in_a_note_that_moves():
    move(
        """
        //- sub/a.md
        > [up](../b.md) [here](c.md) ![](./p.png) [[c]]
        > [[./c]] [out](../../x.md) [no](gone.md) [me](a.md)
        //- b.md
        //- sub/c.md
        //- sub/p.png
        """,
        "sub/a.md",
        "x/y/a.md",
        """
        //- x/y/a.md
        > [up](../../b.md) [here](../../sub/c.md) ![](../../sub/p.png) [[c]]
        > [[../../sub/c]] [out](../../../x.md) [no](gone.md) [me](a.md)
        """,
    )


def test_a_note_prefers_targets_in_its_own_folder():
    move(
        "//- x/a.md\n> [[n]]\n//- x/n.md\n//- n/n.md\n",
        "x/a.md",
        "a.md",
        "//- a.md\n> [[x/n]]\n",
    )


def test_a_folder_with_its_contents():
    move(
        """
        //- a.md
        > [[sub/b]] [t](sub/b.md) ![](sub/deep/p.png) [f](sub/) [[b]]
        //- sub/b.md
        > [a](../a.md) [p](deep/p.png) [[deep/p.png]]
        //- sub/deep/p.png
        """,
        "sub",
        "x/new",
        """
        //- a.md
        > [[x/new/b]] [t](x/new/b.md) ![](x/new/deep/p.png) [f](x/new/) [[b]]
        //- x/new/b.md
        > [a](../../a.md) [p](deep/p.png) [[deep/p.png]]
        //- x/new/deep/p.png
        """,
    )


def test_a_folder_next_to_a_new_note_with_its_name():
    assert link_text_after("[t](sub) [[b]]", "b.md", "sub.md", "sub/p.png") == "[t](sub/) [[sub]]"


def test_an_attachment():
    assert link_text_after("![[p.png|100]] ![](img/p.png)", "img/p.png", "img/q r.png") == (
        "![[q r.png|100]] ![](img/q%20r.png)"
    )


def test_two_files_may_swap_places():
    case = RenameCase("//- x.md\n> [[a]] [[b]]\n//- a.md\n//- b.md\n")
    result = edits_for_moves(case.graph, {"a.md": "b.md", "b.md": "a.md"}, case.read)
    assert [edit.content for edit in result.changes.edits["x.md"]] == ["b", "a"]


def test_a_note_that_is_not_utf_8_is_skipped_and_reported():
    case = RenameCase("//- a.md\n> [[b]]\n//- c.md\n> [[b]]\n//- b.md\n")
    case.vault.notes["a.md"].undecodable = (0, 1)
    result = rename_file(case.graph, "b.md", "new.md", case.read)
    assert (list(result.changes.edits), result.skipped) == (["c.md"], ("a.md",))


# Dialects


def test_the_index_note_of_a_folder_is_linked_by_the_folder():
    move(
        "//- a.md\n> [[sub]] [[index]]\n//- x/sub/index.md\n",
        "x/sub",
        "x/new",
        "//- a.md\n> [[new]] [[index]]\n//- x/new/index.md\n",
        settings=FOAM,
    )


def test_a_page_of_logseq():
    result, case = rename_at("//- pages/a.md\n> [[o$0ld/b]]\n//- pages/old___b.md\n", "new/c: d", settings=LOGSEQ)
    case.check_result(result, "//- pages/a.md\n> [[new/c: d]]\n//- pages/new___c%3A d.md\n")


def test_a_title_that_becomes_a_name():
    move(
        "//- a.md\n> [[The Title]]\n//- b.md\n> # The Title\n//- c.md\n",
        "c.md",
        "The Title.md",
        "//- a.md\n> [[b|The Title]]\n//- The Title.md\n",
        settings=TITLES,
    )


# The title of a note

TITLED = "//- a.md\n> [[Old#Old]] [t](Old.md#old)\n//- Old.md\n> # Old\n"


KEPT = "//- a.md\n> [[New#Old]] [t](New.md#old)\n//- New.md\n> # Old\n"
FOLLOWED = "//- a.md\n> [[New#New]] [t](New.md#new)\n//- New.md\n> # New\n"
KEEPING = Settings(heading_follows=False)


def test_the_title_heading_follows_or_stays_as_the_settings_and_the_command_say():
    move(TITLED, "Old.md", "New.md", FOLLOWED)
    move(TITLED, "Old.md", "New.md", KEPT, settings=KEEPING)
    move(TITLED, "Old.md", "New.md", KEPT, title=False)
    move(TITLED, "Old.md", "New.md", FOLLOWED, title=True, settings=KEEPING)


def test_one_setting_decides_for_links_and_for_files_moved_by_the_editor():
    by_link = TITLED.replace("[[Old#", "[[O$0ld#")
    for settings, expected in ((Settings(), FOLLOWED), (KEEPING, KEPT)):
        check(by_link, "New", expected, settings=settings)
        case = RenameCase(TITLED, settings=settings)
        result = edits_for_moves(case.graph, {"Old.md": "New.md"}, case.read)
        changed = texts_after(case.texts, Changes(result.changes.edits, {"Old.md": "New.md"}))
        assert changed == texts_of(expected)


@pytest.mark.parametrize("settings", [Settings(), KEEPING])
def test_a_title_heading_under_the_cursor_is_renamed_with_its_note(settings):
    check(TITLED.replace("# Old\n", "# O$0ld\n"), "New", FOLLOWED, settings=settings)


@pytest.mark.parametrize("heading", ["# Older", "## Old", "# *Old*", "# old", "text"])
def test_only_a_first_heading_that_is_the_name_follows(heading):
    move(f"//- Old.md\n> {heading}\n", "Old.md", "New.md", f"//- New.md\n> {heading}\n")


def test_a_title_heading_stays_where_only_the_folder_changes():
    move("//- Old.md\n> # Old\n", "Old.md", "x/Old.md", "//- x/Old.md\n> # Old\n")
    move("//- x/Old.md\n> # Old\n", "x", "y", "//- y/Old.md\n> # Old\n")


@pytest.mark.parametrize("name", ["- New", "1. New", "# New"])
def test_a_title_heading_that_cannot_have_the_name_refuses_the_rename_but_no_move_of_the_editor(name):
    case = RenameCase("//- Old.md\n> Old\n> ===\n//- a.md\n> [t](Old.md)\n")
    if "#" not in name:
        with pytest.raises(RenameRefused, match="cannot be the text of a heading"):
            rename_file(case.graph, "Old.md", f"{name}.md", case.read)
    result = edits_for_moves(case.graph, {"Old.md": f"{name}.md"}, case.read)
    assert list(result.changes.edits) == ["a.md"]


def test_the_title_heading_of_a_note_that_is_not_utf_8_is_reported():
    case = RenameCase("//- Old.md\n> # Old\n")
    case.vault.notes["Old.md"].undecodable = (0, 1)
    result = rename_file(case.graph, "Old.md", "New.md", case.read)
    assert (result.changes.edits, result.skipped) == ({}, ("Old.md",))


def test_a_heading_that_is_not_the_name_does_not_follow():
    text = "//- Old.md\n> # Older\n"
    move(text, "Old.md", "New.md", "//- New.md\n> # Older\n", title=True)
    check(text.replace("Older", "O$0lder"), "New", "//- Old.md\n> # New\n")


# Brackets around Markdown links


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[see](old.md)]", "[[see](new.md)]"),
        ("[[x] see](old.md)", "[[x] see](new.md)"),
        ("[[![see](p.png)](old.md#h)]", "[[![see](p.png)](new.md#h)]"),
        ("[[see](<./old.md> 't'), [[old]]", "[[see](<./new.md> 't'), [[new]]"),
        ("[[see][r]\n>\n> [r]: old.md", "[[see][r]\n>\n> [r]: new.md"),
        ("[[old](x.md) y]]", "[[old](x.md) y]]"),
    ],
)
def test_a_markdown_link_in_brackets(before, after):
    changed = f"//- a.md\n> {after}\n" if before != after else ""
    move(f"//- a.md\n> {before}\n//- old.md\n//- p.png\n", "old.md", "new.md", f"{changed}//- new.md\n")


# Front matter


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('up: ["[[a\n>   name]]", x] # c', 'up: ["[[new]]", x] # c'),
        ("up: '[see](a%20name.md)'", "up: '[see](new.md)'"),
        ("up: see [it](<a name.md#h>) # c", "up: see [it](<new.md#h>) # c"),
        ("up: >-\n>   see [it](a%20name.md)\n>   there", "up: >-\n>   see [it](new.md)\n>   there"),
        ("up: see [[a name]]", "up: see [[a name]]"),
    ],
)
def test_a_link_in_front_matter(before, after):
    text = "//- a.md\n> ---\n> {}\n> ---\n"
    changed = text.format(after) if before != after else ""
    move(f"{text.format(before)}//- a name.md\n", "a name.md", "new.md", f"{changed}//- new.md\n")


def test_nothing_in_toml_is_a_link():
    move("//- a.md\n> +++\n> up = '[[old]] [t](old.md)'\n> +++\n//- old.md\n", "old.md", "new.md", "//- new.md\n")


# Dendron


def test_in_dendron_a_link_keeps_its_label_and_its_vault():
    text = "//- v1/{0}.md\n//- v2/{1}.md\n//- v1/x.md\n> [[l|{0}]] [[dendron://one/{0}]] [[l|dendron://two/{1}#h]]\n"
    before, after = (
        text.format("a.b", "a.b"),
        "//- v1/{0}.md\n//- v1/x.md\n> [[l|{0}]] [[dendron://one/{0}]] [[l|{1}#h]]\n",
    )
    move(before, "v1/a.b.md", "v1/c.d.md", after.format("c.d", "dendron://two/a.b"), settings=DENDRON)


def test_in_dendron_a_link_by_vault_follows_into_another_vault():
    text = "//- v1/a.md\n//- v2/b.md\n> [[dendron://one/a]]\n"
    move(text, "v1/a.md", "v2/c.md", "//- v2/b.md\n> [[c]]\n//- v2/c.md\n", settings=DENDRON)
