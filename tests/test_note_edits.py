"""An edit of a note writes the text that is meant, also between the quotes of front matter."""

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse
from wikilsp.syntax.yaml_nodes import escape_scalar
from wikilsp.text import apply_edits

KEYS = ("up", "aliases", "a b")
COMMENTS = ("", "", " # it's 'so", ' # a "b')

prose = st.text("ab '\"\\,:{}-#", max_size=8)
"""Text around a link, and new names for its target."""


@st.composite
def scalars(draw):
    """Draw a value with a link in it: its YAML, in quotes."""
    quote = draw(st.sampled_from("'\""))
    # Without the blank, a backslash would escape the bracket.
    return quote + escape_scalar(f"{draw(prose)} [[TARGET]] {draw(prose)}", quote) + quote


def flow_values(inner):
    items = st.lists(inner, min_size=1, max_size=3)
    return items.map(lambda each: f"[{', '.join(each)}]") | items.map(
        lambda each: "{" + ", ".join(f"k{at}: {item}" for at, item in enumerate(each)) + "}"
    )


flows = st.recursive(scalars(), flow_values, max_leaves=4)


@st.composite
def front_matters(draw):
    """Draw front matter: values with links, alone, in lists and in mappings, with comments between them."""
    lines = ["---"]
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True)):
        if draw(st.booleans()):
            lines += [f"{key}:{draw(st.sampled_from(COMMENTS))}"]
            mark = draw(st.sampled_from(("- {}", "  - {}", "  k{}: ")))
            for at in range(draw(st.integers(1, 3))):
                start = mark.format("") if "-" in mark else mark.format(at)
                lines.append(start + draw(flows) + draw(st.sampled_from(COMMENTS)))
        else:
            lines.append(f"{key}: {draw(flows)}{draw(st.sampled_from(COMMENTS))}")
    return "\n".join([*lines, "---", ""])


@given(front_matters(), prose)
@example("---\na b:\n  k0: '[[TARGET]]' # it's 'so\n  k1: '[[TARGET]]'\n---\n", "it's")
def test_an_edit_between_quotes_writes_the_text_that_is_meant(text, name):
    note = Note("a.md", parse(text, Dialect()))
    assert len(note.links) == text.count("[[TARGET]]")
    after = apply_edits(text, [note.edit(link.path_span, f"{name}{at}") for at, link in enumerate(note.links)])
    marked = apply_edits(text, [note.edit(link.path_span, f"MARK{at}") for at, link in enumerate(note.links)])
    assert yaml.safe_load(after.strip("-\n")) == with_name(yaml.safe_load(marked.strip("-\n")), name)


def with_name(value, name):
    """Return a value of YAML with `name` in place of MARK."""
    if isinstance(value, list):
        return [with_name(item, name) for item in value]
    if isinstance(value, dict):
        return {key: with_name(item, name) for key, item in value.items()}
    return value.replace("MARK", name)
