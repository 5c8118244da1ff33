"""Texts that make a careless parser slow. Each is a function from a size in characters to a text of about that size."""


def repeated(unit, before="", after=""):
    return lambda size: before + unit * (size // len(unit)) + after


def nested(opener, closer, before="", after=""):
    def text(size):
        depth = size // len(opener + closer)
        return before + opener * depth + "x" + closer * depth + after

    return text


def numbered(line, before="", after=""):
    """A line again and again, each with another number."""
    return lambda size: before + "".join(line.format(n) for n in range(size // len(line))) + after


def stair(step, line, before="", after=""):
    """Lines that are each one step deeper than the one before."""

    def text(size):
        depth = int((2 * size / len(step)) ** 0.5)
        return before + "".join(step * n + line for n in range(depth)) + after

    return text


def deep(marker):
    """Lines of up to 3,000 markers each."""

    def text(size):
        line = marker * min(3000, size // len(marker)) + "a\n"
        return line * max(size // len(line), 1)

    return text


def runs(char):
    """Runs of one character, each of another length, so that none closes another."""
    return lambda size: " a ".join(char * n for n in range(1, int((2 * size) ** 0.5)))


def in_turn(*units):
    """As many of each unit, one after the other."""
    return lambda size: "".join(unit * (size // len("".join(units))) for unit in units)


# Divided by spaces; `·` is a space, `⏎` a newline, `↵` a carriage return, `→` a tab.
UNITS = """
    [[ [[a [[a| [[a# [[a⏎ ![[ ![ [ [a]( ]( [a][ [a]:· [a]:·b⏎ (( ] ]] [](a⏎ [[a|b]](
    $ $a· $a $$· $$a⏎⏎ ` `· `a``b %% %%· %%·a⏎⏎ a·%%b⏎⏎ <a· <a·b=' <!-- <!--· <!--·a⏎⏎ < <div>⏎ </ <? <![CDATA[ <https://
    {{ {{·a <% :: ::· k::· k:: k·:: [k::· (k::· [k::·( (k::·[ k::·[[ a·b· -·k::·v⏎ k::·v⏎l:·w⏎ a::·1⏎k::v⏎ k::·v⏎
    # #a #a/ #· #·a·#⏎ ^ a·^b⏎ a·^ \\ \\[ * ** _a· **a ~~ == **k::· >· > -· *· 1.· -·a⏎ → · ⏎ ↵ ↵⏎ ·⏎
    | |·a· |a|⏎|-|⏎ |·a·|⏎ |- a|b⏎-|-⏎ ---⏎ a⏎---⏎ ===⏎ ```⏎ ~~~·a⏎ ····a⏎
    😀 â€” â€ Ã {{c1:: tags::·a,· ,· tags::·,, " ' "a\\ - 1 1·hour· 1h k::·1·hour,· k::·1,· a. a/ www. #+k:·v⏎ :a:·b⏎
    :PROPERTIES:⏎ <!--·wikilsp-ignore·--> <!--·wikilsp-ignore·a %%·wikilsp-ignore·a· wikilsp-ignore· [^1]:· & &#39; &amp
"""
SIGNS = str.maketrans({"·": " ", "⏎": "\n", "↵": "\r", "→": "\t"})
ODD = ["\u2028", "\0", "\ufeff", "a\u00a0", "e\u0301", "\ud800"]
PROSE = "Some [[words]] of prose with a #tag, and more of it.\nkey:: value\n\n- an item\n"

HOSTILE = {
    **{unit: repeated(unit.translate(SIGNS)) for unit in UNITS.split()},
    **{ascii(unit): repeated(unit) for unit in ODD},
    **{f"runs of {char}": runs(char) for char in "`$~*_#=-[]%:>"},
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
    "lazy lines": repeated("b\n", before="> - a\n"),
    "uses and definitions": in_turn("[a][b] ", "\n\n", "[b]: c\n"),
    "headings": numbered("# a {}\n"),
    "a heading of comments": in_turn("# ", "`", "a", "<!--"),
    "open comments in a heading": repeated("<!--", before="# a"),
    "a heading of blanks": repeated(" ", before="# a", after="b\n"),
    "quoted values": repeated('a:: [[x]]\nb:: "y"\n'),
    "YAML of quoted links": repeated('a: "[[x]] #t"\n', before="---\n", after="---\n"),
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
    "YAML with one key": repeated("a: b\n", before="---\n", after="---\n"),
    "YAML without an end": repeated("a: b\n", before="---\n"),
    "YAML that doubles": lambda size: (
        "---\na: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(size // 24)) + "---\n"
    ),
}
