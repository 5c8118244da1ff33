"""Fixes applied in a vault. Unless a test names codes, the findings of all rules are fixed."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wikilsp.fixes import fix
from wikilsp.index.vault_index import VaultIndex
from wikilsp.lint import lint, lint_vault
from wikilsp.note import Note
from wikilsp.rules import RULES
from wikilsp.settings import Settings, Severity
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

ALL = frozenset(rule.code for rule in RULES)
DEFAULT = Settings()


def lint_notes(index, paths):
    """Return the findings in each of these notes."""
    return {path: lint(index.vault, index.vault.notes[path]) for path in paths}


def fixed(texts, *, codes=ALL, unsafe=False, paths=None, options=DEFAULT):
    """Return the texts of a vault after fixing, and the number of fixed findings in each changed note."""
    notes = [Note(path, parse(text, options.dialect)) for path, text in texts.items()]
    index = VaultIndex(Vault(options, notes))
    made = fix(index, lint_notes(index, paths or texts), texts.get, codes, unsafe=unsafe).made
    assert list(index.vault.notes.values()) == notes, "the index is restored"
    return {**texts, **{each.path: each.after for each in made}}, {each.path: each.settled.total() for each in made}


def check(before, after, **how):
    """Assert that `a.md`, in a vault with empty notes b and Great Leap, becomes `after`."""
    others = {"b.md": "", "Great Leap.md": ""}
    assert fixed({"a.md": before, **others}, **how)[0] == {"a.md": after, **others}


class TestAppliedFixes:
    def test_safe_fixes(self):
        check("see [[ b ]], [[b\\|x]] and [[Great%20Leap]]\n", "see [[b]], [[b|x]] and [[Great Leap]]\n")
        check("k:: v\nkey::v\nkey2 :: v\n", "k:: v\nkey:: v\nkey2:: v\n")
        check("tags:: a,, b,\n", "tags:: a, b\n")
        check("tags:: x\n---\n", "tags:: x\n\n---\n")
        check("x <!-- wikilsp-ignore missing-note -->\n", "x \n")

    def test_edits_are_escaped_within_quotes_in_front_matter(self):
        texts = {"it's me.md": "---\naliases: [Nick]\n---\n", 'b "c".md': ""}
        front = "---\nup: ['[[Nick]]', \"[[Nick]]\", '[[its me]]']\nx: \"[[b%20%22c%22]]\"\n---\n"
        after = front.replace("'[[Nick", "'[[it''s me|Nick").replace('"[[Nick', "\"[[it's me|Nick")
        after = after.replace("%20%22c%22", ' \\"c\\"').replace("its me", "it''s me|its me")
        assert fixed({"a.md": front, **texts}, unsafe=True)[0]["a.md"] == after

    def test_unsafe_fixes_only_on_request(self):
        for before, after in [
            ("[[Great Laep]]\n", "[[Great Leap|Great Laep]]\n"),
            ("tags: #x\ntype:: y\n", "tags:: #x\ntype:: y\n"),
            ("---\nup: [[b]]\nkey:: v\nalias: z\n---\n", '---\nup: "[[b]]"\nkey: v\naliases: z\n---\n'),
            ("x [k:: v\n", "x [k:: v]\n"),
            ("it â€” that is\n", "it — that is\n"),
        ]:
            check(before, before)
            check(before, after, unsafe=True)

    def test_one_of_several_fixes_is_not_chosen(self):
        texts = {"a.md": "[[Famine x]] [[n#Heading x]] [[o]]", "Famine a.md": "", "Famine b.md": ""}
        texts |= {"n.md": "# Heading a\n# Heading b\n", "x/o.md": "", "y/o.md": ""}
        assert fixed(texts, unsafe=True) == (texts, {})

    def test_notes_are_not_created(self):
        check("[[Nowhere]]\n", "[[Nowhere]]\n", unsafe=True)

    def test_only_findings_with_the_given_codes(self):
        check("[[ b ]] [[b\\|x]]\n", "[[b]] [[b\\|x]]\n", codes={"link-edge-space"})

    def test_disabled_rules_and_silenced_findings_are_not_fixed(self):
        off = Settings(severities={"link-edge-space": Severity.OFF})
        check("[[ b ]]\n", "[[ b ]]\n", options=off)
        silenced = "[[ b ]] <!-- wikilsp-ignore link-edge-space -->\n"
        check(silenced, silenced)

    def test_only_the_given_notes(self):
        texts = {"a.md": "[[ b ]]", "b.md": "[[ a ]]"}
        assert fixed(texts, paths=["b.md"]) == ({"a.md": "[[ b ]]", "b.md": "[[a]]"}, {"b.md": 1})


class TestNoNewFinding:
    def test_a_fix_that_would_cause_one_is_left_out_and_the_others_are_applied(self):
        row = "| [[ b ]] | [[gone|x]] | [[b|y]] | [[Great%20Leap]] |"
        table = "| a | b | c | d |\n| - | - | - | - |\n"
        check(f"{table}{row}\n", f"{table}| [[b]] | [[gone|x]] | [[b\\|y]] | [[Great Leap]] |\n")

    def test_neither_in_another_note(self):
        texts = {"a.md": "tags:: x\n---\n", "b.md": "[[a#tags:: x]]\n"}
        assert fixed(texts) == (texts, {})

    def test_neither_of_a_rule_that_is_not_fixed(self):
        table = "| a |\n| - |\n| [[gone|x]] |\n"
        check(table, table, codes={"unescaped-pipe-in-table"})


class TestRounds:
    def test_a_fix_can_make_another_one_possible(self):
        check("[[ Great%20Leap\\| x]]\n", "[[Great Leap| x]]\n")

    def test_findings_that_a_fix_uncovers_are_fixed_with_it(self):
        check("| a |\n| - |\n| [[ b |x]] |\n", "| a |\n| - |\n| [[b\\|x]] |\n")
        check("k:: v\na::v\nb::v\nc ::v\nd::v\n", "k:: v\na:: v\nb:: v\nc:: v\nd:: v\n")

    def test_a_fix_is_left_out_if_it_uncovers_a_finding_that_is_not_fixed(self):
        table = "| a |\n| - |\n| [[ b |x]] |\n"
        check(table, table, codes={"unescaped-pipe-in-table"})

    def test_a_refused_fix_does_not_block_one_that_touches_it(self):
        check("[[ gone]]", "[[gone]]", unsafe=True)
        check("[[ Great Laep ]]", "[[Great Leap|Great Laep]]", unsafe=True)

    def test_the_current_text_of_a_note_is_fixed(self):
        index = VaultIndex(Vault(notes=[Note("a.md", parse("[[ a ]]", DEFAULT.dialect))]))
        (made,) = fix(index, lint_notes(index, ["a.md"]), lambda _: "x [[ a ]]", ALL, unsafe=False).made
        assert made.after == "x [[a]]"

    def test_a_note_without_a_text_is_not_fixed(self):
        index = VaultIndex(Vault(notes=[Note("a.md", parse("[[ a ]]", DEFAULT.dialect))]))
        assert fix(index, lint_notes(index, ["a.md"]), lambda _: None, ALL, unsafe=False) == ([], [])


def left(text, paths=("a.md",)):
    """Return the findings of a note that have a fix but are not fixed, with the reasons."""
    index = VaultIndex(Vault(notes=[Note(path, parse(text, DEFAULT.dialect)) for path in paths]))
    return fix(index, lint_notes(index, paths), lambda _: text, ALL, unsafe=True).left


class TestUnfixed:
    def lines(self, separator, number):
        return "k:: v\n" + "".join(f"k{line}{separator}v\n" for line in range(number))

    def test_long_chains_are_fixed(self):
        check(self.lines(": ", 150), self.lines(":: ", 150), unsafe=True)
        check(self.lines("::", 150), self.lines(":: ", 150))

    def test_chains_that_are_too_long_for_the_note(self):
        why = "each fix uncovers another finding, too many for a note of this size; split the note, or fix it by hand"
        assert left(self.lines(": ", 1_500)) == [("a.md", 1, why)]

    def test_a_note_with_too_many_findings(self):
        why = "“link-edge-space” has 5,000 findings or more in this note; split the note"
        assert left("[[ a ]] " * 5_001 + "[k:: v") == [("a.md", 5_001, why)]

    def test_fixes_that_would_cause_a_new_finding(self):
        table = "| a | b |\n| - | - |\n| [[gone|x]] | [[a|y]] |\n"
        assert left(table) == [("a.md", 1, "a fix would cause a new finding; fix it by hand")]

    def test_nothing_without_a_fix(self):
        assert left("[[ a ]] [[Nowhere]]\n") == []


class TestEdits:
    def edits(self, text):
        index = VaultIndex(Vault(notes=[Note("a.md", parse(text, DEFAULT.dialect)), Note("b.md")]))
        (made,) = fix(index, lint_notes(index, ["a.md"]), lambda _: text, ALL, unsafe=False).made
        return [(text[slice(*edit.span)], edit.content) for edit in made.edits]

    def test_edits_are_minimal_however_many_rounds_there_are(self):
        assert self.edits("x [[ b\\|c ]], [[ b ]] y") == [(" ", ""), ("\\", ""), (" ", ""), (" ", "")]

    def test_line_ends_and_byte_order_mark_are_preserved(self):
        check("\ufeffx:: 1\r\ntags:: y\r\n---\r\n[[ b ]]\r", "\ufeffx:: 1\r\ntags:: y\r\n\r\n---\r\n[[b]]\r")


PIECES = [
    "[[ b ]]", "[[b|x]]", "[[b\\|x]]", "[[ b |x]]", "[[Gone]]", "[[ gone#h ]]", "[[Nick]]", "![[nick]]", "[[nick#x]]",
    "[[%62]]", "[[c%20d#H]]", "[[c d#^i]]", "[[c e]]", "[[a#tags:: x]]", "[[o]]", "| - |\n", "\n| ", " |\n", "|",
    "\n", "\r\n", "\n---\n", "tags:: a,, b", "tags:: x", "aliases:: nick,", "aliases:: nick, two", "key::v",
    "k :: [[b]]", "k:: v", "- ", "> ", "# H", "\u2028", "🐛", "é", " ", "[k:: v", "up: [[b]]", "alias: nick",
    "tags: [x, y]", "x:: y", "â€”", "[[câ€”]]", "`", "$$", "<!-- wikilsp-ignore -->",
    "%% wikilsp-ignore missing-note, alias-link %%", "<!-- wikilsp-ignore-file link-edge-space -->", "#a//b",
    "[t](b.md#h)", "[t](c%20d.md#H)", "[[https://x.y]]", "text ^i",
]  # fmt: skip
TEXTS = st.builds(
    lambda front, pieces: front + "".join(pieces),
    st.sampled_from(["", "", "---\n", "---\naliases: [nick]\n---\n", "\n---\nk: v\n---\n", "\ufeff"]),
    st.lists(st.sampled_from(PIECES), max_size=14),
)
VAULTS = st.fixed_dictionaries(
    {"a.md": TEXTS, "b.md": TEXTS, "c d.md": TEXTS, "x/o.md": st.just(""), "y/o.md": st.just("# H\n")}
)


def findings(texts, options=DEFAULT):
    notes = [Note(path, parse(text, options.dialect)) for path, text in texts.items()]
    return Counter((found.path, found.code) for found in lint_vault(Vault(options, notes)))


@given(VAULTS, st.booleans())
def test_no_fix_causes_a_new_finding_and_each_removes_one(texts, unsafe):
    after, settled = fixed(texts, unsafe=unsafe)
    left, before = findings(after), findings(texts)
    assert left <= before
    assert left.total() <= before.total() - sum(settled.values())
    assert settled.keys() == {path for path in texts if texts[path] != after[path]}


@given(VAULTS, st.booleans())
def test_fixing_is_idempotent(texts, unsafe):
    once, _ = fixed(texts, unsafe=unsafe)
    assert fixed(once, unsafe=unsafe) == (once, {})


@given(VAULTS)
def test_edits_are_sorted_and_do_not_touch(texts):
    notes = [Note(path, parse(text, DEFAULT.dialect)) for path, text in texts.items()]
    index = VaultIndex(Vault(notes=notes))
    for made in fix(index, lint_notes(index, texts), texts.get, ALL, unsafe=True).made:
        places = [edit.span for edit in made.edits]
        assert all(before.end < after.start for before, after in pairwise(places))
