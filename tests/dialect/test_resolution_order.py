"""Resolution of wikilinks: exact path, own folder, shortest path, exact case, code-point order."""

import unicodedata

from checking import apply_fix, codes, findings, resolution, severity, target
from reading import LOGSEQ, Dialect, cases


@cases(
    "files, source, text, expected",
    ("T38 an exact path beats the own folder", ["Note.md", "b/Note.md"], "b/src.md", "[[Note]]", "Note.md"),
    ("the own folder beats a shorter path", ["a/Note.md", "b/c/Note.md"], "b/c/src.md", "[[Note]]", "b/c/Note.md"),
    ("folders above the own do not count", ["a/Note.md", "bb/Note.md"], "bb/c/src.md", "[[Note]]", "a/Note.md"),
    ("T40 the shorter string", ["a/b/Note.md", "zzzzzz/Note.md"], "q/src.md", "[[Note]]", "a/b/Note.md"),
    ("exact case wins a tie", ["a/note.md", "b/Note.md"], "q/src.md", "[[Note]]", "b/Note.md"),
    ("a shorter path beats exact case", ["a/note.md", "bb/Note.md"], "q/src.md", "[[Note]]", "a/note.md"),
    ("then code-point order", ["b/Note.md", "a/Note.md"], "q/src.md", "[[Note]]", "a/Note.md"),
    ("T42 small letters", ["Log.md"], "src.md", "[[log]]", "Log.md"),
    ("T42 capitals", ["Log.md"], "src.md", "[[LOG]]", "Log.md"),
    ("casefold", ["straße.md"], "src.md", "[[STRASSE]]", "straße.md"),
    ("never NFKC", ["\uff21.md"], "src.md", "[[A]]", None),
    ("a path from the root", ["x/folder/a.md", "folder/a.md"], "src.md", "[[folder/a]]", "folder/a.md"),
    ("the end of a path", ["x/folder/a.md"], "src.md", "[[folder/a]]", "x/folder/a.md"),
    ("whole names only", ["xfolder/a.md"], "src.md", "[[folder/a]]", None),
    ("a path ignores case", ["Folder/A.md"], "src.md", "[[folder/a]]", "Folder/A.md"),
    ("T45 relative is exact", ["A/T.md"], "B/src.md", "[[./T]]", None),
    ("relative to the own folder", ["B/T.md"], "B/src.md", "[[./T]]", "B/T.md"),
    ("up", ["A/T.md"], "B/src.md", "[[../A/T]]", "A/T.md"),
    ("up is exact as well", ["A/T.md"], "B/src.md", "[[../T]]", None),
    ("a slash is the root", ["A/T.md"], "B/src.md", "[[/A/T]]", "A/T.md"),
    ("T11 the extension", ["a.md"], "src.md", "[[a.md]]", "a.md"),
    ("T11 the extension in capitals", ["a.md"], "src.md", "[[A.MD]]", "a.md"),
    ("a name with the extension twice", ["a.md", "a.md.md"], "src.md", "[[a.md]]", "a.md.md"),
    ("T52 a dot in a name", ["v1.2 notes.md"], "src.md", "[[v1.2 notes]]", "v1.2 notes.md"),
    ("a note comes before an attachment", ["x.pdf", "x.pdf.md"], "src.md", "[[x.pdf]]", "x.pdf.md"),
    ("T51 an attachment", ["img/p.png"], "src.md", "![[p.png]]", "img/p.png"),
    ("T51 its extension is required", ["img/p.png"], "src.md", "![[p]]", None),
    ("an attachment of the own folder", ["a/p.png", "b/p.png"], "b/src.md", "![[p.png]]", "b/p.png"),
    ("an attachment by path", ["a/p.png", "c/p.png"], "src.md", "![[c/p.png]]", "c/p.png"),
    ("an attachment ignores case", ["P.PNG"], "src.md", "![[p.png]]", "P.PNG"),
    ("runs of blanks are one", ["Sp ace.md"], "src.md", "[[Sp  ace]]", "Sp ace.md"),
    ("edges are trimmed", ["a.md"], "src.md", "[[ a ]]", "a.md"),
    ("percents as written", ["a%20b.md", "a b.md"], "src.md", "[[a%20b]]", "a%20b.md"),
    ("percents decoded", ["a b.md"], "src.md", "[[a%20b]]", "a b.md"),
    ("this note", [], "src.md", "[[#h]]", "src.md"),
    ("T05 this note by name", [], "src.md", "[[src]]", "src.md"),
    ("T13 a lone bracket", ["Sq]uare.md"], "src.md", "[[Sq]uare]]", "Sq]uare.md"),
    ("nobody", ["a.md"], "src.md", "[[b]]", None),
    ("a folder is not a note", ["b/a.md"], "src.md", "[[b]]", None),
)
def test_target(files, source, text, expected):
    assert target(files, text, source) == expected


