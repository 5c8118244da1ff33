"""The strings of canvases: where they are, what they say, and edits that leave everything else as it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilsp.syntax.canvas import read_canvas
from wikilsp.text import Edit, Span, apply_edits

CANVAS = r"""{
	"nodes":[
		{"id":"1","x":-10,"type":"file","file":"a\/b \"c\".md","subpath":"#One","style":{"file":"no.md","list":["x"]}},
		{"type":"text","text":"see [[a]]\n\ud83d\ude00 [[b]]","id":"2"} ,
		{"type":"group","label":"file","background":"img/p.png","background":"img/q.png"}, 3, ["file"], {}
	],
	"edges":[{"id":"e","file":"no.md","label":"[[no]]"}],
	"metadata":{"nodes":[{"type":"file","file":"no.md"}]}
}"""


def values(text):
    return [{name: string.value for name, string in node.items()} for node in read_canvas(text)]


def test_the_strings_of_cards():
    assert values(CANVAS) == [
        {"id": "1", "type": "file", "file": 'a/b "c".md', "subpath": "#One"},
        {"type": "text", "text": "see [[a]]\n😀 [[b]]", "id": "2"},
        {"type": "group", "label": "file", "background": "img/q.png"},
        {},
    ]


def test_the_places_of_strings():
    file, text, *_ = read_canvas(CANVAS)
    assert CANVAS[slice(*file["file"].span)] == r"a\/b \"c\".md"
    assert CANVAS[slice(*file["file"].span_of(Span(0, 2)))] == r"a\/"
    start = text["text"].value.index("[[b]]")
    assert CANVAS[slice(*text["text"].span_of(Span(start, start + 5)))] == "[[b]]"
    assert CANVAS[slice(*text["text"].span_of(Span(start - 2, start - 1)))] == r"\ud83d\ude00"


@pytest.mark.parametrize(
    "text", ["{", "[[a]]", '{"nodes":[{"type":"file"', "{'nodes':[]}", '{"a":"\ufffd"}', "\ufeff{}", '["\\x"]']
)
def test_what_is_not_json_has_no_strings(text):
    assert read_canvas(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "{}",
        "[]",
        "1",
        '"nodes"',
        '{"nodes":{"a":{"type":"file"}}}',
        '{"nodes":[[{"file":"x"}]]}',
        '[{"nodes":[{"file":"a"}]}]',
    ],
)
def test_json_without_cards(text):
    assert read_canvas(text) == []


def test_a_deeply_nested_text_is_refused_or_has_no_cards():
    assert not read_canvas("[" * 200_000 + "]" * 200_000)


@pytest.mark.parametrize(
    ("canvas", "new", "expected"),
    [
        ('{"nodes":[{"type":"file","file":"é"}]}', 'ü "x"\\', '{"nodes":[{"type":"file","file":"ü \\"x\\"\\\\"}]}'),
        ('{"nodes":[{"type":"file","file":"\\u00e9"}]}', "ü", '{"nodes":[{"type":"file","file":"\\u00fc"}]}'),
        ('{"nodes":[{"type":"file","file":"e"}]}', "ü", '{"nodes":[{"type":"file","file":"ü"}]}'),
    ],
)
def test_new_text_is_escaped_as_the_rest_of_the_file_is(canvas, new, expected):
    [node] = read_canvas(canvas)
    assert apply_edits(canvas, [node["file"].rewrite(new)]) == expected


texts = st.text(st.characters(codec="utf-8", exclude_characters="\ufffd"), max_size=20)
nodes = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["text", "file"]), "text": texts}, optional={"file": texts})
)


@given(st.data(), nodes, st.booleans(), st.sampled_from([None, "\t", 2]))
def test_an_edit_changes_one_string_and_nothing_else(data, nodes, ascii_, indent):
    text = json.dumps({"nodes": nodes, "edges": []}, ensure_ascii=ascii_, indent=indent).replace("/", "\\/")
    found = read_canvas(text)
    assert [{name: string.value for name, string in node.items()} for node in found] == nodes
    if not nodes:
        return
    at = data.draw(st.integers(0, len(nodes) - 1))
    value = nodes[at]["text"]
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(value)), st.integers(0, len(value)))))
    edit = Edit(Span(start, end), data.draw(texts))
    nodes[at]["text"] = apply_edits(value, [edit])
    raw = found[at]["text"].edit(edit)
    after = apply_edits(text, [raw])
    assert json.loads(after)["nodes"] == nodes
    assert (after[: raw.span.start], after[raw.span.start + len(raw.content) :]) == (
        text[: raw.span.start],
        text[raw.span.end :],
    )
