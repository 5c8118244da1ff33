"""Syntax that only one program has is never reported."""

from checking import codes, target
from reading import LOGSEQ, UUID, Dialect, candidates, cases, link, links, paths

FOREIGN = [
    f"(({UUID}))",
    f"{{{{embed (({UUID}))}}}}",
    "{{embed [[a]]}}",
    "{{query (and [[a]] [[b]])}}",
    "[label]([[a]])",
    f"[label]((({UUID})))",
    "[[^page]]",
    "[[page@12]]",
    "[[page@L3C4]]",
    "[[dendron://vault/note]]",
    "![[note#from,1:#to]]",
    "![[note#head:#*]]",
    "[[a.b.c]]",
    "[[<% tp.file.title %>]]",
    "[[{{date}}]]",
]


@cases("text", *((text, text) for text in FOREIGN))
def test_no_findings(text):
    assert candidates(text) == []
    assert candidates(f"- x\n  {text}\n", LOGSEQ) == []


@cases(
    "text",
    ("a block reference", f"(({UUID}))"),
    ("an embedded block", f"{{{{embed (({UUID}))}}}}"),
    ("a labelled block reference", f"[label]((({UUID})))"),
)
def test_a_block_reference_of_logseq_is_not_a_link(text):
    assert paths(text) == []


def test_links_in_macros_of_logseq_are_links():
    assert paths("{{embed [[a]]}} [label]([[b]])", LOGSEQ) == ["a", "b"]


def test_templates_are_never_reported():
    assert codes([], "[[<% tp.date.now() %>]] [[{{date}}]] ![[{{x}}.png]]") == []


def test_a_url_in_a_wikilink_is_external():
    assert codes([], "[[https://x.y]]") == ["external-wikilink"]
    assert codes([], "[[obsidian://open]]") == ["external-wikilink"]


def test_dendron_has_the_label_first():
    dendron = Dialect(label_order="label-first")
    assert links("[[The label|a.b.c]]", dendron) == [link("a.b.c", label="The label")]
    assert target(["a.b.c.md"], "[[The label|a.b.c]]", dialect=dendron) == "a.b.c.md"


@cases(
    "files, folder_index, expected",
    ("index", ["folder/index.md"], True, "folder/index.md"),
    ("README", ["folder/README.md"], True, "folder/README.md"),
    ("a note wins", ["folder/index.md", "folder.md"], True, "folder.md"),
    ("without the option", ["folder/index.md"], False, None),
)
def test_a_folder_of_foam(files, folder_index, expected):
    assert target(files, "[[folder]]", dialect=Dialect(folder_index=folder_index)) == expected
