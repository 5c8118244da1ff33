"""Generate a vault of any size for measurements. The same arguments generate the same notes, byte for byte.

python benchmarks/generate.py FOLDER
"""

import argparse
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from note_text import CHINESE, ENGLISH, Style, Subject, chinese_prose, english_prose, note_text, pick

SECTIONS = ("Background", "Sources", "Open questions", "Summary", "Examples")
"""The section of a note follows from its number, so that links to it can be written before the note is."""
ATTACHMENTS = "Attachments"
_BETWEEN_BLOCK_IDS = 10
_LINKS_TO_HUBS = 0.03
_LINKS_OF_A_HUB = 5
"""A hub has this many times the links of other notes."""


class Shape(NamedTuple):
    """The properties of a vault. The default is a well-kept one: most notes have no broken link."""

    notes: int = 10_000
    size: int = 1_000
    links: int = 8
    broken: float = 0.01
    hubs: int = 10
    folder_size: int = 200
    attachments: int = 200
    code: float = 0.05
    tables: float = 0.04
    cjk: float = 0.05
    front_matter: float = 0.5
    properties: float = 0.6
    aliases: float = 0.1


HELP = {
    "notes": "notes in the vault",
    "size": "approximate number of characters in a note",
    "links": "links in a note; a hub has five times as many",
    "broken": "share of the notes with a broken link",
    "hubs": "notes that many others link to: the targets of 3 %% of the links",
    "folder_size": "notes in a folder",
    "attachments": "attachments in the vault",
    "code": "share of the blocks that are code",
    "tables": "share of the blocks that are tables",
    "cjk": "share of the notes in Chinese",
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
    style = Style(shape.size, shape.code, shape.tables, shape.front_matter, shape.properties)
    for number in range(shape.notes):
        subject = _subject(rng, web, shape, number)
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


def _subject(rng: random.Random, web: Web, shape: Shape, number: int) -> Subject:
    count = shape.links * (_LINKS_OF_A_HUB if number in web.hubs else 1)
    links = [_link(rng, web, number) for _ in range(count)]
    if links and rng.random() < shape.broken:
        links[0] = _broken_link(rng, web)
    alias = f"The {pick(rng, ENGLISH[:30])} of {number}" if rng.random() < shape.aliases else None
    block = f"b{number}" if number % _BETWEEN_BLOCK_IDS == 0 else None
    return Subject(web.names[number], alias, SECTIONS[number % len(SECTIONS)], block, links)


def _link(rng: random.Random, web: Web, source: int) -> str:
    """Return the text of a link that resolves."""
    target = pick(rng, web.hubs if rng.random() < _LINKS_TO_HUBS and web.hubs else range(len(web.names)))
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


def _broken_link(rng: random.Random, web: Web) -> str:
    chance = rng.random()
    if chance < 0.5:
        return f"[[Nobody wrote {rng.randrange(1000)}]]"
    if chance < 0.9:
        return f"[[{pick(rng, web.names)}#No such section]]"
    return f"![[lost {rng.randrange(1000)}.png]]"


def main() -> None:
    """Generate the vault that the arguments describe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder to write; must not exist")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    for name, description in HELP.items():
        default = Shape._field_defaults[name]
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default, help=description)
    arguments = parser.parse_args()
    shape = Shape(**{name: getattr(arguments, name) for name in HELP})
    save(arguments.folder, generate(shape, arguments.seed), shape)


if __name__ == "__main__":
    main()
