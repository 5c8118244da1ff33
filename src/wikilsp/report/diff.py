"""Changes to a file as a unified diff, which people read and `patch -p0` takes. Knows neither notes nor findings."""

import difflib
import re

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def diff(path: str, before: str, after: str) -> str:
    r"""Give the unified diff of a file that is called `path`, "" if nothing changes.

    Lines end at `\n` only, as in every diff; a `\r` belongs to its line.
    """
    # Without the tab, a name ends at its first blank for those who read a diff.
    name = f"{path}\t" if " " in path else path
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), name, name)
    return "".join(map(_complete, lines))


def _complete(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
