"""Opaque text hides links, tags and properties. In the texts, “yes” must be found and “no” must not."""

import pytest
from reading import LOGSEQ, Dialect, cases, headings, paths, properties, read, tags

CODE = cases(
    "text",
    ("T21 code span", "`[[no]]` [[yes]]"),
    ("T22 fence", "```\n[[no]]\n```\n[[yes]]"),
    ("fence of tildes", "~~~\n[[no]]\n```\n[[no]]\n~~~\n[[yes]]"),
    ("fence with an info string", "```md\n[[no]]\n```\n[[yes]]"),
    ("fence without an end", "[[yes]]\n```\n[[no]]\n\n[[no]]"),
    ("longer fence", "````\n```\n[[no]]\n````\n[[yes]]"),
    ("fence in a quote", "> ```\n> [[no]]\n> ```\n> [[yes]]"),
    ("the quote's end ends its fence", "> ```\n> [[no]]\n\n[[yes]]"),
    ("fence in a list item", "- x\n  ```\n  [[no]]\n  ```\n  [[yes]]"),
    ("T23 indented code", "x\n\n    [[no]]\n\n[[yes]]"),
    ("indented code at the start", "    [[no]]\n\n[[yes]]"),
    ("code indented by a tab", "x\n\n\t[[no]]"),
    ("no code: it continues the paragraph", "x\n    [[yes]]"),
    ("no code: it is the list item's", "- x\n\n    [[yes]]"),
    ("indented code in a list item", "- x\n\n      [[no]]"),
    ("code span of two ticks", "``[[no]] ` [[no]]`` [[yes]]"),
    ("ticks that do not match", "`` [[yes]] ` x"),
    ("code span over a line end", "`a\n[[no]]` [[yes]]"),
    ("no code span over paragraphs", "`a\n\n[[yes]]`"),
    ("no code span over list items", "- `a\n- [[yes]]`"),
    ("span that starts before the link", "`[[no` ]] [[yes]]"),
    ("span that starts in the link and ends outside", "[[no|`b]]` [[yes]]"),
    ("escaped tick", r"\`[[yes]]`"),
    ("no escape inside a code span", r"`\` [[yes]] `x`"),
    ("code span over math", "`$` [[yes]] $"),
)
MATH = cases(
    "text",
    ("T26 math", "$[[no],[no]]$ [[yes]]"),
    ("dollars around a link", "$[[no]]$ [[yes]]"),
    ("a blank after the dollar", "$ [[yes]]$"),
    ("a blank before the closing dollar", "$[[yes]] $"),
    ("a digit after the closing dollar", "$[[yes]]$5"),
    ("two prices", "it costs $5 or [[yes]] and $6"),
    ("over a line end", "$x\n[[no]] y$ [[yes]]"),
    ("not over paragraphs", "$x\n\n[[yes]] y$"),
    ("escaped dollar", r"\$[[yes]]$"),
    ("display math in a line", "$$[[no]]$$ [[yes]]"),
    ("display math on lines of its own", "$$\n[[no]]\n$$\n[[yes]]"),
    ("display math over paragraphs", "$$\nx\n\n[[no]]\n\n$$\n[[yes]]"),
    ("display math without an end", "$$ [[yes]]\n\n[[yes]]"),
    ("between two", "$$x$$ [[yes]] $$y$$"),
    # Interpretation: “escape > code span > math > … > wikilink” applies whichever of them starts first.
    ("math wins over the link it starts in", "[[no $b]] c$ [[yes]]"),
    ("one dollar", "$[[yes]]"),
)
COMMENTS = cases(
    "text",
    ("T27 percent comment", "%%[[no]]%% [[yes]]"),
    ("between two", "%%a%% [[yes]] %%b%%"),
    ("over a line end", "x %%a\n[[no]] b%% [[yes]]"),
    ("on lines of its own, over paragraphs", "%%\n[[no]]\n\n[[no]]\n%%\n[[yes]]"),
    ("from the start of a line to the next pair", "%% a\n\n[[no]] %%\n[[yes]]"),
    ("a pair in two paragraphs is text", "x %%\n\n[[yes]]\n\ny %%"),
    ("unpaired", "%% [[yes]]"),
    ("unpaired at the end of a word", "100%% [[yes]]"),
    ("a third one is unpaired", "x %%a%% [[yes]] %% [[yes]]"),
    ("in a code span", "`%%` [[yes]] %% x"),
    ("HTML comment in a line", "x <!-- [[no]] --> [[yes]]"),
    ("HTML comment over a line end", "x <!-- a\n[[no]] --> [[yes]]"),
    ("HTML comment on lines of its own", "<!--\n[[no]]\n\n[[no]]\n-->\n[[yes]]"),
    ("HTML comment without an end, in a paragraph", "x <!-- [[yes]]"),
    ("HTML comment without an end, at the start of a line", "<!-- [[no]]\n\n[[no]]"),
)
HTML = cases(
    "text",
    ("HTML block", "<div>[[no]]</div>\n\n[[yes]]"),
    ("HTML block over lines", "<div>\n[[no]]\n</div>\n\n[[yes]]"),
    ("its end is the blank line", "<div>\n\n[[yes]]\n\n</div>"),
    ("T70 paragraph as a block", "<p>x [[no]]</p>"),
    ("script", "<script>\n[[no]]\n\n[[no]]\n</script>\n\n[[yes]]"),
    ("code in HTML", "x <code>[[no]]</code> [[yes]]"),
    ("in capitals", "x <CODE>[[no]]</Code> [[yes]]"),
    ("with an attribute", 'x <code class="a">[[no]]</code > [[yes]]'),
    ("over a line end", "x <code>a\n[[no]]</code> [[yes]]"),
    ("code in verbatim text", "x <pre><code>[[no]]</code> [[no]]</pre> [[yes]]"),
    ("output of a program", "x <samp>[[no]]</samp> <tt>[[no]]</tt> [[yes]]"),
    ("a script in a paragraph", "x <script>[[no]]</script> <style>#no</style> [[yes]]"),
    ("code without an end", "x <code>[[yes]]\n\n</code> [[yes]]"),
    ("many codes without an end", "x <code><code><pre>[[yes]]"),
    ("an end without code", "x </code>[[yes]]"),
    ("another end", "x <code>[[yes]]</pre>"),
    ("an empty element of XML", "x <code/>[[yes]]</code>"),
    ("another name", "x <codes>[[yes]]</codes> <kbd>[[yes]]</kbd>"),
    ("code in a code span", "`<code>` [[yes]] </code>"),
    ("code that starts in a link", "[[no <code>]] </code> [[yes]]"),
    ("code in a cell", "| a | b |\n|-|-|\n| <code>[[no]]</code> | [[yes]] |"),
    ("inline tags do not hide", "x <b>[[yes]]</b>"),
    ("nor at the start of a line", "<span>[[yes]]</span>"),
    ("an attribute", 'x <a title="[[no]]"> [[yes]]'),
    ("an attribute over a line end", 'x <a\ntitle="[[no]]"> [[yes]]'),
    ("an incomplete tag", 'x <a title="[[yes]]"'),
    ("less than", "1 < 2 [[yes]] > 1"),
    ("autolink", "<https://x.y/[[no]]> [[yes]]"),
)


