"""Front matter: its position, keys and values, links, and findings in bad YAML."""

import pytest
from checking import codes, severity
from reading import candidates, cases, headings, links, paths, piece, properties, read, scopes, tags


def yaml(text):
    return f"---\n{text}\n---\n"


@cases(
    "text",
    ("at the first line", "---\nk: v\n---\n"),
    ("after a BOM", "\ufeff---\nk: v\n---\n"),
    ("blanks after the marks", "---  \nk: v\n--- \t\n"),
    ("closed by dots", "---\nk: v\n...\n"),
    ("closed at the end of the file", "---\nk: v\n---"),
    ("CRLF", "---\r\nk: v\r\n---\r\n"),
    ("CR", "---\rk: v\r---\r"),
    ("JSON", '---\n{"k": "v"}\n---\n'),
    ("a comment", "---\n# x\nk: v # y\n---\n"),
    ("a blank line", "---\n\nk: v\n\n---\n"),
)
def test_front_matter(text):
    assert [(scope, key, value.strip('"')) for scope, key, value in scopes(text)] == [("frontmatter", "k", "v")]
    assert candidates(text) == []


@cases(
    "text",
    ("a blank before the mark", " ---\nk: v\n---\n"),
    ("text after the mark", "--- x\nk: v\n---\n"),
    ("four dashes", "----\nk: v\n---\n"),
    ("no end", "---\nk: v\n"),
    ("no end, only a longer line", "---\nk: v\n----\n"),
    ("text above it", "x\n\n---\nk: v\n---\n"),
)
def test_no_front_matter(text):
    assert properties(text) == []


def test_an_empty_one():
    assert properties("---\n---\nx") == []
    assert candidates("---\n---\nx") == []


def test_the_body_follows_it():
    text = "---\nk: v\n---\na:: 1\n# h\n[[l]] #t"
    assert scopes(text) == [("frontmatter", "k", "v"), ("page", "a", "1")]
    assert (headings(text), paths(text), tags(text)) == ([(1, "h")], ["l"], ["t"])


# Keys and values


@cases(
    "line, expected",
    ("a word", "k: v", ("k", "v", "text")),
    ("a quoted key", '"k 1": v', ("k 1", "v", "text")),
    ("any key", "Due date (x): v", ("Due date (x)", "v", "text")),
    ("quoted text", 'k: "5"', ("k", '"5"', "text")),
    ("a number", "k: 5", ("k", "5", "number")),
    ("a date", "k: 2021-04-17", ("k", "2021-04-17", "date")),
    ("a date and a time", "k: 2021-04-17T18:00", ("k", "2021-04-17T18:00", "date")),
    ("boolean", "k: true", ("k", "true", "boolean")),
    ("nothing", "k:", ("k", "", "null")),
    ("null", "k: null", ("k", "null", "null")),
    ("YAML 1.1 would say true", "k: yes", ("k", "yes", "text")),
    ("and here as well", "k: on", ("k", "on", "text")),
    ("and here 750", "k: 12:30", ("k", "12:30", "text")),
    ("a colon in a value", "k: http://x.y", ("k", "http://x.y", "text")),
    ("a quoted link", 'k: "[[a]]"', ("k", '"[[a]]"', "link")),
    ("a list", "k: [a, b]", ("k", "[a, b]", "list")),
)
def test_types(line, expected):
    (one,) = read(yaml(line)).properties
    assert (one.key, one.value.text, one.value.type) == expected


@cases(
    "lines, items",
    ("on one line", "k: [a, 'b c', 3]", ["a", "'b c'", "3"]),
    ("on lines of their own", "k:\n  - a\n  - b", ["a", "b"]),
    ("without indent", "k:\n- a\n- b\nl: 1", ["a", "b"]),
    ("one", "k: a", ["a"]),
    ("none", "k: []", []),
)
def test_items(lines, items):
    assert [item.text for item in read(yaml(lines)).properties[0].items] == items


