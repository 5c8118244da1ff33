"""Generate a vault of any size for measurements. The same arguments generate the same notes, byte for byte.

python benchmarks/generate.py FOLDER
"""

import argparse
import math
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from note_text import Style, Subject, note_text
from prose import CHINESE, ENGLISH, chinese_prose, english_prose, pick

SECTIONS = ("Background", "Sources", "Open questions", "Summary", "Examples")
"""The section of a note follows from its number, so that links to it can be written before the note is."""
ATTACHMENTS = "Attachments"
_BETWEEN_BLOCK_IDS = 10
_LINKS_OF_A_HUB = 5
"""A hub has this many times the links of other notes."""
_SIZES = (100, 50_000)
"""The limits of the size of a note."""
_MISSING = 20_000
"""The number of names of notes that do not exist."""


class Shape(NamedTuple):
    """The properties of a vault. The default is like real ones, as docs/performance.md compares them."""

    notes: int = 10_000
    size: int = 1_000
    spread: float = 1.2
    links: int = 4
    missing: float = 0.2
    broken: float = 0.03
    hubs: int = 30
    to_hubs: float = 0.3
    skew: int = 4
    folder_size: int = 200
    attachments: int = 200
    code: float = 0.07
    tables: float = 0.02
    real: float = 0.5
    cjk: float = 0.05
    crlf: float = 0.01
    front_matter: float = 0.5
    properties: float = 0.4
    aliases: float = 0.1


EASY = Shape(
    spread=0, links=8, missing=0, broken=0.01, hubs=10, to_hubs=0.03, skew=1, code=0.05, tables=0.04, real=0, crlf=0,
    properties=0.6,
)  # fmt: skip
"""A well-kept vault of notes of equal size: all are plain, and hardly any has a broken link."""
SHAPES = {"real": Shape(), "easy": EASY}
HELP = {
    "notes": "notes in the vault",
    "size": "approximate mean number of characters in a note",
    "spread": "standard deviation of the logarithm of the size; 0 for notes of equal size",
    "links": "links in a note of mean size; a hub has five times as many",
    "missing": "share of the links to notes that do not exist",
    "broken": "share of the notes with another broken link",
    "hubs": "notes that many others link to",
    "to_hubs": "share of the links to hubs",
    "skew": "how uneven the shares of the hubs are: 1 for equal; with 4 the first of 30 gets two fifths",
    "folder_size": "notes in a folder",
    "attachments": "attachments in the vault",
    "code": "share of the blocks that are code",
    "tables": "share of the blocks that are tables",
    "real": "share of the other blocks that may have HTML, comments, dollars, footnotes, mistakes and the like",
    "cjk": "share of the notes in Chinese",
    "crlf": "share of the notes with lines that end with CR LF",
    "front_matter": "share of the notes with tags and a date in front matter",
    "properties": "share of the notes with properties after the front matter",
    "aliases": "share of the notes with an alias",
}


class Web(NamedTuple):
    """The names, folders and languages of all notes by number, the attachments, and the numbers of the hubs."""

    names: list[str]
    folders: list[str]
    in_chinese: list[bool]
    attachments: list[str]
    hubs: range

    def path(self, number: int) -> str:
        """Return the vault path of a note."""
        return f"{self.folders[number]}/{self.names[number]}.md"


