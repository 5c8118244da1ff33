"""Generates what real notes have beyond plain text, such as HTML, comments, math, inline properties and mistakes."""

import random
import re

from prose import Prose, pick, sentence

_PLACE = re.compile(r"@([a-z]+)")
_BLOCKS = {
    # HTML and comments
    "@sentence<br>@sentence": 7,
    'Press <kbd>Ctrl</kbd> and <span class="key">@word</span>. @sentence': 6,
    "<details>\n<summary>@word</summary>\n\n@sentence\n\n</details>": 2,
    '<img src="@word.png" width="@number">': 1,
    "<!-- @text -->": 3,
    "%% @text %%": 2,
    # Dollars, math, escapes and other brackets
    "Between $@number and $@number for @word. @sentence": 4,
    "$$\n\\sum_{i=0}^{@number} x_i^2\n$$\n\n@sentence": 1,
    "Let $x_{@number} \\in \\mathbb{R}^2$. @sentence": 1,
    "snake\\_case\\_@number and 2\\*3. @sentence": 4,
    "@link: @text": 2,
    "- [x] [`total()`](https://example.org/@number) @text": 3,
    "@text[^@id]\n\n[^@id]: @sentence": 1,
    "See [the list][r@id]. @sentence\n\n[r@id]: https://example.org/@number": 1,
    # Properties
    "@sentence (effort:: @number) (seen:: @link)": 2,
    "- [ ] @text [due:: 2026-01-02] [priority:: high] 📅 2026-01-02": 2,
    "- @text\n  measured by:: @word\n\t- @sentence\n\t\t- @sentence": 2,
    "Deep Work (Sessions):: @number": 1,
    # Web links, images, templates
    "Run `@word --all` in `~/@word`, then `[@number]`. @sentence": 8,
    "https://example.org/@number?q=@id&page=1\n@sentence": 3,
    "<https://example.org/@number> @text": 1,
    "![@word](https://example.org/@number.png) @sentence": 5,
    "Written {{date}} for <% tp.file.title %>. @text": 1,
    # Larger blocks and long lines
    "@sentence @sentence @sentence @sentence @sentence @sentence @sentence @sentence": 3,
    "1. @sentence\n\n   ```sh\n   echo $HOME [[ -n @number ]]\n   ```\n\n2. @sentence": 2,
    "> [!warning] @word\n> - @sentence\n>   - @sentence\n>\n> > @text": 4,
    '```js\nlet rows = dv.pages("#@word"); // [[no link]]\nfor (const row of rows)\n    dv.list(row)\n```': 5,
    # Characters beyond ASCII
    "“@text” — @word … → @sentence": 5,
    "Crème brûlée à Zürich, naïve façade. @sentence": 1,
    "Записки о реке и памяти. @sentence": 1,
    "## 🎉 @word": 2,
    # Mistakes
    "See [[ @word @number ]]. @text": 1,
    "See [[@word and more. @text": 1,
    "state:: seed\nstate:: done": 1,
}
"""Blocks by weight, with places to fill in: a sentence with or without (`text`) a link, a link, a word …"""
_WEIGHTS = tuple(_BLOCKS.values())
_FIELDS = (
    "title: @word, @number\n",
    'description: "@word: @number"\n',
    "source: https://example.org/@number?q=@id#top\n",
    'related:\n  - "[[@word]]"\n',
    "publish:\n  draft: true\n  date: 2026-01-02T10:00\n",
    "rating: \nauthor:\n- @word (editor)\n",
)


def real_block(rng: random.Random, links: list[str], prose: Prose) -> str:
    """Return a block, in most cases with links that are removed from `links`."""
    return _fill(rng, rng.choices(tuple(_BLOCKS), _WEIGHTS)[0], links, prose)


def real_field(rng: random.Random, prose: Prose) -> str:
    """Return a field of front matter, with its line ends."""
    return _fill(rng, pick(rng, _FIELDS), [], prose)


def _fill(rng: random.Random, template: str, links: list[str], prose: Prose) -> str:
    identity = str(rng.randrange(1_000_000))
    values = {
        "sentence": lambda: sentence(rng, links, prose),
        "text": lambda: sentence(rng, [], prose),
        "link": lambda: links.pop() if links else f"[[{pick(rng, prose.titles)}]]",
        "word": lambda: pick(rng, prose.titles),
        "number": lambda: str(rng.randint(2, 999)),
        "id": lambda: identity,
    }
    return _PLACE.sub(lambda match: values[match[1]](), template)
