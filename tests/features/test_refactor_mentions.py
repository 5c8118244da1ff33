import pytest
from refactoring import apply_changes, check, refactorings_at
from vaults import texts_of, vault_of

from wikilsp.features.refactorings import offers
from wikilsp.index.graph import Graph
from wikilsp.index.unlinked_mentions import find_unlinked
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.changes import Changes

ALL = "Link all mentions of other notes in this note"
NOTES = """
//- Great Leap.md
//- Great Leap Forward.md
//- Chairman Mao.md
> ---
> aliases: [Mao, "毛泽东"]
> ---
//- 中国.md
//- C++.md
//- a/Twin.md
//- b/Twin.md
"""


def mentions_in(line, notes=NOTES):
    """Return the unlinked mentions in a note, each with the note that it means."""
    vault = vault_of(f"//- a.md\n> {line}\n{notes}")
    text = texts_of(f"//- a.md\n> {line}\n")["a.md"]
    mentions = find_unlinked(vault, vault.notes["a.md"], text, VaultIndex(vault).lexicon)
    return [(text[slice(*one.span)], one.resolution.target) for one in mentions]


def words(line, notes=NOTES):
    return [word for word, _ in mentions_in(line, notes)]


class TestWhatIsAMention:
    def test_a_name_or_an_alias_in_any_case(self):
        assert mentions_in("great leap, MAO") == [("great leap", "Great Leap.md"), ("MAO", "Chairman Mao.md")]

    def test_the_longest_name(self):
        assert words("the Great Leap Forward, the Great Leap Back") == ["Great Leap Forward", "Great Leap"]

    def test_any_blanks_between_words_but_no_line_end(self):
        assert words("Great  Leap") == ["Great  Leap"]
        assert words("Great\n> Leap") == []

    @pytest.mark.parametrize("text", ["Maoism", "xMao", "Great Leaps", "a_Mao", "Mao_b", "Ma\u0301o"])
    def test_whole_words_only(self, text):
        assert words(text) == []

    @pytest.mark.parametrize("text", ["Mao's", "(Mao)", "_Mao_", "**Mao**", "“Mao”", "pro-Mao", "Mao.", "is Mao?"])
    def test_punctuation_ends_words(self, text):
        assert words(text) == ["Mao"]

    def test_scripts_without_blanks(self):
        assert words("我爱中国人民,毛泽东说") == ["中国", "毛泽东"]

    def test_a_run_of_katakana_is_a_word(self):
        assert words("クリスマスツリーとクリスマス", "//- クリスマス.md\n") == ["クリスマス"]

    def test_punctuation_in_names(self):
        assert words("write C++ code") == ["C++"]

    def test_names_written_with_combining_marks(self):
        assert words("a cafe\u0301.", "//- Café.md\n") == ["cafe\u0301"]

    @pytest.mark.parametrize("name", ["I", "7", "12", "10%"])
    def test_too_common_names_are_ignored(self, name):
        assert words(f"I am {name} of 12", f"//- {name}.md\n") == []

    def test_a_year_may_be_a_name(self):
        assert words("in 1984", "//- 1984.md\n") == ["1984"]

    def test_the_title_if_links_resolve_by_title(self):
        vault = vault_of("//- b.md\n> # The Bee\n//- a.md\n> the bee\n", Settings(dialect=Dialect(resolve="title")))
        (one,) = find_unlinked(vault, vault.notes["a.md"], "the bee\n", VaultIndex(vault).lexicon)
        assert one.resolution.target == "b.md"

    def test_never_the_note_itself(self):
        assert words("a word", "//- b.md\n") == []
        vault = vault_of("//- Mao.md\n> Mao\n")
        assert find_unlinked(vault, vault.notes["Mao.md"], "Mao\n", VaultIndex(vault).lexicon) == []


NO_MENTIONS = [
    "[[Mao]]",
    "[[x|Mao]]",
    "![[Mao]]",
    "[Mao](x.md)",
    "[about Mao](https://x.org)",
    "[x](Mao.md)",
    "[x](https://x.org/Mao)",
    "[Mao][r]\n>\n> [r]: https://x.org",
    "[Mao]\n>\n> [mao]: https://x.org",
    "[r]: Mao",
    "https://x.org/Mao",
    "www.x.org/Mao",
    "<https://x.org/Mao>",
    "mao@mao.org",
    "`Mao`",
    "``a ` Mao``",
    "```\n> Mao\n> ```",
    "~~~ Mao\n> Mao",
    "\n>     Mao",
    "$x Mao$",
    "$$\n> Mao\n> $$",
    "%%Mao%%",
    "%%\n>\n> Mao\n>\n> %%",
    "<!-- Mao -->",
    "<!--\n> Mao\n> -->",
    "<div>\n> Mao\n> </div>",
    '<a title="Mao">x</a>',
    "<code>Mao</code>",
    "+++\n> Mao\n> +++",
    "# Mao",
    "Mao\n> ===",
    "#Mao",
    "x ^Mao",
    "x[^Mao] y[^pro-Mao]",
    "[^pro-Mao]: y",
    "Mao:: x",
    "[Mao:: x]",
    "tags:: Mao",
    "aliases:: Mao",
    "title:: Mao",
    "\\Mao",
    "{{query Mao}}",
    "((Mao))",
]