def test_aliases():
    assert [piece(yaml("aliases: [a, b c]"), x.span) for x in read(yaml("aliases: [a, b c]")).aliases] == ["a", "b c"]
    assert [x.text for x in read(yaml("aliases:\n  - a\n  - b")).aliases] == ["a", "b"]
    assert [x.text for x in read(yaml("aliases: a, b c")).aliases] == ["a", "b c"]


def test_title():
    assert read(yaml("title: T") + "# H").title == "T"
    assert read("title:: T\n").title == "T"
    assert read("x\n# H\n# I").title is None


# Links


@cases(
    "line, expected",
    ("T91 in double quotes", 'up: "[[a]]"', ["a"]),
    ("in single quotes", "up: '[[a]]'", ["a"]),
    ("two in one text", 'up: "see [[a]] and [[b]]"', ["a", "b"]),
    ("in a list", 'up: ["[[a]]", "[[b]]"]', ["a", "b"]),
    ("in a list on lines", "up:\n  - \"[[a]]\"\n  - '[[b]]'", ["a", "b"]),
    ("in a nested map", 'm:\n  up: "[[a]]"', ["a"]),
    ("unquoted", "up: [[a]]", []),
    ("unquoted in a list", "up:\n  - [[a]]", []),
    ("in a comment", "up: x # [[a]]", []),
    ("in a key's comment line", '# "[[a]]"', []),
)
def test_links(line, expected):
    assert paths(yaml(line)) == expected


def test_t91_the_range_is_inside_the_quotes():
    text = yaml('up: "[[a#h|b]]"')
    (one,) = read(text).links
    assert piece(text, one.span) == "[[a#h|b]]"
    assert links(text)[0].label == "b"


@cases(
    "line, reported, replacement",
    ("one", "up: [[a]]", "[[a]]", '"[[a]]"'),
    ("in a list", "up:\n  - [[a b]]\n  - c", "[[a b]]", '"[[a b]]"'),
    ("with a label", "up: [[a|b]]", "[[a|b]]", '"[[a|b]]"'),
)
def test_an_unquoted_link_is_reported(line, reported, replacement):
    text = yaml(line)
    (one,) = read(text).candidates
    assert (one.kind, piece(text, one.span)) == ("frontmatter-unquoted-link", reported)
    assert one.text == replacement


def test_where_an_unquoted_link_breaks_the_yaml_only_it_is_reported():
    assert {kind for kind, _ in candidates(yaml("up: [[a]], [[b]]"))} == {"frontmatter-unquoted-link"}
    # Interpretation: quoting the whole value would fix this one, so the link explains the error.
    assert {kind for kind, _ in candidates(yaml("up: [[a]] and more"))} == {"frontmatter-unquoted-link"}


# Findings


@cases(
    "text, expected",
    ("bad YAML", yaml('a: "x\nb: 1'), ["invalid-frontmatter"]),
    ("an open list", yaml("a: [x\nb: 1"), ["invalid-frontmatter"]),
    ("two colons", yaml("k:: v"), ["double-colon-in-frontmatter"]),
    ("a blank line above", "\n---\nk: v\n---\n", ["late-frontmatter"]),
    ("two blank lines above", "\n \n---\nk: v\n---\n", ["late-frontmatter"]),
    ("an unquoted link", yaml("up: [[a]]"), ["frontmatter-unquoted-link"]),
)
def test_reported(text, expected):
    assert [kind for kind, _ in candidates(text)] == expected


@cases(
    "text",
    ("data", yaml("m: [[1, 2]]")),
    ("more data", yaml("m: [[1, 2], [3, 4]]")),
    ("a template", yaml("created: {{date}}")),
    ("a template that is not YAML", yaml("title: {{title}} x")),
    ("Templater", yaml("a: <% tp.date.now() %>\nb: [")),
    ("braces anywhere in a bad block", yaml('a: "x\nb: {{y}}')),
    ("a nested map", yaml("m:\n  k: v")),
    ("two colons in a block of text", yaml("k: |\n  a:: b\n  c:: d")),
    ("two colons in a folded block", yaml("k: >\n  a:: b")),
    ("two colons in quotes", yaml('k: "a:: b"')),
    ("two colons in a value", yaml("k: a::b")),
    ("a rule after a blank line", "\n---\n\ntext"),
    ("a comment", yaml("# k:: v\na: b")),
)
def test_not_reported(text):
    assert candidates(text) == []


