"""Texts that make a careless parser slow, as functions from an approximate size in characters to a text."""

DEEPEST = 95
"""A nesting of lists and quotes just below the limit."""


def repeated(unit, before="", after=""):
    return lambda size: before + unit * (size // len(unit)) + after


def nested(opener, closer, before="", after=""):
    def text(size):
        depth = size // len(opener + closer)
        return before + opener * depth + "x" + closer * depth + after

    return text


def numbered(line, before="", after=""):
    """Repeat a line, numbered."""
    return lambda size: before + "".join(line.format(n) for n in range(size // len(line))) + after


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
    return repeated(line)


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
    %%⏎[[a]]⏎⏎ $$⏎a⏎$$⏎⏎ a⏎ a↵ a↵⏎b↵c⏎ -·a↵ a·^b⏎⏎ [a]:·b·"c"⏎ [^1] a[^1]⏎⏎[^1]:·b⏎⏎ #+BEGIN_SRC⏎ :a: |a|b|⏎ a|
    :PROPERTIES:⏎:a:·b⏎:END:⏎ [[x]]·<!--·wikilsp-ignore·missing-note·-->⏎ x·<!--·wikilsp-ignore·-->⏎⏎
    :PROPERTIES:⏎ <!--·wikilsp-ignore·--> <!--·wikilsp-ignore·a %%·wikilsp-ignore·a· wikilsp-ignore· [^1]:· & &#39; &amp
"""
SIGNS = str.maketrans({"·": " ", "⏎": "\n", "↵": "\r", "→": "\t"})
ODD = ["\u2028", "\0", "\ufeff", "a\u00a0", "e\u0301", "\ud800"]
PROSE = "Some [[words]] of prose with a #tag, and more of it.\nkey:: value\n\n- an item\n"

HOSTILE = {
    **{unit: repeated(unit.translate(SIGNS)) for unit in UNITS.split()},
    **{ascii(unit): repeated(unit) for unit in ODD},
    **{f"runs of {char}": runs(char) for char in "`$~*_#=-[]%:>"},
    "repairs that are none": repeated("Â\x81 "),
    "one long word": repeated("a"),
    "one long line of prose": repeated(PROSE.replace("\n", " ")),
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
    "a table of many rows": repeated("|[[x|y]]|[[x\\|y]]|\n", before="|a|b|\n|-|-|\n"),
    "a table of two columns": repeated("|a|b|\n", before="|a|b|\n|-|-|\n"),
    "a table of many columns and short rows": lambda size: (
        "|a" * (size // 8) + "|\n" + "|-" * (size // 8) + "|\n" + "a\n" * (size // 4)
    ),
    "tables of many columns": lambda size: f"{'|a' * 100}|\n{'|-' * 100}|\n{'b' * 99}\n" * (size // 500),
    "broken links in one row": repeated("[[a|b]]", before="|a|b|\n|-|-|\n|"),
    "halves of links in one row": repeated("[[a|", before="|a|b|\n|-|-|\n|"),
    "backticks in a row": repeated("`", before="|a|b|\n|-|-|\n|[[a]]"),
    "runs of backticks in a row": lambda size: "|a|b|\n|-|-|\n|[[a]]" + runs("`")(size),
    "a table in an item": repeated("  |a|b|\n", before="- |a|b|\n  |-|-|\n"),
    "blank lines in deep lists": repeated(" \n", before="- " * DEEPEST + "a\n"),
    "lines in deep lists": repeated("a\n", before="- " * DEEPEST + "a\n"),
    "lists that only markdown-it-py can tell": repeated("- a\n", before="a\n\xa0\n"),
    "rows that only markdown-it-py can tell": repeated("|a|b|\n", before="a\n\xa0\n\n|a|b|\n|-|-|\n"),
    "quotes that only markdown-it-py can tell": repeated("> a\n\n", before="a\n\xa0\n"),
    "deep lists that only markdown-it-py can tell": repeated("- " * 60 + "a\n", before="a\n\xa0\n"),
    "lazy lines": repeated("b\n", before="> - a\n"),
    "uses and definitions": in_turn("[a][b] ", "\n\n", "[b]: c\n"),
    "uses of definitions that do not end": repeated("[a][", after="\n\n[b]: c\n"),
    "brackets and a definition": lambda size: "[" * (size // 2) + "]" * (size // 2) + "\n\n[b]: c\n",
    "definitions": numbered("[a{0}]: b\n\n"),
    "a title that does not end": repeated('a" ', before='[a]: b "', after="\n"),
    "titles with escapes": lambda size: "[](a (" * (size // 12) + "\\)" * (size // 4),
    "parentheses in destinations": lambda size: ("[](" * 31 + ")") * (size // 94),
    "destinations and one end": repeated("[](", after=")"),
    "links in links in links": lambda size: ("[[a " * 50 + "b" * 500 + "]]" * 50) * (size // 800),
    "images in images in images": lambda size: ("![a" * 50 + "b" * 500 + "](c)" * 50) * (size // 850),
    "escapes in a link": repeated("&amp;\\a", before="[a](", after=")"),
    "a long label": repeated("|1", before="![[a.png|", after="x]]"),
    "a long fragment": repeated("#a", before="# a\n[[", after="]]"),
    "links to headings": numbered("# heading{0}\n[[#headng{0}]]\n"),
    "links to blocks": numbered("a ^block{0}\n\n[[#^blok{0}]]\n\n"),
    "links to anchors": numbered('<a id="anchor{0}"></a>[b](#anchr{0})\n\n'),
    "links to nowhere": numbered("[[a{0}]] ![[b{0}.png]] [c](d{0}.md) [e](f.md#g{0})\n"),
    "headings": numbered("# a {}\n"),
    "a heading of comments": in_turn("# ", "`", "a", "<!--"),
    "open comments in a heading": repeated("<!--", before="# a"),
    "a heading of blanks": repeated(" ", before="# a", after="b\n"),
    "headings of one name": repeated("# a\n"),
    "headings of bars": long_lines("# a", "_", "b"),
    "headings of blanks": long_lines("# a", " ", "b"),
    "headings of open comments": long_lines("# a", "<!--"),
    "headings of open links": long_lines("# a", "[[a|"),
    "headings of backticks": long_lines("# a", "``a`"),
    "keys that are nearly too long": long_lines("", "[" + "a" * 95 + ":: "),
    "openers of tags": long_lines("", "***********=#"),
    "properties": numbered("k{0}:: v\n"),
    "lines with one colon": repeated("k: v\n", before="k:: v\n"),
    "lines with one colon, numbered": numbered("k{0}: v\n", before="k:: v\n"),
    "lines without a blank": numbered("k{0}::v\n", before="k:: v\n"),
    "lines of an item without a blank": numbered("  k{0}::v\n", before="- k:: v\n"),
    "links with blanks at their edges": numbered("[[ a{0} ]] "),
    "destinations": numbered("[a](b{0}/c{0}.md)\n"),
    "uses of one definition": repeated("[a] ", before="[a]: b\n\n"),
    "fixes among links": spread("[[ note ]]\n", "[[note]] "),
    "fixes among destinations": spread("[[ note ]]\n", "[a](note.md) "),
    "fixes among tags": spread("[[ note ]]\n\n", "#a "),
    "fixes among brackets": spread("tags:: a,,b\n\n", "[k:: v] "),
    "brackets to be closed": spread("[k:: v\n\n", "[[note]] "),
    "fixes that would make a new finding": spread(
        "[[ note ]]\n", "[[note]] ", before="| a |\n| - |\n" + "| [[gone|x]] |\n" * 3 + "\n"
    ),
    "a list of commas": repeated(",", before="tags:: "),
    "a list of words": repeated("a, ", before="k:: "),
    "a list of links": repeated("[[a]], ", before="k:: "),
    "a list in brackets": repeated(",", before="[tags:: ", after="]"),
    "aliases in a property": numbered("a{0}, ", before="aliases:: "),
    "brackets and blanks": lambda size: "[k:: " * (size // 10) + " " * (size // 2),
    "quoted values": repeated('a:: [[x]]\nb:: "y"\n'),
    "YAML of quoted links": repeated('a: "[[x]] #t"\n', before="---\n", after="---\n"),
    "a suppression of blanks": repeated(" ", before="x <!-- wikilsp-ignore", after="! -->"),
    "a suppression of codes": numbered("a{0} ", before="x <!-- wikilsp-ignore ", after="-->"),
    "suppressions in one line": lambda size: (
        "[[x]]" * (size // 10) + "<!-- wikilsp-ignore missing-note -->" * (size // 72)
    ),
    "an HTML block": repeated("[[a]] k:: v\n", before="<div>\n"),
    "attributes": repeated('b="c" ', before="x <a ", after=">"),
    "open attributes": repeated('b="c" ', before="x <a "),
    "one property line": repeated("k:: ", before="x"),
    "YAML lists in one line": nested("[", "]", before="---\na: ", after="\n---\n"),
    "YAML maps in one line": nested("{a: ", "}", before="---\na: ", after="\n---\n"),
    "open YAML lists": repeated("[", before="---\na: ", after="\n---\n"),
    "a stair of YAML": stair(" ", "a:\n", before="---\n", after="---\n"),
    "YAML dashes": repeated("- ", before="---\na:\n ", after="x\n---\n"),
    "YAML keys": numbered("k{}: [[a]]\n", before="---\n", after="---\n"),
    "YAML that is bad in each line": repeated('a: "b\n', before="---\n", after="---\n"),
    "YAML anchors": numbered("b{}: [*a, *a]\n", before="---\na: &a [x]\n", after="---\n"),
    "YAML of aliases": lambda size: "---\na: &a [" + "x," * (size // 4) + "]\nb: [" + "*a," * (size // 8) + "]\n---\n",
    "YAML without values": repeated("a, ", before="---\nb: {", after="}\n---\n"),
    "YAML keys without values": repeated("? a\n", before="---\n", after="---\n"),
    "YAML of one long text": repeated("a ", before='---\na: "', after='"\n---\n'),
    "YAML of escapes": repeated('\\" ', before='---\na: "', after='"\n---\n'),
    "YAML of lines": repeated("  a\n", before="---\na: |\n", after="---\n"),
    "YAML of unquoted links": repeated("a: [[b]]\n", before="---\n", after="---\n"),
    "YAML of links in one text": repeated("[[a%22b]] ", before='---\na: "', after='"\n---\n'),
    "YAML of empty items": repeated(", ", before="---\ntags: a", after="\n---\n"),
    "YAML of two colons": numbered("k{0}:: v\n", before="---\n", after="---\n"),
    "YAML too late": repeated("a: b\n", before="\n---\n", after="---\n"),
    "YAML after blank lines": repeated(" \n", after="---\na: b\n---\n"),
    "YAML with one key": repeated("a: b\n", before="---\n", after="---\n"),
    "YAML without an end": repeated("a: b\n", before="---\n"),
    "YAML that doubles": lambda size: (
        "---\na: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(size // 24)) + "---\n"
    ),
}
