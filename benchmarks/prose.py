"""Generates words and sentences, in English and Chinese, with room for links."""

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

T = TypeVar("T")


class Prose(NamedTuple):
    """Ready-made pieces of a language. A sentence is two halves with room for a link between them."""

    sentences: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    gap: str
    stop: str


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


def sentence(rng: random.Random, links: list[str], prose: Prose) -> str:
    """Return a sentence, in most cases with a link that is removed from `links`."""
    start, end = pick(rng, prose.sentences)
    link = f"{prose.gap}{links.pop()}" if links and rng.random() < 0.8 else ""
    return f"{start}{link}{prose.gap}{end}{prose.stop}"