def test_two_colons_are_reported_at_the_key():
    text = yaml("a: b\nkey:: v")
    (one,) = read(text).candidates
    assert (piece(text, one.span), piece(text, one.at), one.at.start) == ("key::", ":", text.index("::") + 1)


def test_late_front_matter_is_reported_at_its_opening_line():
    text = "\n\n---\nk: v\n---\n"
    (one,) = read(text).candidates
    assert (piece(text, one.span), piece(text, one.at)) == ("---", "\n\n")
    assert [one for one in scopes(text) if one[0] == "frontmatter"] == []


@cases(
    "block",
    ("a template", "title: {{title}} x\nok: 1"),
    ("an open quote", 'ok: 1\nbad: "x'),
    ("an unquoted link", "up: [[a]], [[b]]\nok: 1"),
)
def test_the_valid_lines_of_a_bad_block_are_read(block):
    assert ("ok", "1") in properties(yaml(block))


def test_positions_after_line_endings_that_only_yaml_has():
    text = yaml("a: x\u2028y\nk:: v")
    assert [(kind, place) for kind, place in candidates(text) if kind.startswith("double")] == [
        ("double-colon-in-frontmatter", "k::")
    ]


@pytest.mark.parametrize("key", ["alias", "tag", "cssclass"])
def test_t93_deprecated_keys(key):
    assert severity([], yaml(f"{key}: x")) == {"deprecated-frontmatter-key": "info"}


@pytest.mark.parametrize("key", ["aliases", "tags", "cssclasses", "title"])
def test_good_keys(key):
    assert codes([], yaml(f"{key}: x")) == []


def test_severities():
    assert severity([], yaml("a: [x")) == {"invalid-frontmatter": "error"}
    assert severity([], yaml("k:: v")) == {"double-colon-in-frontmatter": "warning"}
    assert severity([], yaml("up: [[a]]")) == {"frontmatter-unquoted-link": "warning"}
    assert severity([], "\n---\nk: v\n---\n") == {"late-frontmatter": "warning"}


# A property that becomes a heading


@cases(
    "text, span, line",
    ("T102 dashes", "tags:: x\n---\n", "tags:: x", "---"),
    ("the last of two", "a:: 1\ntags:: x\n---\n", "tags:: x", "---"),
    ("later in the note", "x\n\nk:: v\n---\ny", "k:: v", "---"),
)
def test_t102_a_property_that_becomes_a_heading(text, span, line):
    reported = [one for one in read(text).candidates if one.kind == "property-becomes-heading"]
    assert [piece(text, one.span) for one in reported][-1] == span
    assert reported[-1].at == (text.index(line), text.index(line))
    assert severity([], text)["property-becomes-heading"] == "warning"


def test_in_a_quote_it_has_no_fix():
    (one,) = read("> k:: v\n> ---\n").candidates
    assert (one.kind, one.at) == ("property-becomes-heading", None)


def test_a_blank_line_keeps_it_a_property():
    assert properties("tags:: x\n\n---\n") == [("tags", "x")]
    assert candidates("tags:: x\n\n---\n") == []


# Quoted text


@cases(
    "line, path",
    ("a doubled quote", "up: '[[it''s]]'", "it's"),
    ("an escaped quote", r'up: "[[say \"hi\"]]"', 'say "hi"'),
    ("a code point", r'up: "[[caf\u00e9]]"', "café"),
    ("nothing to undo", 'up: "[[it\'s]]"', "it's"),
)
def test_a_link_is_unescaped(line, path):
    text = yaml(line)
    (link,) = read(text).links
    assert link.path == path
    assert piece(text, link.span).startswith("[[")


