"""Generates the text of one note: front matter, properties, sections, and blocks with the links among them."""

import random
from typing import NamedTuple

from prose import Prose, pick, sentence
from real_blocks import real_block, real_field

TAGS = ("idea", "note/concept", "note/person", "project/open", "project/done", "reading", "map")
STATES = ("seed", "growing", "done")
CODE = (
    '```python\ndef total(rows):\n    return sum(row["amount"] for row in rows)  # not a #tag\n```',
    '```sh\nfor name in *.md; do\n    [[ -f "$name" ]] && wc -c "$name"\ndone\n```',
    "```dataview\nTABLE state, rating\nFROM #reading\nSORT file.name\n```",
)
_HALF_A_BLOCK = 150
_SMALL = 300
"""Shorter notes have no front matter."""


class Style(NamedTuple):
    """The style of generated notes."""

    size: int
    """Approximate number of characters."""
    code: float
    """Share of blocks, as of `tables`."""
    tables: float
    front_matter: float
    """Share of notes, as of `properties`."""
    properties: float
    real: float
    """Share of blocks and front matter as real notes have them."""
    crlf: float


class Subject(NamedTuple):
    """The contents that a note must have: its name, alias, link targets, and the texts of its links."""

    name: str
    alias: str | None
    section: str
    """The heading of a section that other notes may link to."""
    block: str | None
    """The id of a block that other notes may link to."""
    links: list[str]


def note_text(rng: random.Random, subject: Subject, style: Style, prose: Prose) -> str:
    """Return the text of a note with all links of the subject, even if it must be longer than the style's size."""
    links = subject.links.copy()
    blocks = _head(rng, subject, style, links, prose) if style.size >= _SMALL else []
    blocks += [f"# {subject.name}", f"## {subject.section}"]
    if subject.block:
        blocks.append(f"{_paragraph(rng, links, prose)} ^{subject.block}")
    size = sum(map(len, blocks)) + 2 * len(blocks)
    enough = style.size - min(_HALF_A_BLOCK, style.size // 4)
    while links or size < enough:
        blocks.append(_block(rng, links, style, prose))
        size += len(blocks[-1]) + 2
    text = "\n\n".join(blocks) + "\n"
    return text.replace("\n", "\r\n") if style.crlf and rng.random() < style.crlf else text


def _head(rng: random.Random, subject: Subject, style: Style, links: list[str], prose: Prose) -> list[str]:
    head = []
    if subject.alias or rng.random() < style.front_matter:
        aliases = f"aliases: [{subject.alias}]\n" if subject.alias else ""
        tags = f"tags: [{pick(rng, TAGS)}, {pick(rng, STATES)}]\n"
        created = f"created: 20{rng.randint(19, 26)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}\n"
        more = real_field(rng, prose) if style.real and rng.random() < style.real else ""
        head.append(f"---\n{aliases}{tags}{created}{more}---")
    if links and rng.random() < style.properties:
        head.append(f"up:: {links.pop()}\ntype:: #{pick(rng, TAGS)}\nstate:: {pick(rng, STATES)}")
    return head


def _block(rng: random.Random, links: list[str], style: Style, prose: Prose) -> str:
    chance = rng.random()
    if chance < style.code:
        return pick(rng, CODE)
    if chance < style.code + style.tables:
        return _table(rng, links, prose)
    if style.real and rng.random() < style.real:
        return real_block(rng, links, prose)
    kinds = (_paragraph, _paragraph, _paragraph, _list, _list, _section, _quote)
    return pick(rng, kinds)(rng, links, prose)


def _section(rng: random.Random, _links: list[str], prose: Prose) -> str:
    return f"### {pick(rng, prose.titles)}"


def _paragraph(rng: random.Random, links: list[str], prose: Prose) -> str:
    rating = f" [rating:: {rng.randint(1, 5)}]" if rng.random() < 0.02 else ""
    return prose.gap.join(sentence(rng, links, prose) for _ in range(rng.randint(1, 3))) + rating


def _list(rng: random.Random, links: list[str], prose: Prose) -> str:
    bullet = pick(rng, ("-", "-", "- [ ]", "- [x]"))
    items = []
    depth = -1
    for _ in range(rng.randint(2, 4)):
        depth = rng.randint(0, min(depth + 1, 2))
        items.append("\t" * depth + f"{bullet} {sentence(rng, links, prose)}")
    return "\n".join(items)


def _quote(rng: random.Random, links: list[str], prose: Prose) -> str:
    kind = pick(rng, ("> ", "> [!note]\n> ", "> [!question]- Why\n> "))
    return kind + sentence(rng, links, prose)


def _table(rng: random.Random, links: list[str], prose: Prose) -> str:
    rows = ["| what | see |", "|---|---|"]
    for _ in range(rng.randint(2, 4)):
        # An unescaped bar would end the cell, even inside of a link.
        link = links.pop().replace("|", "\\|") if links else "–"
        rows.append(f"| {pick(rng, prose.titles)} | {link} |")
    return "\n".join(rows)