def test_a_leading_slash_is_always_the_root():
    # Interpretation: `/T` is anchored at the root and not searched for like a bare `T`.
    assert target(["A/T.md"], "[[/T]]") is None


def test_t43_names_are_normalized_to_nfc():
    name = unicodedata.normalize("NFD", "Café")
    assert target([f"{name}.md"], "[[Café]]") == f"{name}.md"
    assert target(["Café.md"], f"[[{name}]]") == "Café.md"


@cases(
    "files, text, how",
    ("self", [], "[[#h]]", "self"),
    ("a name", ["a.md"], "[[a]]", "name"),
    ("T46 an alias", {"n.md": "---\naliases: [AI]\n---\n"}, "[[AI]]", "alias"),
    ("percents", ["a b.md"], "[[a%20b]]", "decoded"),
    ("T34 a URL", [], "[[https://x.y]]", "external"),
    ("nobody", [], "[[a]]", "missing"),
)
def test_how(files, text, how):
    assert resolution(files, text).how == how


# Ambiguous names


def test_t40_an_ambiguous_link_is_information():
    files = ["a/b/Note.md", "zzzzzz/Note.md"]
    assert severity(files, "[[Note]]", "q/src.md") == {"ambiguous-link": "info"}
    assert resolution(files, "[[Note]]", "q/src.md").others == ("zzzzzz/Note.md",)


@cases(
    "files, source, text",
    ("T38 an exact path", ["Note.md", "b/Note.md"], "b/src.md", "[[Note]]"),
    ("the own folder", ["a/Note.md", "b/Note.md"], "b/src.md", "[[Note]]"),
    ("one of them by path", ["a/Note.md", "b/Note.md"], "src.md", "[[a/Note]]"),
)
def test_not_ambiguous(files, source, text):
    assert codes(files, text, source) == []


# Aliases and titles


def test_t46_a_bare_alias_resolves_with_a_hint():
    files = {"n.md": "---\naliases: [AI]\n---\n"}
    assert target(files, "[[AI]]") == "n.md"
    assert severity(files, "[[AI]]") == {"alias-link": "hint"}
    assert apply_fix(files, "see [[AI]].") == "see [[n|AI]]."


@cases(
    "frontmatter",
    ("a list", "aliases: [AI, B]"),
    ("a list on lines", "aliases:\n  - AI\n  - B"),
    ("text, split on commas", "aliases: AI, B"),
)
def test_aliases_of_front_matter(frontmatter):
    files = {"n.md": f"---\n{frontmatter}\n---\n"}
    assert [target(files, f"[[{name}]]") for name in ("AI", "b")] == ["n.md", "n.md"]


def test_a_file_name_beats_an_alias():
    assert codes({"n.md": "---\naliases: [AI]\n---\n", "AI.md": ""}, "[[AI]]") == []
    assert target({"n.md": "---\naliases: [AI]\n---\n", "AI.md": ""}, "[[AI]]") == "AI.md"


def test_one_alias_of_two_notes_is_ambiguous_and_reported_at_both():
    note = "---\naliases: [AI]\n---\n"
    assert codes({"a.md": note, "b.md": note}, note, "a.md") == ["duplicate-alias"]
    assert resolution({"a.md": note, "b.md": note}, "[[AI]]").others != ()
    assert "ambiguous-link" in codes({"a.md": note, "b.md": note}, "[[AI]]")


@cases(
    "note",
    ("first heading", "# Big Idea\n"),
    ("title in front matter", "---\ntitle: Big Idea\n---\n# Other\n"),
    ("title as a property", "title:: Big Idea\n"),
)
def test_option_resolve(note):
    assert target({"n.md": note}, "[[big idea]]", dialect=Dialect(resolve="title")) == "n.md"
    assert target({"n.md": note}, "[[big idea]]", dialect=Dialect(resolve="obsidian")) is None


def test_a_name_beats_a_title():
    files = {"n.md": "# Big Idea\n", "Big Idea.md": ""}
    assert target(files, "[[Big Idea]]", dialect=Dialect(resolve="title")) == "Big Idea.md"


# Findings