@cases(
    "line, names",
    ("a doubled quote", "aliases: ['it''s']", ["it's"]),
    ("an escaped quote", r'aliases: ["say \"hi\""]', ['say "hi"']),
    ("a code point", r'aliases: ["caf\u00e9"]', ["café"]),
    ("folded lines", "aliases: >-\n  one\n  name", ["one name"]),
    ("a link", 'aliases: ["[[AI|x]]", plain]', ["AI", "plain"]),
    ("words", "aliases: one, two", ["one", "two"]),
    ("nothing in quotes", "aliases: [\"\", '', a]", ["a"]),
    ("an anchor, a tag and an alias", "aliases: [&x a, !!str 'b', *x]", ["a", "b"]),
)
def test_an_alias_is_unescaped(line, names):
    assert [alias.text for alias in read(yaml(line)).aliases] == names


def test_a_title_is_unescaped():
    assert read(yaml("title: 'it''s'")).title == "it's"
    assert read(yaml("title: >\n  two\n  lines")).title == "two lines"


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_line_endings_that_only_yaml_has_are_not_line_endings(end):
    text = yaml(f"title: foo{end}bar\nk: v")
    assert candidates(text) == []
    assert [one.value.text for one in read(text).properties] == [f"foo{end}bar", "v"]


@cases(
    "line, instead",
    ("an apostrophe", "up: [[it's]]", '"[[it\'s]]"'),
    ("an apostrophe among others", "up: [[it's]], [[b]]", '["[[it\'s]]", "[[b]]"]'),
    ("an embed", "cover: ![[i.png]]", '"![[i.png]]"'),
    ("text in quotes after it", 'up: [[n]] "x"', r'"[[n]] \"x\""'),
    ("an escaped bar", r"up: [[a\|b]]", r"'[[a\|b]]'"),
    ("an escaped bar and an apostrophe", r"up: [[a's\|b]]", r"'[[a''s\|b]]'"),
)
def test_an_unquoted_link_is_reported_and_quoted(line, instead):
    assert [(one.kind, one.text) for one in read(yaml(line)).candidates] == [("frontmatter-unquoted-link", instead)]


@cases(
    "line, means",
    ("an escaped bar", r"up: [[a\|b]]", ("a", "b")),
    ("an apostrophe", "up: [[it's|b]]", ("it's", "b")),
)
def test_the_replacement_of_an_unquoted_link_is_that_link(line, means):
    (instead,) = (one.text for one in read(yaml(line)).candidates)
    facts = read(yaml(f"up: {instead}"))
    assert [(link.path, link.label) for link in facts.links] == [means]
    assert {one.kind for one in facts.candidates} <= {"escaped-pipe-outside-table"}


@cases(
    "line, properties_",
    ("an anchor", "k: &x v", [("k", "v")]),
    ("a tag", "k: !!str 5", [("k", "5")]),
    ("both, and quotes", "&k 'k': !t &x \"v\"", [("k", '"v"')]),
    ("an anchor and nothing", "k: &x\nl: v", [("k", ""), ("l", "v")]),
    ("a byte order mark", "\ufeffk: v\nl: w", [("k", "v"), ("l", "w")]),
    ("a key without a colon", "? k\nl: v", [("k", ""), ("l", "v")]),
)
def test_anchors_tags_and_comments_are_not_part_of_a_key_or_value(line, properties_):
    assert properties(yaml(line)) == properties_


def test_a_yaml_tag_turns_a_number_into_text():
    assert [made.value.type for made in read(yaml("a: !!str 5\nb: 5")).properties] == ["text", "number"]


def test_an_empty_value_is_after_its_own_colon():
    text = yaml("? k\nl:\nm: v")
    assert [text[: made.value.span.start].split("\n")[-1] for made in read(text).properties] == ["? k", "l:", "m: "]
