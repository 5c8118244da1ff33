"""No text is slow to parse or to glance at: twice of it takes about twice the time, and none far longer than prose."""

import gc
from time import process_time

import pytest
from hostile import HOSTILE, PROSE, numbered, repeated
from reading import OBSIDIAN, Dialect

from wikilsp.syntax.glance import glance
from wikilsp.syntax.parse import parse
from wikilsp.syntax.sketch import sketch_of

EVERYTHING = Dialect(
    preset="logseq",
    comments="index",
    nested=True,
    separator_space="optional",
    max_key_words=9,
    property_scope="first-block",
    numeric_tags=True,
    multiword_tags=True,
)
PLAIN = {
    "prose": repeated(PROSE.replace("key:: value", "more")),
    "links to its headings": numbered("# a{0}\n\n[[#a{0}]]\n\n"),
    "links to its blocks": numbered("a ^b{0}\n\n[[#^b{0}]]\n\n"),
    "links": numbered("[[a{0}]] [[a{0}#b{0}]] [t](a{0}.md)\n"),
    "properties": numbered("key{0}:: a\n"),
    "items with properties": repeated("- a:: b\n  c:: d\n"),
    "properties in brackets": repeated("[a:: b] "),
    "tags": numbered("#a{0}/b "),
    "aliases": numbered("  - a{0}\n", before="---\naliases:\n", after="---\n"),
    "aliases in one line": numbered("a{0}, ", before="---\naliases: [", after="b]\n---\n"),
    "aliases that do not end": numbered("a{0}, ", before="---\naliases: [", after="\n---\n"),
    "words": repeated("a ", before="---\nkey: ", after="!\n---\n"),
    "blanks": repeated(" ", before="---\nkey: a", after="!\n---\n"),
    "a name": repeated("a ", before='---\nkey: "[[', after='"\n---\n'),
    "rows": repeated("| [[a\\|b]] | `c` |\n", before="| a | b |\n|---|---|\n"),
    "a row": repeated("[[a]]|", before="| a | b |\n|---|---|\n|"),
    "code": repeated("`a` "),
    "maths": repeated("$a$ "),
    "signs of blocks": repeated("^a "),
    "headings": numbered("# a {0}\n\n"),
}
"""What a glance is enough for, and what it finds out late that it is not."""
SIZES = [50_000 >> n for n in range(11, -1, -1)]
TRIES = 3
"""The machine may be busy with something else: a text is slow if it is slow each time."""
ENOUGH = 0.03
"""Seconds below which a ratio says nothing."""


def sketched(text, dialect):
    return sketch_of(parse(text, dialect))


def seconds(text, dialect, read=parse):
    """The CPU time of one reading, with no collection of garbage in it."""
    gc.disable()
    try:
        start = process_time()
        read(text, dialect)
        return process_time() - start
    finally:
        gc.enable()


@pytest.fixture(scope="module")
def prose():
    """The time of ordinary text of the largest size."""
    return max(min(seconds(repeated(PROSE)(SIZES[-1]), OBSIDIAN) for _ in range(TRIES)), ENOUGH)


def slowness(text, dialect, prose, read=parse):
    """What is wrong, at the first size where something is: so even exponential time ends soon."""
    once = 0.0
    for size in SIZES:
        twice = seconds(text(size), dialect, read)
        if twice > max(3.2 * once, ENOUGH):
            return f"{twice:.3f} s for {size} characters, {once:.3f} s for half as many"
        once = twice
    return f"{once:.3f} s, prose takes {prose:.3f} s" if once > 30 * prose else ""


@pytest.mark.parametrize("dialect", [OBSIDIAN, EVERYTHING], ids=["defaults", "everything"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_in_linear_time(text, dialect, prose):
    tries = []
    while len(tries) < TRIES and all(tries):
        tries.append(slowness(text, dialect, prose))
    assert "" in tries, tries


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
@pytest.mark.parametrize("read", [glance, sketched], ids=["glance", "parse"])
def test_a_sketch_is_made_in_linear_time(text, read, prose):
    tries = []
    while len(tries) < TRIES and all(tries):
        tries.append(slowness(text, OBSIDIAN, prose, read))
    assert "" in tries, tries


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_glance_at_hostile_text_takes_linear_time(text, prose):
    tries = []
    while len(tries) < TRIES and all(tries):
        tries.append(slowness(text, OBSIDIAN, prose, glance))
    assert "" in tries, tries