@pytest.mark.parametrize("text", NO_MENTIONS)
def test_no_mention(text):
    assert words(text) == []


@pytest.mark.parametrize("text", NO_MENTIONS)
def test_no_offer_where_links_are_not_parsed(text):
    before, name, after = text.partition("Mao") if "Mao" in text else text.partition("mao")
    assert "Link “Mao”" not in refactorings_at(f"//- a.md\n> {before}$0{name}{after}\n{NOTES}")


def test_a_mention_deep_in_a_long_list():
    before = "- top\n" + "> \t- some words of a long outline\n" * 100
    assert "Link “Mao”" in refactorings_at(f"//- a.md\n> {before}> \t- see M$0ao here\n{NOTES}")


def test_a_false_mention_is_not_linked():
    lines = "\n>\n> line" * 500
    offer = refactorings_at(f"//- a.md\n> %%{lines}\n>\n> M$0ao\n>\n> %%{NOTES}")["Link “Mao”"]
    assert offer.make() == Changes()


def test_front_matter_is_not_searched():
    vault = vault_of(f"//- a.md\n> ---\n> by: Mao\n> ---\n> Mao\n{NOTES}")
    (one,) = find_unlinked(vault, vault.notes["a.md"], "---\nby: Mao\n---\nMao\n", VaultIndex(vault).lexicon)
    assert one.span == Span(16, 19)


def test_the_value_of_a_property_is_searched():
    assert words("by:: Mao and [who:: Mao]") == ["Mao", "Mao"]


class TestLinking:
    def test_the_mention_at_the_cursor(self):
        check(
            f"//- a.md\n> Ma$0o, great leap, Mao{NOTES}",
            "Link “Mao”",
            "//- a.md\n> [[Chairman Mao|Mao]], great leap, Mao",
        )
        check(f"//- a.md\n> Mao, great$0 leap, Mao{NOTES}", "Link “great leap”", "//- a.md\n> Mao, [[great leap]], Mao")

    def test_all_in_the_note(self):
        check(
            f"//- a.md\n> $0Mao, great leap\n>\n> `Mao` 毛泽东中国{NOTES}",
            ALL,
            "//- a.md\n> [[Chairman Mao|Mao]], [[great leap]]\n>\n> `Mao` [[Chairman Mao|毛泽东]][[中国]]\n",
        )

    def test_in_a_table_the_bar_is_escaped(self):
        check(f"//- a.md\n> | M$0ao |\n> |-|{NOTES}", "Link “Mao”", "//- a.md\n> | [[Chairman Mao\\|Mao]] |\n> |-|")

    def test_label_first_dialects(self):
        settings = Settings(dialect=Dialect(label_order="label-first"))
        check(f"//- a.md\n> M$0ao{NOTES}", "Link “Mao”", "//- a.md\n> [[Mao|Chairman Mao]]", settings)

    def test_an_ambiguous_name_has_an_offer_per_note(self):
        text = f"//- x/a.md\n> Tw$0in{NOTES}"
        assert ALL not in refactorings_at(text)
        check(text, "Link “Twin” to “b/Twin”", "//- x/a.md\n> [[b/Twin|Twin]]")
        check(text, "Link “Twin” to “a/Twin”", "//- x/a.md\n> [[a/Twin|Twin]]")

    def test_no_offer_without_a_mention(self):
        assert not refactorings_at(f"//- a.md\n> no$0thing{NOTES}")
        assert not refactorings_at(f"//- a.md\n> `M$0ao`{NOTES}")


def test_names_follow_the_vault():
    vault = vault_of("//- a.md\n> Mao Deng\n//- b.md\n> aliases:: Mao\n")
    index = VaultIndex(vault)

    def mention_spans():
        return [one.span for one in find_unlinked(vault, vault.notes["a.md"], "Mao Deng\n", index.lexicon)]

    assert mention_spans() == [Span(0, 3)]
    index.put(Note("b.md", parse("aliases:: Deng", Dialect())))
    assert mention_spans() == [Span(4, 8)]
    index.put(Note("Mao.md"))
    assert mention_spans() == [Span(0, 3), Span(4, 8)]
    index.remove("b.md")
    assert mention_spans() == [Span(0, 3)]
    index.put(Note("c/Mao.md"))
    index.remove("Mao.md")
    assert mention_spans() == [Span(0, 3)]


def test_every_mention_that_is_linked_is_a_link_to_its_note():
    text = f"//- a.md\n> Mao x great leap Forward\n> - C++ 中国毛泽东\n> | Mao |\n> |-|{NOTES}"
    vault, texts = vault_of(text), texts_of(text)
    mentions = find_unlinked(vault, vault.notes["a.md"], texts["a.md"], VaultIndex(vault).lexicon)
    made = offers(Graph(vault), vault.notes["a.md"], texts["a.md"], Span(0, 0), texts.get, VaultIndex(vault).lexicon)
    after = apply_changes(texts, next(offer for offer in made if offer.title == ALL).make())["a.md"]
    note = Note("a.md", parse(after, Dialect()))
    assert [vault.resolve(note, link).target for link in note.facts.links] == [
        one.resolution.target for one in mentions
    ]
