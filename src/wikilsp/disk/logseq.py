"""Reads the configuration of a Logseq graph, `logseq/config.edn`, as far as it concerns names of pages."""

import re
from collections.abc import Callable
from pathlib import Path

from wikilsp.disk.apps import LOGSEQ_FILE
from wikilsp.disk.regular_file import read_if_exists

# Strings, characters and comments are matched so that a key inside them is skipped.
_VALUE = r"""(?xs)
    "(?>(?:[^"\\]|\\.)*)(?:"|\Z) | \\. | ;[^\n]*+
    | :(?P<keyword>file/name-format) [\s,]++ :(?P<name>[\w-]++)
    | :(?P<key>journal/page-title-format|journal/file-name-format|journals-directory)
      [\s,]++ "(?P<text>(?>(?:[^"\\]|\\.)*))"
"""


def read_configuration(root: Path, warn: Callable[[str], None]) -> dict[str, str]:
    """Return the values of the graph at `root` by key, without its colon. `warn` is called if it cannot be read."""
    data = read_if_exists(root / LOGSEQ_FILE, warn) or b""
    values: dict[str, str] = {}
    for match in re.finditer(_VALUE, data.decode(errors="replace")):
        if match["keyword"]:
            values.setdefault(match["keyword"], match["name"])
        elif match["key"]:
            values.setdefault(match["key"], re.sub(r"\\(.)", r"\1", match["text"]))
    return values
