"""Texts that make a careless parser slow, as functions from an approximate size in characters to a text."""

from hostile_texts import repeat, repeat_numbered

DEEPEST = 95
"""A nesting of lists and quotes just below the limit."""


def nested(opener, closer, before="", after=""):
    def text(size):
        depth = size // len(opener + closer)
        return before + opener * depth + "x" + closer * depth + after

    return text


def stair(step, line, before="", after=""):
    """Nest each line one step deeper than the one before, down to the limit."""

    def text(size):
        depth = min(int((2 * size / len(step)) ** 0.5), DEEPEST)
        flight = "".join(step * n + line for n in range(depth))
        return before + flight * max(size // len(flight), 1) + after

    return text


def long_lines(start, unit, end="", length=950):
    """Repeat lines of a unit, just below the length from which on headings are not parsed."""
    line = f"{start}{unit * (length // len(unit))}{end}\n\n"
    return repeat(line)


def deep(marker):
    """Repeat lines of up to 3,000 markers."""

    def text(size):
        line = marker * min(3000, size // len(marker)) + "a\n"
        return line * max(size // len(line), 1)

    return text


def runs(char):
    """Join runs of a character of different lengths, so that none closes another."""
    return lambda size: " a ".join(char * n for n in range(1, int((2 * size) ** 0.5)))


def spread(unit, filler, most=4_900, before=""):
    """A unit as often as it may be found and still be fixed, with as much of a filler as the size takes in between."""

    def text(size):
        number = min(most, size // (2 * len(unit)))
        between = filler * ((size // number - len(unit)) // len(filler))
        return before + (unit + between) * number

    return text


def in_turn(*units):
    """Repeat each unit as many times, one after the other."""
    return lambda size: "".join(unit * (size // len("".join(units))) for unit in units)


# Separated by spaces; `·` is a space, `⏎` a newline, `↵` a carriage return, `→` a tab.
UNITS = """
    [[ [[a [[a| [[a# [[a⏎ ![[ ![ [ [a]( ]( [a][ [a]:· [a]:·b⏎ (( ] ]] [](a⏎ [[a|b]](
    $ $a· $a $$· $$a⏎⏎ ` `· `a``b %% %%· %%·a⏎⏎ a·%%b⏎⏎ <a· <a·b=' <!-- <!--· <!--·a⏎⏎ < <div>⏎ </ <? <![CDATA[ <https://
    {{ {{·a <% :: ::· k::· k:: k·:: [k::· (k::· [k::·( (k::·[ k::·[[ a·b· -·k::·v⏎ k::·v⏎l:·w⏎ a::·1⏎k::v⏎ k::·v⏎
    # #a #a/ #· #·a·#⏎ ^ a·^b⏎ a·^ \\ \\[ * ** _a· **a ~~ == **k::· >· > -· *· 1.· -·a⏎ → · ⏎ ↵ ↵⏎ ·⏎
    | |·a· |a|⏎|-|⏎ |·a·|⏎ |- a|b⏎-|-⏎ ---⏎ a⏎---⏎ ===⏎ ```⏎ ~~~·a⏎ ····a⏎
    😀 â€” â€ Ã {{c1:: tags::·a,· ,· tags::·,, " ' "a\\ - 1 1·hour· 1h k::·1·hour,· k::·1,· a. a/ www. #+k:·v⏎ :a:·b⏎
    [a::·b]· [k::·v] (k::·v) [k::·v]( [k::·` [k::·\\] [k:: (k:: [k::·v⏎ [·k·::· [漢:: [😀:: (漢::· 漢, ， #a/· #/ #a/b·
    [[a]]· [[a|b]]· [[]]· [[·a·]]· [[a%20b]]· [[http://a]]· [[##a]]· [[a\\|b]]· [[{{a}}]]· [[a]b· [[[a]]]· [[漢]]·
    []( [](< [](a·" [](a·' [](a·( [](\\ [a](b·"c [a](b·"\\"· [a](b.md)· ![](a.png)· [a](b#c)· [a](#b)· [a](<b·c>)·
    [a]([[b]])· [] [][ ((a))· {{embed·(( #[[a]]· #[[ *#a· *# ***********=#· `a`· $a$· ~~~⏎```⏎ ```⏎%%⏎```⏎ <a⏎ </a·
    <a>⏎ <div>⏎⏎ <script>⏎ <pre>⏎ <!X· <http://a>· <http://a· <a@b <a·id="x">· <a·b=c· â€”· Ã©x ðŸ˜€ k::·"a",· k::·"a,·
    -·a⏎··-·b⏎ -·a⏎⏎ -·a⏎⏎··b⏎⏎ >·a⏎ >·a⏎⏎ >·-·a⏎ -·[·]·a⏎ -⏎ -⏎⏎ 1.·a⏎ -·a|b⏎-|-⏎⏎ -·-·-⏎ ····a⏎⏎ #·a⏎ #·a⏎[[#a]]⏎
    #·a⏎[[#a#b]]⏎ a⏎===⏎ k::·v⏎---⏎ k·::·v⏎ ::·v⏎ k:·v⏎ tags:·#a⏎ tags::·a,,b⏎ -·a::·b⏎··c::·d⏎ -·a⏎··b⏎··k::·v⏎
    %%⏎[[a]]⏎⏎ $$⏎a⏎$$⏎⏎ a⏎ a↵ a↵⏎b↵c⏎ -·a↵ a·^b⏎⏎ [a]:·b·"c"⏎ [^1] a[^1]⏎⏎[^1]:·b⏎⏎
    [^ [^a [^1]) \\[^a] [^a]:·b⏎ >·[^a]:⏎ >·[!a⏎⏎ >·[!nte]⏎⏎ [!  #+BEGIN_SRC⏎ :a: |a|b|⏎ a|
    :PROPERTIES:⏎:a:·b⏎:END:⏎ [[x]]·<!--·wikilsp-ignore·missing-note·-->⏎ x·<!--·wikilsp-ignore·-->⏎⏎
    [[a](b) [[a](b)]· [[a]·b](c)· [[a]( [[[a]·b]( ![[a]·b](c) |·[[a](b)·|·c]]⏎ [[a]·|·b](c)·]]⏎
    <code> <code>a</code>· <pre><code> </code> <code·a <code·a="b">c 漢^ 漢^a⏎ [[a]]^b⏎ [a](b)^c⏎ #·漢^a⏎ ^^ +++⏎
    :PROPERTIES:⏎ <!--·wikilsp-ignore·--> <!--·wikilsp-ignore·a %%·wikilsp-ignore·a· wikilsp-ignore· [^1]:· & &#39; &amp
    {{query· {{query·a}}· {{query·{· #+BEGIN_QUERY⏎ #+BEGIN_QUERY⏎#+END_QUERY⏎ `=·a`· `=[[a]]`· `$=·a`· ```ad-x⏎
    ```ad-x⏎[[a]]⏎```⏎⏎ ```dataview⏎ ```dataview⏎[[a]]⏎```⏎⏎ ~~~ad-x⏎```⏎~~~⏎⏎
"""
SIGNS = str.maketrans({"·": " ", "⏎": "\n", "↵": "\r", "→": "\t"})
ODD = ["\u2028", "\0", "\ufeff", "a\u00a0", "e\u0301", "\ud800"]
PROSE = "Some [[words]] of prose with a #tag, and more of it.\nkey:: value\n\n- an item\n"

HOSTILE = {
    **{unit: repeat(unit.translate(SIGNS)) for unit in UNITS.split()},
    **{ascii(unit): repeat(unit) for unit in ODD},
    **{f"runs of {char}": runs(char) for char in "`$~*_#=-[]%:>"},
    "org code": repeat("#+BEGIN_SRC\n[[a]]\n#+END_SRC\n"),
    "org ends in one line": repeat("#+END_x "),
    "org blocks in one line": repeat("#+BEGIN_x ", after="\n#+END_x"),
    "org code without an end": repeat("#+BEGIN_SRC\n- ```\n"),
    "org prose and code spans": repeat("#+BEGIN_X\n`a` k:: v\n[k:: v]\n#+END_X\n"),
    "org code in ever deeper items": stair("  ", "- #+BEGIN_x\n"),
    "org blocks of many names": lambda size: (
        "".join(f"#+BEGIN_{n}\n- a\n" for n in range(size // 24)) * 2
        + "".join(f"#+END_{n}\n" for n in range(size // 24))
    ),
    "org prose in org prose": in_turn("#+BEGIN_a\n", "#+BEGIN_b\n", "#+END_b\n", "#+END_a\n"),
    "repairs that are none": repeat("Â\x81 "),
    "one long word": repeat("a"),
    "one long line of prose": repeat(PROSE.replace("\n", " ")),
    "brackets": nested("[", "]"),
    "double brackets": nested("[[", "]]"),
    "parentheses": nested("(", ")"),
    "property in property": nested("[k:: ", "]"),
    "link in link": nested("[", "](a)"),
    "image in image": nested("![", "](a)"),
    "emphasis": nested("*a ", "*"),
    "ticks in brackets": in_turn("[", "`", "]", "`"),
    "links and no ends": in_turn("[[a", "[[b|", "]"),
    "deep quotes": deep("> "),
    "deep bullets": deep("- "),
    "deep stars": deep("* "),
    "deep numbers": deep("1. "),
    "deep quotes and bullets": deep("> - "),
    "a stair of bullets": stair("  ", "- a\n"),
    "a stair of quotes": stair(">", "a\n"),
    "a stair of tabs": stair("\t", "- k:: v\n"),
    "a table of many columns": in_turn("|a", "|\n", "|-", "|\n", "|b"),
    "a table of many rows": repeat("|[[x|y]]|[[x\\|y]]|\n", before="|a|b|\n|-|-|\n"),
    "a table of two columns": repeat("|a|b|\n", before="|a|b|\n|-|-|\n"),
    "a table of many columns and short rows": lambda size: (
        "|a" * (size // 8) + "|\n" + "|-" * (size // 8) + "|\n" + "a\n" * (size // 4)
    ),
    "tables of many columns": lambda size: f"{'|a' * 100}|\n{'|-' * 100}|\n{'b' * 99}\n" * (size // 500),
    "broken links in one row": repeat("[[a|b]]", before="|a|b|\n|-|-|\n|"),
    "halves of links in one row": repeat("[[a|", before="|a|b|\n|-|-|\n|"),
    "backticks in a row": repeat("`", before="|a|b|\n|-|-|\n|[[a]]"),
    "runs of backticks in a row": lambda size: "|a|b|\n|-|-|\n|[[a]]" + runs("`")(size),
    "a table in an item": repeat("  |a|b|\n", before="- |a|b|\n  |-|-|\n"),
    "blank lines in deep lists": repeat(" \n", before="- " * DEEPEST + "a\n"),
    "lines in deep lists": repeat("a\n", before="- " * DEEPEST + "a\n"),
    "lists that only markdown-it-py can tell": repeat("- a\n", before="a\n\xa0\n"),
    "rows that only markdown-it-py can tell": repeat("|a|b|\n", before="a\n\xa0\n\n|a|b|\n|-|-|\n"),
    "quotes that only markdown-it-py can tell": repeat("> a\n\n", before="a\n\xa0\n"),
    "deep lists that only markdown-it-py can tell": repeat("- " * 60 + "a\n", before="a\n\xa0\n"),
    "lazy lines": repeat("b\n", before="> - a\n"),
    "uses and definitions": in_turn("[a][b] ", "\n\n", "[b]: c\n"),
    "uses of definitions that do not end": repeat("[a][", after="\n\n[b]: c\n"),
    "brackets and a definition": lambda size: "[" * (size // 2) + "]" * (size // 2) + "\n\n[b]: c\n",
    "definitions": repeat_numbered("[a{0}]: b\n\n"),
    "a title that does not end": repeat('a" ', before='[a]: b "', after="\n"),
    "titles with escapes": lambda size: "[](a (" * (size // 12) + "\\)" * (size // 4),
    "parentheses in destinations": lambda size: ("[](" * 31 + ")") * (size // 94),
    "destinations and one end": repeat("[](", after=")"),
    "links in links in links": lambda size: ("[[a " * 50 + "b" * 500 + "]]" * 50) * (size // 800),
    "images in images in images": lambda size: ("![a" * 50 + "b" * 500 + "](c)" * 50) * (size // 850),
    "escapes in a link": repeat("&amp;\\a", before="[a](", after=")"),
    "a long label": repeat("|1", before="![[a.png|", after="x]]"),
    "a long fragment": repeat("#a", before="# a\n[[", after="]]"),
    "links to headings": repeat_numbered("# heading{0}\n[[#headng{0}]]\n"),
    "links to blocks": repeat_numbered("a ^block{0}\n\n[[#^blok{0}]]\n\n"),
    "links to anchors": repeat_numbered('<a id="anchor{0}"></a>[b](#anchr{0})\n\n'),
    "links to nowhere": repeat_numbered("[[a{0}]] ![[b{0}.png]] [c](d{0}.md) [e](f.md#g{0})\n"),
    "headings": repeat_numbered("# a {}\n"),
    "a heading of comments": in_turn("# ", "`", "a", "<!--"),
    "open comments in a heading": repeat("<!--", before="# a"),
    "a heading of blanks": repeat(" ", before="# a", after="b\n"),
    "headings of one name": repeat("# a\n"),
    "headings of bars": long_lines("# a", "_", "b"),
    "headings of blanks": long_lines("# a", " ", "b"),
    "headings of open comments": long_lines("# a", "<!--"),
    "headings of open links": long_lines("# a", "[[a|"),
    "headings of backticks": long_lines("# a", "``a`"),
    "keys that are nearly too long": long_lines("", "[" + "a" * 95 + ":: "),
    "openers of tags": long_lines("", "***********=#"),
    "properties": repeat_numbered("k{0}:: v\n"),
    "lines with one colon": repeat("k: v\n", before="k:: v\n"),
    "lines with one colon, numbered": repeat_numbered("k{0}: v\n", before="k:: v\n"),
    "lines without a blank": repeat_numbered("k{0}::v\n", before="k:: v\n"),
    "lines of an item without a blank": repeat_numbered("  k{0}::v\n", before="- k:: v\n"),
    "links with blanks at their edges": repeat_numbered("[[ a{0} ]] "),
    "destinations": repeat_numbered("[a](b{0}/c{0}.md)\n"),
    "uses of one definition": repeat("[a] ", before="[a]: b\n\n"),
    "fixes among links": spread("[[ note ]]\n", "[[note]] "),
    "fixes among destinations": spread("[[ note ]]\n", "[a](note.md) "),
    "fixes among tags": spread("[[ note ]]\n\n", "#a "),
    "fixes among brackets": spread("tags:: a,,b\n\n", "[k:: v] "),
    "brackets to be closed": spread("[k:: v\n\n", "[[note]] "),
    "fixes that would make a new finding": spread(
        "[[ note ]]\n", "[[note]] ", before="| a |\n| - |\n" + "| [[gone|x]] |\n" * 3 + "\n"
    ),
    "a list of commas": repeat(",", before="tags:: "),
    "a list of words": repeat("a, ", before="k:: "),
    "a list of links": repeat("[[a]], ", before="k:: "),
    "a list in brackets": repeat(",", before="[tags:: ", after="]"),
    "aliases in a property": repeat_numbered("a{0}, ", before="aliases:: "),
    "brackets and blanks": lambda size: "[k:: " * (size // 10) + " " * (size // 2),
    "quoted values": repeat('a:: [[x]]\nb:: "y"\n'),
    "YAML of quoted links": repeat('a: "[[x]] #t"\n', before="---\n", after="---\n"),
    "YAML of links in two lines": repeat('a: "[[x\n  y]] #t"\n', before="---\n", after="---\n"),
    "links in a YAML text of many lines": repeat("[[x\n  y]] ", before='---\na: "', after='"\n---\n'),
    "links in escaped lines of YAML": repeat("[[x\\\n  y]] ", before='---\na: "', after='"\n---\n'),
    "open links in lines of YAML": repeat("[[x\n  ", before='---\na: "', after='"\n---\n'),
    "backslashes in lines of YAML": repeat("\\\\" * 9 + "\n ", before='---\na: "[[', after='"\n---\n'),
    "blank lines of YAML": repeat(" \n", before='---\na: "[[x', after=']]"\n---\n'),
    "YAML of Markdown links": repeat('a: "[x](y.md)"\n', before="---\n", after="---\n"),
    "plain YAML of Markdown links": repeat("a: b [x](y.md)\n", before="---\n", after="---\n"),
    "a block of Markdown links": repeat("  [x](y.md)\n", before="---\na: |\n", after="---\n"),
    "YAML of open math": repeat('a: "$$ [[x"\n', before="---\n", after="---\n$$"),
    "TOML": repeat("+++ a\n", before="+++\n"),
    "a suppression of blanks": repeat(" ", before="x <!-- wikilsp-ignore", after="! -->"),
    "a suppression of codes": repeat_numbered("a{0} ", before="x <!-- wikilsp-ignore ", after="-->"),
    "suppressions in one line": lambda size: (
        "[[x]]" * (size // 10) + "<!-- wikilsp-ignore missing-note -->" * (size // 72)
    ),
    "an HTML block": repeat("[[a]] k:: v\n", before="<div>\n"),
    "attributes": repeat('b="c" ', before="x <a ", after=">"),
    "open attributes": repeat('b="c" ', before="x <a "),
    "one property line": repeat("k:: ", before="x"),
    **{
        f"a query of {unit}": repeat(unit, before="```dataview\n")
        for unit in ('"', '\\"', '"a ', "[[", "![[a]] ", "a ", "#a ")
    },
    **{
        f"an admonition of {unit!a}": repeat(unit, before="````ad-x\n")
        for unit in ("```\n", "`", "%%", "a\n\n", "[[a|")
    },
    "YAML lists in one line": nested("[", "]", before="---\na: ", after="\n---\n"),
    "YAML maps in one line": nested("{a: ", "}", before="---\na: ", after="\n---\n"),
    "open YAML lists": repeat("[", before="---\na: ", after="\n---\n"),
    "a stair of YAML": stair(" ", "a:\n", before="---\n", after="---\n"),
    "YAML dashes": repeat("- ", before="---\na:\n ", after="x\n---\n"),
    "YAML keys": repeat_numbered("k{}: [[a]]\n", before="---\n", after="---\n"),
    "YAML that is bad in each line": repeat('a: "b\n', before="---\n", after="---\n"),
    "YAML anchors": repeat_numbered("b{}: [*a, *a]\n", before="---\na: &a [x]\n", after="---\n"),
    "YAML of aliases": lambda size: "---\na: &a [" + "x," * (size // 4) + "]\nb: [" + "*a," * (size // 8) + "]\n---\n",
    "YAML without values": repeat("a, ", before="---\nb: {", after="}\n---\n"),
    "YAML keys without values": repeat("? a\n", before="---\n", after="---\n"),
    "YAML of one long text": repeat("a ", before='---\na: "', after='"\n---\n'),
    "YAML of escapes": repeat('\\" ', before='---\na: "', after='"\n---\n'),
    "YAML of lines": repeat("  a\n", before="---\na: |\n", after="---\n"),
    "YAML of unquoted links": repeat("a: [[b]]\n", before="---\n", after="---\n"),
    "YAML of links in one text": repeat("[[a%22b]] ", before='---\na: "', after='"\n---\n'),
    "YAML of empty items": repeat(", ", before="---\ntags: a", after="\n---\n"),
    "YAML of two colons": repeat_numbered("k{0}:: v\n", before="---\n", after="---\n"),
    "YAML too late": repeat("a: b\n", before="\n---\n", after="---\n"),
    "YAML after blank lines": repeat(" \n", after="---\na: b\n---\n"),
    "YAML with one key": repeat("a: b\n", before="---\n", after="---\n"),
    "YAML without an end": repeat("a: b\n", before="---\n"),
    "YAML that doubles": lambda size: (
        "---\na: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(size // 24)) + "---\n"
    ),
}