@cases(
    "text, expected",
    ("a note", "[[b]]", {"missing-note": "warning"}),
    ("an attachment", "![[b.png]]", {"missing-attachment": "warning"}),
    ("a heading", "[[a#x]]", {"missing-heading": "warning"}),
    ("a block", "[[a#^x]]", {"missing-block": "warning"}),
    ("T34 a URL", "[[https://x.y]]", {"external-wikilink": "hint"}),
    ("percents", "[[c%20d]]", {"percent-encoded-link": "hint"}),
    ("T07 a search", "[[^^x]]", {"search-leftover": "hint"}),
    ("a search over headings", "[[##x]]", {"search-leftover": "hint"}),
    ("T19 nothing", "[[]]", {"empty-link": "info"}),
    ("T18 no end", "[[a", {"unterminated-link": "hint"}),
    ("T33 an escaped bar", r"[[a\|b]]", {"escaped-pipe-outside-table": "hint"}),
    ("T32 a bare bar", "| t |\n|-|\n| [[a|b]] |", {"unescaped-pipe-in-table": "warning"}),
    ("blanks", "[[ a ]]", {"link-edge-space": "hint"}),
    ("an unbalanced bracket is nobody's name", "[[1, 2], [3, 4]]", {}),
    ("T35 a template", "[[<% x %>]]", {}),
    ("a good link", "[[a]]", {}),
)
def test_findings(text, expected):
    assert severity(["a.md", "c d.md"], text) == expected


@cases(
    "text, expected",
    ("blanks", "x [[ a |b]]", "x [[a|b]]"),
    ("a bar in a cell", "| t |\n|-|\n| [[a|b]] |", "| t |\n|-|\n| [[a\\|b]] |"),
    ("a bar out of one", r"[[a\|b]]", "[[a|b]]"),
)
def test_fixes(text, expected):
    assert apply_fix(["a.md"], text) == expected


def test_a_missing_note_is_reported_at_its_span():
    assert findings(["a.md"], "x [[a]] [[b#h|c]]") == [("missing-note", "b")]


def test_an_ignored_file_can_be_linked_but_is_never_a_candidate():
    assert codes([], "[[x]] [[build/x]]", ignored=["build/x.md"]) == []
    assert resolution([], "[[x]]", ignored=["build/x.md"]).how == "ignored"
    assert target(["z/x.md"], "[[x]]", ignored=["x.md"]) == "z/x.md"


# Page names in Logseq


@cases(
    "files, text, expected",
    ("T48 a namespace", ["pages/a___b.md"], "[[a/b]]", "pages/a___b.md"),
    ("a namespace by folders", ["pages/a/b.md"], "[[a/b]]", "pages/a/b.md"),
    ("pages are a flat space", ["pages/x.md"], "[[X]]", "pages/x.md"),
    ("so are journals", ["journals/2024_01_02.md"], "[[2024_01_02]]", "journals/2024_01_02.md"),
    ("a question mark", ["pages/what%3F.md"], "[[what?]]", "pages/what%3F.md"),
    ("a colon", ["pages/a%3Ab.md"], "[[a:b]]", "pages/a%3Ab.md"),
    ("a hash", ["pages/C%23.md"], "[[C#]]", "pages/C%23.md"),
    ("a bar", ["pages/a%7Cb.md"], "[[a|b]]", "pages/a%7Cb.md"),
    ("a percent that means nothing", ["pages/100%.md"], "[[100%]]", "pages/100%.md"),
    ("slashes at the edges", ["pages/a.md"], "[[/a/]]", "pages/a.md"),
    ("a title overrides the name", {"pages/x.md": "title:: Other\n"}, "[[other]]", "pages/x.md"),
    ("an alias is a name", {"pages/x.md": "alias:: foo, bar\n"}, "[[bar]]", "pages/x.md"),
    ("nested links are two", ["pages/b.md"], "[[b]]", "pages/b.md"),
)
def test_logseq(files, text, expected):
    assert target(files, text, "pages/src.md", LOGSEQ) == expected


@cases(
    "files, text, expected",
    ("an encoded slash", ["pages/a%2Fb.md"], "[[a/b]]", "pages/a%2Fb.md"),
    ("a dot for a slash", ["pages/a.b.md"], "[[a/b]]", "pages/a.b.md"),
)
def test_older_graphs_of_logseq(files, text, expected):
    legacy = Dialect(preset="logseq", filenames="legacy")
    assert target(files, text, "pages/src.md", legacy) == expected


def test_the_whole_text_is_first_tried_as_a_name():
    files = {"pages/a%23h.md": "", "pages/a.md": "- # h"}
    assert target(files, "[[a#h]]", "pages/src.md", LOGSEQ) == "pages/a%23h.md"
    assert target({"pages/a.md": "- # h"}, "[[a#h]]", "pages/src.md", LOGSEQ) == "pages/a.md"


def test_plain_names_are_not_decoded():
    assert target(["pages/a___b.md"], "[[a/b]]", dialect=Dialect(filenames="plain")) is None
