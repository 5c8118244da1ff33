"""Makes a vault of any size to measure on. The same arguments give the same notes, byte for byte."""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

WORDS = (  # noqa: SIM905 (a list would be thirty lines)
    "harvest river memory signal garden bridge winter letter engine market silver forest method border theory "
    "window planet record shadow summer copper island number castle thread orange vessel mirror ladder candle"
).split()
TAGS = ("idea", "note/concept", "note/person", "project/open", "project/done", "reading")
NOTES_IN_A_FOLDER = 200
_HALF_A_BLOCK = 75


class Shape(NamedTuple):
    """What the vault is to be like."""

    notes: int
    size: int
    """Characters in a note, about."""
    links: int
    """Wikilinks in a note."""
    missing: float
    """The share of links that lead nowhere."""


def generate(shape: Shape, seed: int) -> Iterator[tuple[str, str]]:
    """Give the path and the text of each note."""
    names = [_name(index) for index in range(shape.notes)]
    for index, name in enumerate(names):
        rng = random.Random(f"{seed}/{index}")
        folder = f"{WORDS[index // NOTES_IN_A_FOLDER % len(WORDS)]} {index // NOTES_IN_A_FOLDER}"
        yield f"{folder}/{name}.md", _text(rng, names, shape)


def _name(index: int) -> str:
    return f"{WORDS[index % len(WORDS)].title()} {WORDS[index * 7 % len(WORDS)]} {index}"


def _text(rng: random.Random, names: list[str], shape: Shape) -> str:
    """Write one note: properties and a title, then sections, paragraphs and lists, the links spread over them."""
    blocks = [f"up:: [[{rng.choice(names)}]]\ntype:: #{rng.choice(TAGS)}", f"# {_prose(rng, 3)}"]
    links = [_link(rng, names, shape.missing) for _ in range(shape.links - 1)]
    while links or sum(map(len, blocks)) < shape.size - _HALF_A_BLOCK:
        write = rng.choices((_section, _paragraph, _list), weights=(1, 3, 2))[0]
        blocks.append(write(rng, links))
    return "\n\n".join(blocks) + "\n"


def _section(rng: random.Random, _links: list[str]) -> str:
    return f"## {_prose(rng, 2)}"


def _paragraph(rng: random.Random, links: list[str]) -> str:
    return " ".join(_sentence(rng, links) for _ in range(rng.randint(1, 3)))


def _list(rng: random.Random, links: list[str]) -> str:
    items = []
    depth = -1
    for _ in range(rng.randint(2, 4)):
        depth = rng.randint(0, min(depth + 1, 2))
        items.append("\t" * depth + f"- {_sentence(rng, links)}")
    return "\n".join(items)


def _sentence(rng: random.Random, links: list[str]) -> str:
    """Write a few words, and in most sentences one of the links that are left."""
    link = f" {links.pop()}" if links and rng.random() < 0.8 else ""
    return f"{_prose(rng, rng.randint(5, 14))}{link}."


def _link(rng: random.Random, names: list[str], missing: float) -> str:
    if rng.random() < missing:
        return f"[[Nobody wrote {rng.randrange(1000)}]]"
    label = f"|{_prose(rng, 1)}" if rng.random() < 0.2 else ""
    return f"[[{rng.choice(names)}{label}]]"


def _prose(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


def main() -> None:
    """Write the vault that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write; must not exist yet")
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=1_000, help="characters in a note, about")
    parser.add_argument("--links", type=int, default=8, help="wikilinks in a note")
    parser.add_argument("--missing", type=float, default=0.01, help="share of links that lead nowhere")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    shape = Shape(arguments.notes, arguments.size, arguments.links, arguments.missing)
    folder: Path = arguments.folder
    folder.mkdir(parents=True)
    for path, text in generate(shape, arguments.seed):
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
