from cursor_text import at_cursor

from wikilsp.features.spellings import other_spellings
from wikilsp.index.uses import Usages
from wikilsp.settings import Dialect, Settings
from wikilsp.text import apply_edits


def check(text, *expected, **options):
    """Check the line of the cursor after each suggested spelling."""
    vault, note, offset, texts = at_cursor(text, **options)
    offers = other_spellings(vault, Usages(vault.notes), note, offset)
    after = [apply_edits(texts[note.path], offer.make().edits[note.path]) for offer in offers]
    assert [body.rstrip("\n").split("\n")[-1] for body in after] == list(expected)


def test_a_tag_used_once_has_similar_tags():
    check("//- a.md\n#fo$0od/bred\n//- b.md\n#Food/Bread #food/bread #food\n", "#Food/Bread")
    check("//- a.md\n---\ntags: x\ntag: fo$0od/bred\n//- b.md\n#food/bread\n")


def test_a_tag_in_front_matter_stays_without_its_hash_sign():
    check("//- a.md\n---\ntags: fo$0od/bred\n---\n//- b.md\n#food/bread\n", "---")
    vault, note, offset, texts = at_cursor("//- a.md\n---\ntags: fo$0od/bred\n---\n//- b.md\n#food/bread\n")
    (offer,) = other_spellings(vault, Usages(vault.notes), note, offset)
    assert offer.title == "Change to “#food/bread”"
    assert apply_edits(texts["a.md"], offer.make().edits["a.md"]) == "---\ntags: food/bread\n---\n"


def test_a_key_used_once_has_similar_keys():
    check("//- a.md\nau$0tor:: x\n//- b.md\n[Author:: y]\n", "Author:: x")


def test_at_most_the_three_nearest():
    check(
        "//- a.md\n#histo$0ryx\n//- b.md\n#historya #historyd #historyc #historyb\n",
        "#historya",
        "#historyb",
        "#historyc",
    )


def test_a_name_used_more_than_once_is_not_a_typo():
    check("//- a.md\n#fo$0od/bred\n//- b.md\n#food/bread #food/bred\n")
    check("//- a.md\nau$0tor:: x\n//- b.md\nautor:: x\n//- c.md\nauthor:: y\n")
    check("//- a.md\nau$0tor:: x\n[autor:: y]\n//- c.md\nauthor:: y\n")


def test_nothing_for_other_elements():
    check("//- a.md\nte$0xt\n//- b.md\n#text\n")
    check("//- a.md\n#something$0 else\n//- b.md\n#other\n")


def test_a_tag_of_several_words():
    settings = Settings(dialect=Dialect(multiword_tags=True))
    check("//- a.md\n$0#[[food bred|x]]\n//- b.md\n#[[food bread]]\n", "#[[food bread|x]]", settings=settings)


def test_a_tag_with_escapes_is_not_changed():
    check('//- a.md\n---\ntags: ["f\\xF6$0od/bred"]\n---\n//- b.md\n#föod/bread\n')
