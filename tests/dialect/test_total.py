"""`parse` is total: it never raises, and all facts are in the text and in order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from reading import DATAVIEW, LOGSEQ, OBSIDIAN, Dialect, check_order, check_spans, piece

from wikilsp.syntax.parse import parse
from wikilsp.text import Span, line_starts, position

INDEXED = Dialect(comments="index", nested=True, numeric_tags=True, multiword_tags=True, max_key_words=9)
LABEL_FIRST = Dialect(label_order="label-first", separator_space="optional")
DENDRON = Dialect(preset="dendron", headings="slug", label_order="label-first", dendron_vaults=(("a", "b"),))
SILVERBULLET = Dialect(preset="silverbullet")
DIALECTS = st.sampled_from([OBSIDIAN, DATAVIEW, LOGSEQ, INDEXED, LABEL_FIRST, DENDRON, SILVERBULLET])

# Pieces of the dialect, separated by spaces.
TOKENS = (
    "[ ] [[ ]] ![[ ![ ]( ( ) (( )) | \\| \\ # ## #a #a/b #1 ^ ^id #^ :: k:: k::v [k:: (k:: k: a,b:: **k**:: tags:: "
    "id:: ` `` ``` ~~~ $ $$ % %% <!-- --> < > <a <div> </div> <b> <https://x> {{ }} <% %> * ** _ __ ~~ == - + 1. > "
    "- --- ... === |-|-| | , ， \" ' a b c.md a%20b.png 100x20 2021-04 true 漢 é e\u0301 😀 👨\u200d👩 & &#39; ! / @ = "
    "aliases: up: [^1]: [r]: {{date}} #+key: :PROPERTIES: :END: #+BEGIN_SRC #+END_SRC #+BEGIN_x #+END_x "
    "wikilsp-ignore %%wikilsp-ignore-file%% "
    "${ } query[[ template[[ [[^a@L1C2]] @12 ,1: :#* #*]] 🏷 [**k**::"
)
BLANKS = ["\n", "\n\n", "\r\n", "\r", " ", "  ", "    ", "\t", "\n- ", "\n  ", "\n> ", "\n\n    ", "\n\t- ", "\n# "]
# Characters that are line endings elsewhere, unusual spaces, and characters of broken files.
ODD = list("\u2028\u2029\u0085\u00a0\u3000\f\v\x1c\0\ufeff\ufffd\ud800\udfff\u200d")
YAML = "a: |tags: |- |[|]|{|}|x|\"|'|>|#|:|&a|*a|!t|?|,|[[a]]|::|{{x}}|\t|<<: |%|2021-04-01|\u2028|\n|\r\n|  "
PIECES = [*TOKENS.split(), *BLANKS, *ODD]

glued = st.lists(st.sampled_from([*TOKENS.split(), *BLANKS * 3, *ODD])).map("".join)
yaml = st.lists(st.sampled_from([*YAML.split("|"), "|", "\n", "\n", "\n  "])).map("".join)
frontmatter = st.builds("{}---\n{}\n---\n{}".format, st.sampled_from(["", "\ufeff", "\n"]), yaml, glued)
anything = st.text(st.characters(codec=None, exclude_categories=[]))

NOTE = """---
aliases: [One, "Two [[x]]"]
tags: [a/b, c]
up: "[[Parent#Part|up]]"
---
type:: #note/concept
**Due date**:: 2021-04-17, 7 hours

# Heading with `code` ^h1

See [[Note#One#Two|label `x`]], ![[i.png|10x20]] and [text](some%20file.md#part "T") #tag. ^b-1

- item [k:: v [w]] (l:: m)
  id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40
\t- [ ] task $x^2$ %% hidden [[no]] %%
> quote:: [[a]]

| a | b |
|---|---|
| [[x\\|y]] | `z` |

```py
std::vector  # [[no]]
```
<div>
[[no]]
</div>

[ref]: other.md
<!-- wikilsp-ignore missing-note -->
last [[ a ]] [[unclosed
"""


@st.composite
def mutated_notes(draw):
    """Generate variants of the note above with a few pieces removed, doubled or replaced."""
    text = NOTE
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 20)))
        text = text[:start] + draw(st.sampled_from(["", *PIECES, text[start:end] * 2])) + text[end:]
    return text


texts = st.one_of(glued, anything, frontmatter, mutated_notes())


@given(texts, DIALECTS)
def test_never_raises_and_every_span_is_in_the_text(text, dialect):
    facts = parse(text, dialect)
    assert facts.length == len(text)
    assert facts.line_starts == line_starts(text)
    check_order(text, facts)


@given(st.one_of(glued, mutated_notes()), DIALECTS)
def test_the_text_at_each_span_matches_its_fact(text, dialect):
    check_spans(text, parse(text, dialect))


@given(texts, DIALECTS)
def test_equal_texts_have_equal_facts(text, dialect):
    assert parse(text, dialect) == parse(text, dialect)


@given(texts, DIALECTS)
def test_links_do_not_cross_lines(text, dialect):
    for one in parse(text, dialect).links:
        if one.kind in ("wikilink", "embed"):
            assert not {"\n", "\r"} & set(piece(text, one.span))


@given(texts, DIALECTS)
def test_links_that_are_not_nested_do_not_overlap(text, dialect):
    if not dialect.nested:
        wiki = [one.span for one in parse(text, dialect).links if one.kind in ("wikilink", "embed")]
        assert all(one.end <= other.start for one, other in pairwise(wiki))


def located(value, starts):
    """Return the value with spans as rows and columns, and with `\\n` for every line ending."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, Span):
        return tuple(position(starts, offset) for offset in value)
    if isinstance(value, tuple):
        return tuple(located(item, starts) for item in value)
    if hasattr(value, "__struct_fields__"):
        return type(value).__name__, *(located(getattr(value, name), starts) for name in value.__struct_fields__)
    return value


@given(st.one_of(glued, frontmatter, mutated_notes()), DIALECTS, st.sampled_from(["\r\n", "\r"]))
def test_line_endings_change_only_offsets(text, dialect, eol):
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    other = plain.replace("\n", eol)
    facts, same = parse(plain, dialect), parse(other, dialect)
    for name in ("links", "definitions", "tags", "headings", "blocks", "anchors", "aliases", "suppressions"):
        assert located(getattr(facts, name), facts.line_starts) == located(getattr(same, name), same.line_starts)
    for name in ("properties", "candidates"):
        assert spans(facts, name) == spans(same, name)


def spans(facts, name):
    return [located(one.span, facts.line_starts) for one in getattr(facts, name)]


@given(glued, DIALECTS)
def test_a_byte_order_mark_changes_only_offsets(text, dialect):
    text = text.lstrip("\ufeff")
    facts, same = parse(text, dialect), parse("\ufeff" + text, dialect)
    assert located(facts.links, facts.line_starts) == located(same.links, same.line_starts)
    assert spans(facts, "properties") == spans(same, "properties")