def assert_only_yes(text):
    assert paths(text) == ["yes"] * text.count("[[yes")


@CODE
def test_code(text):
    assert_only_yes(text)


@MATH
def test_math(text):
    assert_only_yes(text)


@COMMENTS
def test_comments(text):
    assert_only_yes(text)


@HTML
def test_html(text):
    assert_only_yes(text)


def test_an_anchor_in_code_of_html_counts():
    assert read('x <code id="a">b <i id="c">d</i></code>').anchors == ("a", "c")


def test_a_pipe_in_code_of_html_ends_the_cell():
    row = "| t | u |\n|-|-|\n| <code>{}</code> | x |"
    assert [one.kind for one in read(row.format("[[a|b]]")).candidates] == ["unescaped-pipe-in-table"]
    for escaped in ("[[a&#124;b]]", "[[a\\|b]]", "[[a", "[[a]]"):
        facts = read(row.format(escaped))
        assert [*facts.links, *facts.candidates] == []


def test_front_matter_is_yaml():
    assert paths("---\na: b # [[no]]\n---\n[[yes]]") == ["yes"]


@cases(
    "hidden",
    ("code span", "`{}`"),
    ("fence", "```\n{}\n```"),
    ("indented code", "    {}"),
    ("HTML block", "<div>\n{}\n</div>"),
    ("HTML comment", "<!--\n{}\n-->"),
    ("inline HTML comment", "x <!-- {} -->"),
    ("inline HTML code", "x <code>{}</code>"),
    ("math", "$x {} y$"),
    ("display math", "$$\n{}\n$$"),
    ("percent comment", "%% {} %%"),
    ("percent comment on lines of its own", "%%\n{}\n%%"),
)
@pytest.mark.parametrize(
    "fact", ["[[no]]", "![[no]]", "[no](no.md)", "#no", "no:: v", "[no:: v]", "# no", "no ^no", "[[no"]
)
def test_everything_is_hidden(hidden, fact):
    facts = read(f"{hidden.format(fact)}\n\nafter")
    assert [*facts.links, *facts.tags, *facts.properties, *facts.headings, *facts.blocks, *facts.candidates] == []


