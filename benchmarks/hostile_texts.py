"""Hostile notes and vaults of any size: one construct repeated, or one name shared by every note."""

from collections.abc import Callable

Text = Callable[[int], str]
"""Takes a number of characters, and returns a text of about this length."""
Files = Callable[[int], dict[str, str]]
"""Takes a number of notes, and returns the texts of the files of a vault by path."""


def repeat(unit: str, before: str = "", after: str = "") -> Text:
    """Repeat a unit."""
    return lambda size: before + unit * (size // len(unit)) + after


def repeat_numbered(unit: str, before: str = "", after: str = "") -> Text:
    """Repeat a unit with a different number each time, in the place of `{0}`."""
    return lambda size: before + "".join(unit.format(n) for n in range(size // (len(unit) + 1))) + after


TEXTS: dict[str, Text] = {
    "lines with one block id": repeat("x ^a\n"),
    "lines with block ids": repeat_numbered("x ^a{0}\n"),
    "links to block ids": repeat_numbered("x ^a{0}\n\n[[#^a{0}]]\n\n"),
    "links to a missing block": repeat("[[#^a]]\n"),
    "links to near blocks": repeat_numbered("x ^aa{0}\n\n[[#^ab{0}]]\n\n"),
    "definitions": repeat_numbered("[a{0}]: b\n"),
    "definitions in use": repeat_numbered("[a{0}]: b{0}.md\n\n[x][a{0}]\n\n"),
    "one definition in use": repeat("[x][a]\n", before="[a]: b.md\n\n"),
    "footnotes": repeat_numbered("x[^{0}]\n\n[^{0}]: y\n\n"),
    "one footnote": repeat("x[^a] y[^b]\n\n", before="[^a]: z\n\n"),
    "definitions of one footnote": repeat("[^a]: y\n"),
    "misspelt footnotes": repeat_numbered("x[^foot{0}]\n\n[^fooot{0}]: y\n\n"),
    "callouts": repeat("> [!nte] x\n> y\n\n"),
    "headings": repeat_numbered("# a {0}\n"),
    "headings of one name": repeat("# a\n"),
    "headings in headings": repeat_numbered("# a\n## b{0}\n### c\n"),
    "links to headings": repeat_numbered("# a{0}\n\n[[#a{0}]]\n\n"),
    "links to missing headings": repeat("[[#b]]\n"),
    "links to near headings": repeat_numbered("# head{0}\n\n[[#haed{0}]]\n\n"),
    "links to one of many headings": repeat("# a\n\n[[#a]]\n\n"),
    "links by a long path": repeat("[[#a#a#a]]\n\n# a\n## b\n\n"),
    "anchors": repeat_numbered("# a {0}\n\n[x](#a-{0})\n\n"),
    "anchors that are missing": repeat_numbered("# aa {0}\n\n[x](#ab-{0})\n\n"),
    "links": repeat_numbered("[[A]] [[b{0}]]\n"),
    "links to one missing note": repeat("[[Missing]]\n"),
    "links to itself": repeat("[[A]]\n"),
    "links in one line": repeat("[[A]] "),
    "missing links in one line": repeat("[[x]] "),
    "numbered links in one line": repeat_numbered("[[x{0}]] "),
    "links after an emoji in one line": repeat("[[x]] ", before="\U0001f600 "),
    "links of emoji in one line": repeat("[[\U0001f600]] "),
    "links of CJK in one line": repeat("[[\u6f22\u5b57]] "),
    "links of CJK": repeat("[[\u6f22\u5b57]]\n"),
    "markdown links in one line": repeat("[x](b.md) "),
    "images": repeat("![x](b.png)\n"),
    "embeds": repeat("![[A]]\n"),
    "tags in one line": repeat_numbered("#a{0} "),
    "one tag in one line": repeat("#a "),
    "tags": repeat_numbered("#a{0}/b\n"),
    "one tag after a CJK": repeat("#a ", before="\u6f22 "),
    "properties": repeat_numbered("k{0}:: v\n"),
    "one property": repeat("k:: v\n"),
    "properties in one line": repeat("x [k:: v] "),
    "values": repeat_numbered("v{0}, ", before="k:: "),
    "properties of items": repeat("- k:: v\n  k:: v\n"),
    "front matter": repeat_numbered("k{0}: v\n", before="---\n", after="---\n"),
    "one key of front matter": repeat("k: v\n", before="---\n", after="---\n"),
    "keys in two places": lambda size: (
        "---\n"
        + "".join(f"k{n}: v\n" for n in range(size // 20))
        + "---\n"
        + "".join(f"k{n}:: v\n" for n in range(size // 20))
    ),
    "one key in two places": repeat("k:: v\n", before="---\nk: v\n---\n"),
    "aliases": repeat_numbered("- alias {0}\n", before="---\naliases:\n", after="---\n"),
    "one alias": repeat("- alias\n", before="---\naliases:\n", after="---\n"),
    "items": repeat("- x\n"),
    "nested items": lambda size: "".join("  " * (n % 50) + "- x\n" for n in range(size // 55)),
    "a table": repeat("| [[x]] | #a |\n", before="| a | b |\n|---|---|\n"),
    "quotes": repeat("> x\n\n"),
    "fences": repeat("```\nx\n```\n"),
    "comments": repeat("%%\nx\n%%\n\n"),
    "suppressions": repeat("[[x]] <!-- wikilsp-ignore missing-note -->\n"),
    "suppressions of nothing": repeat("<!-- wikilsp-ignore missing-note -->\n\n"),
    "suppressions without codes": repeat("<!-- wikilsp-ignore -->\n\n"),
    "suppressions of the file": repeat("<!-- wikilsp-ignore-file missing-note -->\n\n", before="[[x]]\n" * 100),
    "many codes in one suppression": repeat_numbered("a{0}, ", before="<!-- wikilsp-ignore ", after="-->\n"),
    "a deep link": repeat("a/", before="[[", after="a]]"),
    "a deep Markdown link": repeat("a/", before="[x](", after="a.md)"),
    "a deep tag": repeat("a/", before="#", after="a"),
    "a deep heading path": repeat("#a", before="# a\n\n[[", after="]]\n"),
    "a long name": repeat("a", before="[[", after="]]"),
    "a long heading and short links": lambda size: f"# a{'!' * (size // 2)}\n\n" + "[[#a#x]] #t\n" * (size // 24),
    "a long heading and what stands below": lambda size: f"# {'a' * (size // 2)}\n\n" + "x ^a\n" * (size // 10),
    "a stair of quotes": lambda size: "".join(">" * (n + 1) + " a\n" for n in range(int((2 * size) ** 0.5))),
    "a stair of items": lambda size: "".join("  " * n + "- a\n" for n in range(int(size**0.5))),
    "an embed after blanks": repeat(" ", before="- ", after="x ![[A]]\n"),
    "colons that may be properties": repeat("a: 1\n", before="x:: 1\n"),
    "bars in tables": repeat("| [[x|y]] |\n", before="| a |\n|---|\n"),
    "mojibake": repeat("\u00e2\u20ac\u201d x\n"),
    "unclosed brackets": repeat("[[x\n"),
    "blank lines": repeat("\n"),
    "one word": repeat("x"),
    "words": repeat("word "),
    "mentions": repeat("some A here. "),
}


def _same_alias(many: int) -> dict[str, str]:
    return {f"n{n}.md": "---\naliases: [Shared]\n---\nSee [[Shared]].\n" for n in range(many)}


def _only_alias(many: int) -> dict[str, str]:
    return {f"n{n}.md": "---\naliases: [Shared]\n---\n" for n in range(many)}


def _same_name(many: int) -> dict[str, str]:
    return {f"f{n}/Same.md": "# Same\n\nSee [[Same]].\n" for n in range(many)}


def _one_link_to_same_name(many: int) -> dict[str, str]:
    return {"a.md": "[[Same]]\n", **{f"f{n}/Same.md": "x\n" for n in range(many)}}


def _many_links_to_same_name(many: int) -> dict[str, str]:
    linking = {f"a{n}.md": "[[Same]] [t](Same.md)\n" for n in range(many)}
    return {**linking, **{f"f{n}/Same.md": "x\n" for n in range(many)}}


VAULTS: dict[str, Files] = {
    "notes with one alias": _only_alias,
    "notes with one alias and links": _same_alias,
    "notes of one name": _same_name,
    "one link to notes of one name": _one_link_to_same_name,
    "links to notes of one name": _many_links_to_same_name,
    "folders of one name": lambda many: {f"f{n}/same/n{n}.md": f"[[same/n{n}]]\n" for n in range(many)},
    "notes of one title": lambda many: {f"n{n}.md": "---\ntitle: Same\n---\n# Same\n\nSame\n" for n in range(many)},
    "misspelt names": lambda many: {f"note{n}.md": f"[[noet{n}]]\n" for n in range(many)},
    "one misspelt name of many": lambda many: {
        "a.md": "[[Smae thing]]\n" * many,
        **{f"f{n}/Same thing.md": "" for n in range(many)},
    },
    "misspelt names alike": lambda many: {f"{n}/chapter.md": "[[chapetr]]\n" for n in range(many)},
    "near names": lambda many: {
        f"abcdefgh{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}ijklmnop.md": "[[abcdefghqijklmnop]]\n"
        for n in range(many)
    },
    "links to one missing note": lambda many: {f"n{n}.md": "[[Missing]]\n" for n in range(many)},
    "links to one note": lambda many: {f"n{n}.md": "[[n0]] [[n0#x]]\n" for n in range(many)},
    "links to one heading": lambda many: {
        "a.md": "# x\n\n## y\n",
        **{f"n{n}.md": "[[a#x#y]] [[a#^b]]\n" for n in range(many)},
    },
    "links from one note": lambda many: {
        "a.md": "".join(f"[[n{n}]] n{n}\n" for n in range(many)),
        **{f"n{n}.md": "" for n in range(many)},
    },
    "one tag": lambda many: {f"n{n}.md": "#same\n" for n in range(many)},
    "tags below one": lambda many: {f"n{n}.md": f"#same/t{n}\n" for n in range(many)},
    "one property": lambda many: {f"n{n}.md": "k:: v\n" for n in range(many)},
    "attachments of one name": lambda many: {
        "a.md": "![[same.png]]\n" * 10,
        **{f"f{n}/same.png": "" for n in range(many)},
    },
    "case of one name": lambda many: {
        "a.md": "[[NAME OF THIS]]\n",
        **{_cased("nameofthisone", n): "x\n" for n in range(min(many, 8000))},
    },
    "words that name many notes": lambda many: {
        "a.md": "Shared here. " * many,
        **{f"n{n}.md": "---\naliases: [Shared]\n---\n" for n in range(many)},
    },
    "names of many lengths": lambda many: {
        "a.md": "x " * many,
        **{f"{'x ' * (n % 100)}y{n}.md": "" for n in range(many)},
    },
    "spellings of one name": lambda many: {
        f"f{n}/{_cased('nameofthisone', n)}": f"[[{_cased('nameofthisone', n + 1)[:-3]}]]\n" for n in range(many)
    },
    "misspelt near names": lambda many: {
        f"abcdefgh{_letters(n)}ijklmnop.md": f"[[abcdefgh{_letters(n)}ijklmonp]]\n" for n in range(many)
    },
    "many aliases of two notes": lambda many: {
        f"{name}.md": "---\naliases:\n" + "".join(f"- alias {n}\n" for n in range(many)) + "---\n" for name in "ab"
    },
    "links into a long note": lambda many: {
        "a.md": "".join(f"## heading {n}\n\nx ^b{n}\n\n" for n in range(many)),
        "b.md": "".join(
            f"[[a#heading {n}]] [[a#^b{n}]] [[a#haeding {n}]] [x](a.md#heading-{n})\n" for n in range(many)
        ),
    },
    "embeds of one note": lambda many: {f"n{n}.md": "![[n0]]\n" for n in range(many)},
    "embeds in a circle": lambda many: {f"n{n}.md": f"![[n{(n + 1) % many}]]\n" for n in range(many)},
    "tags that come with a fix": lambda many: {
        f"n{n}.md": "---\ntags: #same\n---\n[[tags/same]]\n" for n in range(many)
    },
    "headings that come with a fix": lambda many: {
        f"f{n}/Same.md": "# a\u00e2\u20ac\u201db\n\n[[Same#x]]\n" for n in range(many)
    },
    "templates of one name": lambda many: {f"f{n}/index.md": "[[index]] [up](../index.md)\n" for n in range(many)},
}


def _letters(number: int) -> str:
    return "".join(chr(97 + number // 26**place % 26) for place in range(4))


def _cased(name: str, number: int) -> str:
    return "".join(char.upper() if number >> at & 1 else char for at, char in enumerate(name)) + ".md"