def generate(shape: Shape, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield the vault path and the text of each note."""
    rng = random.Random(seed)
    web = _web(rng, shape)
    prose = {False: english_prose(rng), True: chinese_prose(rng)}
    for number in range(shape.notes):
        size = _size(rng, shape)
        style = Style(size, shape.code, shape.tables, shape.front_matter, shape.properties, shape.real, shape.crlf)
        subject = _subject(rng, web, shape, number, size)
        yield web.path(number), note_text(rng, subject, style, prose[web.in_chinese[number]])


def save(folder: Path, notes: Iterable[tuple[str, str]], shape: Shape) -> None:
    """Write notes, and the attachments of the shape, into a new folder. Raise `FileExistsError` if it exists."""
    folder.mkdir(parents=True)
    (folder / ".obsidian").mkdir()  # marks the root of the vault
    (folder / ATTACHMENTS).mkdir()
    for name in _attachments(shape):
        (folder / ATTACHMENTS / name).touch()
    created = set[str]()
    for path, text in notes:
        parent = path.rpartition("/")[0]
        if parent not in created:
            created.add(parent)
            (folder / parent).mkdir(exist_ok=True)
        (folder / path).write_bytes(text.encode())


def _web(rng: random.Random, shape: Shape) -> Web:
    in_chinese = [rng.random() < shape.cjk for _ in range(shape.notes)]
    names = [_name(number, is_chinese) for number, is_chinese in enumerate(in_chinese)]
    folders = [
        f"{ENGLISH[group % 30].title()} {group}" for group in (n // shape.folder_size for n in range(shape.notes))
    ]
    hubs = range(0, shape.notes, max(shape.notes // shape.hubs, 1))[: shape.hubs] if shape.hubs else range(0)
    return Web(names, folders, in_chinese, _attachments(shape), hubs)


def _name(number: int, is_chinese: bool) -> str:  # noqa: FBT001 - a private function with one call
    if is_chinese:
        return f"{CHINESE[number % len(CHINESE)]}{CHINESE[number * 7 % len(CHINESE)]} {number}"
    return f"{ENGLISH[number % 30].title()} {ENGLISH[number * 7 % 30]} {number}"


def _attachments(shape: Shape) -> list[str]:
    return [f"picture {number}.png" for number in range(shape.attachments)]


def _size(rng: random.Random, shape: Shape) -> int:
    if not shape.spread:
        return shape.size
    size = rng.lognormvariate(math.log(shape.size) - shape.spread**2 / 2, shape.spread)
    return round(min(max(size, _SIZES[0]), _SIZES[1]))


def _subject(rng: random.Random, web: Web, shape: Shape, number: int, size: int) -> Subject:
    count = shape.links * (_LINKS_OF_A_HUB if number in web.hubs else 1) * size / shape.size
    rest = count % 1
    links = [_any_link(rng, web, shape, number) for _ in range(int(count) + bool(rest and rng.random() < rest))]
    if links and rng.random() < shape.broken:
        links[0] = _broken_link(rng, web)
    alias = f"The {pick(rng, ENGLISH[:30])} of {number}" if rng.random() < shape.aliases else None
    block = f"b{number}" if number % _BETWEEN_BLOCK_IDS == 0 else None
    return Subject(web.names[number], alias, SECTIONS[number % len(SECTIONS)], block, links)


def _any_link(rng: random.Random, web: Web, shape: Shape, source: int) -> str:
    if shape.missing and rng.random() < shape.missing:
        return f"[[{_missing_name(rng)}]]"
    return _link(rng, web, shape, source)


def _link(rng: random.Random, web: Web, shape: Shape, source: int) -> str:
    """Return the text of a link that resolves."""
    target = _target(rng, web, shape)
    name = web.names[target]
    chance = rng.random()
    if chance < 0.15:
        return f"[[{name}|{pick(rng, ENGLISH)}]]"
    if chance < 0.22:
        return f"[[{name}#{SECTIONS[target % len(SECTIONS)]}]]"
    if chance < 0.25:
        target -= target % _BETWEEN_BLOCK_IDS
        return f"[[{web.names[target]}#^b{target}]]"
    if chance < 0.28:
        return f"[{pick(rng, ENGLISH)}]({quote(os.path.relpath(web.path(target), web.folders[source]))})"
    if chance < 0.30 and web.attachments:
        return f"![[{pick(rng, web.attachments)}]]"
    return f"[[{name}]]"


def _target(rng: random.Random, web: Web, shape: Shape) -> int:
    if rng.random() < shape.to_hubs and web.hubs:
        return web.hubs[int(rng.random() ** shape.skew * len(web.hubs))]
    return pick(rng, range(len(web.names)))


def _missing_name(rng: random.Random) -> str:
    """Return the name of a note that does not exist; some of these names are frequent."""
    number = int(rng.random() ** 2 * _MISSING)
    words = ENGLISH[:30]
    return f"{words[number % 30].title()} {words[number // 30 % 30]} {words[number // 900]}"


def _broken_link(rng: random.Random, web: Web) -> str:
    chance = rng.random()
    if chance < 0.5:
        return f"[[Nobody wrote {rng.randrange(1000)}]]"
    if chance < 0.9:
        return f"[[{pick(rng, web.names)}#No such section]]"
    return f"![[lost {rng.randrange(1000)}.png]]"


def main() -> None:
    """Generate the vault that the arguments describe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder to write; must not exist")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers; default: %(default)s")
    parser.add_argument("--shape", choices=SHAPES, default="real", help="defaults for the following options")
    for name, description in HELP.items():
        defaults = " or ".join(dict.fromkeys(str(getattr(shape, name)) for shape in SHAPES.values()))
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=type(getattr(Shape(), name)), help=f"{description}; default: {defaults}")
    arguments = parser.parse_args()
    chosen = {name: value for name in HELP if (value := getattr(arguments, name)) is not None}
    shape = SHAPES[arguments.shape]._replace(**chosen)
    save(arguments.folder, generate(shape, arguments.seed), shape)


if __name__ == "__main__":
    main()
