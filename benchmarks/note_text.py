"""Generates the text of one note: front matter, properties, sections, and blocks with the links among them."""

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

ENGLISH = (  # noqa: SIM905 (a list would be sixty lines)
    "harvest river memory signal garden bridge winter letter engine market silver forest method border theory "
    "window planet record shadow summer copper island number castle thread orange vessel mirror ladder candle "
    "always before carefully during every further gathers however inside joins keeps later many never often perhaps "
    "quietly rather seldom toward until very where yields and because between from into of on over the than that with"
).split()
CHINESE = (  # noqa: SIM905
    "笔记 河流 记忆 信号 花园 桥梁 冬天 书信 市场 森林 方法 边界 理论 窗户 行星 记录 影子 夏天 岛屿 数字 "
    "城堡 线索 镜子 因此 并且 通常 关于 之间 其实 慢慢 已经 可以 需要 觉得 知道 变成 来自 读书 写作 思考 整理 连接"
).split()
TAGS = ("idea", "note/concept", "note/person", "project/open", "project/done", "reading", "map")
STATES = ("seed", "growing", "done")
CODE = (
    '```python\ndef total(rows):\n    return sum(row["amount"] for row in rows)  # not a #tag\n```',
    '```sh\nfor name in *.md; do\n    [[ -f "$name" ]] && wc -c "$name"\ndone\n```',
    "```dataview\nTABLE state, rating\nFROM #reading\nSORT file.name\n```",
)
_HALF_A_BLOCK = 150

T = TypeVar("T")


class Prose(NamedTuple):
    """Ready-made pieces of a language. A sentence is two halves with room for a link between them."""

    sentences: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    gap: str
    stop: str


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


class Subject(NamedTuple):
    """The contents that a note must have: its name, alias, link targets, and the texts of its links."""

    name: str
    alias: str | None
    section: str
    """The heading of a section that other notes may link to."""
    block: str | None
    """The id of a block that other notes may link to."""
    links: list[str]


def english_prose(rng: random.Random) -> Prose:
    """Generate English prose."""
    halves = tuple(
        (_decorated(rng, " ".join(rng.choices(ENGLISH, k=rng.randint(3, 8))).capitalize()), _words(rng, ENGLISH, " "))
        for _ in range(2000)
    )
    return Prose(halves, tuple(" ".join(rng.choices(ENGLISH[:30], k=2)) for _ in range(500)), " ", ".")


def chinese_prose(rng: random.Random) -> Prose:
    """Generate Chinese prose, which has no spaces between words."""
    halves = tuple((_words(rng, CHINESE, ""), _words(rng, CHINESE, "")) for _ in range(500))
    return Prose(halves, tuple("".join(rng.choices(CHINESE, k=2)) for _ in range(200)), "", "。")


def _words(rng: random.Random, words: Sequence[str], gap: str) -> str:
    return gap.join(rng.choices(words, k=rng.randint(3, 7)))


def _decorated(rng: random.Random, text: str) -> str:
    """Add markup, code or a tag to one half of a sentence in four."""
    extra = ("**bold**", "*leaning*", "`code [[no link]]`", "#reading", "[a site](https://example.org/a)", "$a+b$")
    return f"{text} {pick(rng, extra)}" if rng.random() < 0.25 else text


def pick(rng: random.Random, choices: Sequence[T]) -> T:
    """Choose an item, in a third of the time of `random.choice`."""
    return choices[int(rng.random() * len(choices))]


def note_text(rng: random.Random, subject: Subject, style: Style, prose: Prose) -> str:
    """Return the text of a note with all links of the subject, even if it must be longer than the style's size."""
    links = subject.links.copy()
    blocks = _head(rng, subject, style, links)
    blocks += [f"# {subject.name}", f"## {subject.section}"]
    if subject.block:
        blocks.append(f"{_paragraph(rng, links, prose)} ^{subject.block}")
    size = sum(map(len, blocks)) + 2 * len(blocks)
    while links or size < style.size - _HALF_A_BLOCK:
        blocks.append(_block(rng, links, style, prose))
        size += len(blocks[-1]) + 2
    return "\n\n".join(blocks) + "\n"


def _head(rng: random.Random, subject: Subject, style: Style, links: list[str]) -> list[str]:
    head = []
    if subject.alias or rng.random() < style.front_matter:
        aliases = f"aliases: [{subject.alias}]\n" if subject.alias else ""
        tags = f"tags: [{pick(rng, TAGS)}, {pick(rng, STATES)}]\n"
        created = f"created: 20{rng.randint(19, 26)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}\n"
        head.append(f"---\n{aliases}{tags}{created}---")
    if links and rng.random() < style.properties:
        head.append(f"up:: {links.pop()}\ntype:: #{pick(rng, TAGS)}\nstate:: {pick(rng, STATES)}")
    return head


def _block(rng: random.Random, links: list[str], style: Style, prose: Prose) -> str:
    chance = rng.random()
    if chance < style.code:
        return pick(rng, CODE)
    if chance < style.code + style.tables:
        return _table(rng, links, prose)
    kinds = (_paragraph, _paragraph, _paragraph, _list, _list, _section, _quote)
    return pick(rng, kinds)(rng, links, prose)


def _section(rng: random.Random, _links: list[str], prose: Prose) -> str:
    return f"### {pick(rng, prose.titles)}"


def _paragraph(rng: random.Random, links: list[str], prose: Prose) -> str:
    rating = f" [rating:: {rng.randint(1, 5)}]" if rng.random() < 0.02 else ""
    return prose.gap.join(_sentence(rng, links, prose) for _ in range(rng.randint(1, 3))) + rating


def _list(rng: random.Random, links: list[str], prose: Prose) -> str:
    bullet = pick(rng, ("-", "-", "- [ ]", "- [x]"))
    items = []
    depth = -1
    for _ in range(rng.randint(2, 4)):
        depth = rng.randint(0, min(depth + 1, 2))
        items.append("\t" * depth + f"{bullet} {_sentence(rng, links, prose)}")
    return "\n".join(items)


def _quote(rng: random.Random, links: list[str], prose: Prose) -> str:
    kind = pick(rng, ("> ", "> [!note]\n> ", "> [!question]- Why\n> "))
    return kind + _sentence(rng, links, prose)


def _table(rng: random.Random, links: list[str], prose: Prose) -> str:
    rows = ["| what | see |", "|---|---|"]
    for _ in range(rng.randint(2, 4)):
        # An unescaped bar would end the cell, even inside of a link.
        link = links.pop().replace("|", "\\|") if links else "–"
        rows.append(f"| {pick(rng, prose.titles)} | {link} |")
    return "\n".join(rows)


def _sentence(rng: random.Random, links: list[str], prose: Prose) -> str:
    """Return a sentence, in most cases with a link that is removed from `links`."""
    start, end = pick(rng, prose.sentences)
    link = f"{prose.gap}{links.pop()}" if links and rng.random() < 0.8 else ""
    return f"{start}{link}{prose.gap}{end}{prose.stop}"
