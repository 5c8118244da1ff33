"""Changes to a file as a unified diff, which people read and `patch -p0` takes. Knows neither notes nor findings."""

import difflib
import re

from wikilsp.visible import has_unseen

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def diff(path: str, before: str, after: str) -> str:
    r"""Give the unified diff of a file that is called `path`, "" if nothing changes.

    Lines end at `\n` only, as in every diff; a `\r` belongs to its line.
    """
    name = diff_name(path)
    # Without the tab, a name ends at its first blank for those who read a diff.
    name = f"{name}\t" if " " in name and name == path else name
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), name, name)
    return "".join(map(_complete, lines))


def diff_name(path: str) -> str:
    """Return a file's name as a diff has it: one that could be taken for something else is quoted, as Git does it."""
    if not (has_unseen(path) or '"' in path or "\\" in path):
        return path
    quoted = (_octal(char) if has_unseen(char) else f"\\{char}" if char in '"\\' else char for char in path)
    return f'"{"".join(quoted)}"'


def _octal(char: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogatepass"))


def _complete(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
