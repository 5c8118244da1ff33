"""Facts match the text at their spans, for both block readers, and mismatches are detected."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs
from reading import Dialect, piece
from test_total import NOTE, mutated_notes

from wikilsp.settings.load import load_settings
from wikilsp.settings.presets import PRESETS
from wikilsp.syntax.claims import Mismatch, first_mismatch, spans_of
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse
from wikilsp.text import Span

DIALECTS = [
    *(load_settings(f'preset = "{preset}"', codes=(), source="").dialect for preset in PRESETS),
    Dialect(comments="index", nested=True, numeric_tags=True, multiword_tags=True, max_key_words=9),
    Dialect(label_order="label-first", separator_space="optional"),
]
# Characters that Markdown, YAML and line splitting treat differently, and characters of markers and numbers.
BLANKS = list(" \t\xa0\u1680\u2003\u200b\u2028\u2029\u202f\u3000\x85\f\v\x1c\x1d\x1e\x1f\ufeff\u200d\u2060")
LINES = ["\n", "\n", "\n", "\n\n", "\r\n", "\r", "\n> ", "\n- ", "\n  ", "\n    ", "\n1. ", "\n\t"]
MARKS = [*">-+*.)0123456789#[]|^:`!()%\\\"'&=,~<$", "---", "===", "```", "- ", "> ", "1. ", "# ", "|-|-|"]
WORDS = (
    "a|é|漢|😀|[[T]]|![[T]]|[[ T ]]|[[T#H|l]]|[[T#^i]]|[[#H]]|[[T¦l]]|[t](T.md)|![i](a%20b.png)|[t](<a b>)|[t](T#%5Ei)|"
    "[t][r]|[r]: T.md|#t|#a/b|#[[a b]]|#t//|k:: v|k::v|k ::|[k:: v]|(k:: v)|[k:: v|tags:: a, ,b| ^i|^i|k:|:: v|[[|"
    "]]|[[]]|%%|$$|<!-- x -->|<!-- wikilsp-ignore a, b -->|%% wikilsp-ignore-file %%|<div>|â€”|{{x}}|\\[|\\¦|&#39;|"
    ":PROPERTIES:|:k: v|:END:|#+k: v|id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40|alias:: A, [[B]]|title:: T|"
    "#+BEGIN_SRC|#+END_SRC|#+BEGIN_x|#+END_x|"
    "${|}|query[[|[[^T@12|[[T#H,1:#*]]|[[T#^i:#H]]|🏷 k:: v|[**k**:: v]|```ad-note\n|```dataview\n|`= [[T]].k`|"
    "{{query (property k)}}|#+BEGIN_QUERY|#+END_QUERY|"
    "[[T#^i:#^j]]|[[t](T.md)]|[[x] t](T.md#H)|[[![i](b.png)](T.md)]|漢^i|[[T]]^i|[t](T.md)^i|<code>|</code>|+++|"
    "[^a]|[^a]: b|[^A]:|> [!nte] t\n|[!a¦b]"
)
PIECES = [*BLANKS, *LINES * 6, *MARKS, *(word.replace("¦", "|") for word in WORDS.split("|"))]
FIELDS = (
    'aliases: [A, "B ""C"]|aliases: "A\n  B"|aliases: [A,\n  "B\\u00e9"]|aliases: >-\n  A\n  B|aliases: A, B|'
    'aliases:\n- A\n- \'B\'\'s\'|tags: [a, "#b"]|tags: "\\x61b, c"|tags: a b|tags: [\'\\x61\', "\\t"]|k: "[[T]]"|'
    "k: '[[T''s#H|l]]'|k: [[T]]|k: \"\\e[[T]]\"|? k\n: v|? k|k:: v|'k': v|\"k\" : v|&x k: &y v|k: !!str v|k: !!set {a}|"
    'k: "[[T\n  U|l]] #t"|k: "[[T\\\n  \\ U]]"|k: \'[t](T\'\'s.md#H)\'|k: x [t](T.md)|k: "![t\n  u](<T\n  U.md>)"|'
    'k: "[[ T\n  "|k: "[[T\n  ]] [[ T\n ]] [[##T\n  U]]"|k: |-\n  [t](T.md)|'
    'k: *x|k: {a: [b, {c: "[[T]]"}]}|k: |k: |- a\n- b|k: "a|title: "A\n  B"|# c|k: v # c|k: [a, b|late|k: - a'
)
FRONT = [*BLANKS, "\n", "\n", "\r\n", "\r", *MARKS, *FIELDS.split("|"), "k: >\n  a\n\n  b", "k: |\n  a"]

bodies = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
fronts = st.lists(st.sampled_from(FRONT), max_size=6).map("\n".join)
notes = st.builds("{}---\n{}\n---\n{}".format, st.sampled_from(["", "\ufeff", "\n"]), fronts, bodies)
texts = st.one_of(bodies, bodies, notes, mutated_notes())


def facts_of_both(text, dialect):
    """Yield the facts read by the scanner, if it does not give up, and by markdown-it-py alone."""
    yield parse(text, dialect)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("wikilsp.syntax.structure.scan_blocks", lambda *_, **__: None)
        yield parse(text, dialect)


@settings(max_examples=1_000)
@given(texts, st.sampled_from(DIALECTS))
@example("2024\nSee [[Target]] now.\n\u3000\n\nNext [[Target]] and much more text", DIALECTS[0])
@example("> 1)\n> \xa0\n> [[T]] #t\n> k:: v\n> \f\n\n[[T]]", DIALECTS[0])
@example('---\ntags: ["caf\\xE9", b]\n---\n', DIALECTS[0])
@example('---\naliases: ["One\n  two", >-\n---\n', DIALECTS[0])
@example("[t](T.md#%5Eid)", DIALECTS[0])
@example("---\n? a\nb: c\n---\n", DIALECTS[0])
@example("---\n\ufeffk: v\naliases: [A]\n---\n", DIALECTS[0])
@example('---\r\n"\r\n\r\n---\r\n', DIALECTS[0])
@example("---\n--\n\ufeff\ufeffk::\n---", DIALECTS[0])
@example("---\n::\n- \u2028\n---", DIALECTS[0])
@example("alias::\xa0,\xa0,", DIALECTS[0])
@example("[**k**::---", Dialect(preset="dataview", separator_space="optional"))
@example("[🏷 k::v", Dialect(preset="dataview", separator_space="optional"))
def test_all_facts_match_the_text(text, dialect):
    for facts in facts_of_both(text, dialect):
        assert first_mismatch(text, facts) is None


@settings(max_examples=500)
@given(texts, st.sampled_from(DIALECTS))
def test_both_block_readers_agree(text, dialect):
    by_scanner, by_markdown_it = facts_of_both(text, dialect)
    assert by_scanner == by_markdown_it


# Mismatches

EXAMPLE = """---
aliases: [One, "Two \\" x"]
tags: [a/b, "caf\\xE9"]
up: "[[Parent#Part|up]]"
k:: v
---
Due date:: 2021-04-17, 7 hours

# Heading with `code` ^h1

Under
lined
=====

See [[Note#One#Two|label `x`]], ![[i.png|10x20]] and [text](some%20file.md#part "T") #tag. ^b-1
And [this][ref] [[d#^e]] [[ x ]] [[##y]] [[]] a//b #a//b â€” [[a\\|b]] [f:: g

- item [k:: v w] (l:: m)
  id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40
- a
  b

  later:: x

tags:: a, , b

one:: 1
two ::2
three::3
fo*ur:: 4

| a | b |
|---|---|
| [[x\\|y]] | [[v|w]] |

swallowed:: v
---

[ref]: other.md#x
<!-- wikilsp-ignore missing-note, empty-link -->
last `= this.k` [[unclosed

> [!warnign] Contested
> by some[^one] and others[^none]

[^one]: A footnote
> - [^two]:
>   The second
> - [^TWO]: And again
"""


def with_span(fact, number, span):
    """Return the fact with its span of this index replaced, counted as in `spans_of`."""
    count = 0

    def rebuilt(value):
        nonlocal count
        if isinstance(value, Span):
            count += 1
            return span if count == number + 1 else value
        if isinstance(value, tuple):
            return tuple(map(rebuilt, value))
        if hasattr(value, "__struct_fields__"):
            return structs.replace(value, **{name: rebuilt(getattr(value, name)) for name in value.__struct_fields__})
        return value

    return rebuilt(fact)


def with_moved_spans(facts, by):
    """Yield the facts with one span moved by some characters, and the original fact of that span."""
    kinds = ("links", "definitions", "tags", "properties", "headings", "blocks", "aliases", "suppressions")
    for name in (*kinds, "queries", "footnotes", "callouts"):
        some = getattr(facts, name)
        for at, fact in enumerate(some):
            # The destination of a reference link is in its definition.
            foreign = {fact.path_span, *fact.heading_spans} if getattr(fact, "reference", None) else set()
            for number, span in enumerate(spans_of(fact)):
                if span in foreign:
                    continue
                moved = with_span(fact, number, Span(span.start + by, span.end + by))
                yield structs.replace(facts, **{name: (*some[:at], moved, *some[at + 1 :])}), fact


EMPTY = ("has_astral", "title", "anchors")


def test_the_example_has_facts_of_every_kind():
    facts = parse(EXAMPLE, Dialect())
    assert first_mismatch(EXAMPLE, facts) is None
    assert all(
        getattr(facts, name)
        for name in Facts.__struct_fields__
        if name not in ("has_astral", "title", "anchors", "template_end")
    )
    assert {link.kind for link in facts.links} == {"wikilink", "embed", "link"}
    assert {made.scope for made in facts.properties} == {"frontmatter", "page", "block", "inline"}
    assert len({candidate.kind for candidate in facts.candidates}) >= 18


@pytest.mark.parametrize("by", [1, -1, 7, -30])
def test_a_moved_span_is_detected(by):
    facts = parse(EXAMPLE, Dialect())
    moved_facts = list(with_moved_spans(facts, by))
    assert len(moved_facts) > 80
    for moved, fact in moved_facts:
        assert first_mismatch(EXAMPLE, moved) is not None, (fact, by)


@pytest.mark.parametrize("by", [3, -2, -40])
def test_a_moved_candidate_is_detected(by):
    facts = parse(EXAMPLE, Dialect())
    for at, candidate in enumerate(facts.candidates):
        moved_span = Span(candidate.span.start + by, candidate.span.end + by)
        moved = structs.replace(candidate, span=moved_span)
        some = (*facts.candidates[:at], moved, *facts.candidates[at + 1 :])
        assert first_mismatch(EXAMPLE, structs.replace(facts, candidates=some)) is not None, candidate


def test_a_span_after_the_end_of_the_text_is_detected():
    facts = parse(NOTE, Dialect())
    for moved, fact in with_moved_spans(facts, len(NOTE)):
        assert first_mismatch(NOTE, moved) is not None, fact


def test_facts_of_another_text_are_detected():
    assert first_mismatch("[[b]]", parse("[[a]]", Dialect())) == Mismatch(Span(0, 5), "the link to “a”")
    assert first_mismatch("a\nb", parse("a b", Dialect())) == Mismatch(Span(0, 0), "the lines of the note")


def test_only_facts_near_the_spans_are_checked():
    text = "[[a]] [[b]] [[c]]"
    facts = parse(text.replace("a", "x").replace("c", "y"), Dialect())
    assert first_mismatch(text, facts, [Span(8, 9)]) is None
    assert first_mismatch(text, facts, []) is None
    assert piece(text, first_mismatch(text, facts, [Span(5, 5)]).span) == "[[a]]"
    assert piece(text, first_mismatch(text, facts, [Span(8, 9), Span(14, 15)]).span) == "[[c]]"
