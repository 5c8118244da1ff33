"""Print the sizes of the notes of vaults, their links, and the share of the notes with each construct.

python benchmarks/constructs.py VAULT...
"""

import argparse
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from figures import number, table

from wikilsp.disk.load import load_vault
from wikilsp.disk.note_text import read_text
from wikilsp.disk.root import settings_without_file
from wikilsp.vault.vault import Vault

_CONSTRUCTS = {
    "front matter": r"\A---\r?\n",
    "`key:: value` on a line": r"^[\t ]*(?:[-*] )?[A-Za-z][\w -]*::",
    "`[key:: value]` or `(key:: value)`": r"[\[(][A-Za-z][^\[\]()\n:]*:: ?[^\[\]()\n]*[\])]",
    "tags": r"(?<!\S)#[^\W\d]",
    "tasks": r"^[\t ]*[-*+] \[.\]",
    "headings": r"^#{1,6} ",
    "links to headings or blocks": r"\[\[[^\]\n|]*#",
    "embeds or images": r"!\[",
    "web links": r"https?://",
    "callouts": r"^[\t ]*> ?\[!",
    "tables": r"^[\t ]*\|?(?:[\t ]*:?-{2,}:?[\t ]*\|)+",
    "fenced code": r"^[\t >]*(?:```|~~~)",
    "code spans": r"`[^`\n]+`",
    "`$`": r"\$",
    "`$$`": r"\$\$",
    "HTML tags": r"</?[A-Za-z][^>\n]*>",
    "`<!--` or `%%`": r"<!--|%%",
    "`]:` after a bracket": r"\]:",
    "footnotes": r"\[\^[^\]\n]+\]",
    "backslashes": r"\\",
    "items indented by tabs": r"^\t+[-*+] ",
    "characters beyond ASCII": r"[^\x00-\x7f]",
    "lines of 500 characters": r"^.{500}",
    "CR LF": r"\r\n",
}


def _sizes(texts: list[str]) -> Iterator[tuple[str, str]]:
    sizes = sorted(len(text.encode()) for text in texts)
    yield "notes", f"{len(sizes):,}"
    yield "mean size, kB", number(statistics.mean(sizes) / 1000)
    for name, share in (("median", 0.5), ("90 % are smaller than", 0.9), ("99 % are smaller than", 0.99)):
        yield f"{name}, kB", number(sizes[int(len(sizes) * share)] / 1000)


def _links(vault: Vault) -> Iterator[tuple[str, str]]:
    """Yield figures of the links that should lead to another file."""
    found = [
        resolution.target
        for note in vault.notes.values()
        for link, resolution in vault.links(note)
        if link.path and resolution.how not in ("external", "outside", "ignored")
    ]
    backlinks = Counter(target for target in found if target is not None)
    yield "links in a note", number(len(found) / len(vault.notes))
    yield "lead nowhere", f"{found.count(None) / len(found):.0%}"
    yield "lead to one file, the most popular", f"{max(backlinks.values()) / len(found):.0%}"


def figures(root: Path) -> dict[str, str]:
    """Return the figures of a vault by name."""
    vault = load_vault(root, settings_without_file(root)).vault
    texts = [read_text(root, path) or "" for path in vault.notes]
    shares = (
        (name, f"{sum(bool(re.search(construct, text, re.MULTILINE)) for text in texts) / len(texts):.0%}")
        for name, construct in _CONSTRUCTS.items()
    )
    return dict([*_sizes(texts), *_links(vault), *shares])


def main() -> None:
    """Print a Markdown table with a column for each vault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vaults", type=Path, nargs="+", help="folders with notes and links")
    vaults = [vault.resolve() for vault in parser.parse_args().vaults]
    columns = [figures(vault) for vault in vaults]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    print(table(("", *(vault.name for vault in vaults)), rows))


if __name__ == "__main__":
    main()