def test_an_indexed_comment_has_links_and_properties():
    index = Dialect(comments="index")
    assert paths("%%[[a]]%% [[b]]", index) == ["a", "b"]
    assert properties("%%k:: v%%", index) == [("k", "v")]
    assert [one.quiet for one in read("%%\nk:: v\n%%\nl:: w", index).properties] == [True, False]


def test_nothing_in_an_indexed_comment_is_reported():
    assert read("%%[[ a ]] [[]] [[b%%", Dialect(comments="index")).candidates == ()


@cases(
    "text, expected",
    ("a span in a value stays opaque", "k:: `[[no]]` #yes [[yes]]", ["yes"]),
    ("math in a value", "status:: `$= [[no]]` $[[no]]$", []),
    ("a value in a quote", "> k:: `#no` [[yes]]", ["yes"]),
)
def test_opaque_ranges_in_a_value(text, expected):
    assert paths(text) == expected
    assert len(properties(text)) == 1


def test_a_key_in_an_opaque_range_is_not_a_key():
    assert properties("`k`:: v\n\n`k:: v`\n\n$k:: v$\n\n<!-- k:: v -->\n\n%%k:: v%%") == []


def test_a_tag_next_to_an_opaque_range():
    assert tags("`#no` #yes `#no`") == ["yes"]


def test_nested_headings_in_comments_do_not_exist():
    assert headings("# A\n<!--\n## B\n-->\n%%\n## C\n%%\n## D") == [(1, "A"), (2, "D")]


# Nesting


@pytest.mark.parametrize("depth", [1, 10, 50, 90])
def test_nested_quotes_and_lists_are_read(depth):
    assert paths("> " * depth + "[[a]]") == ["a"]
    assert paths("".join(f"{'  ' * i}- x\n" for i in range(depth)) + "  " * depth + "[[a]]") == ["a"]


def test_an_outline_that_starts_with_a_tab_is_a_list_in_logseq_only():
    assert paths("\t- [[a]]\n") == []
    assert paths("\t- [[a]]\n\t- [[b]]\n\t\t- [[c]]\n", LOGSEQ) == ["a", "b", "c"]
    assert paths("- a\n\t- [[b]]\n\t  [[c]]\n") == ["b", "c"]
