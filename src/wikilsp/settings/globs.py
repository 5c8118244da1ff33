"""Matches paths against a list of `.gitignore` globs."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from wikilsp.settings.glob import LONGEST, Glob, GlobError, may_have_wildcards, parse_glob

MOST_CHARACTERS = 20_000
"""Limit on the total length of the globs with wildcards in a list. Each path is matched against all of these."""


class _Union(NamedTuple):
    """Several globs as one regular expression, and the index of the glob for each of its groups."""

    regex: re.Pattern[str] | None
    indexes: list[int]

    def last(self, text: str) -> int:
        """Return the highest index of a glob that matches, -1 if none does."""
        match = self.regex and self.regex.fullmatch(text)
        return self.indexes[match.lastindex - 1] if match and match.lastindex else -1


class Globs:
    """A list of globs, of which the last one that matches wins. Paths are relative, with `/`.

    Globs that are too long are refused, and so are globs with wildcards beyond `most` characters in total.
    """

    def __init__(self, lines: Iterable[str] = (), most: int = MOST_CHARACTERS) -> None:
        self.size = 0
        """The total length of the globs with wildcards."""
        self.refused: list[tuple[int, str]] = []
        """The 1-based number of each line that was refused, and why."""
        self._globs: list[Glob] = []
        self._literals: dict[str, int] = {}
        for number, line in enumerate(lines, 1):
            try:
                self._add(line, most)
            except GlobError as error:
                self.refused.append((number, str(error)))

    def _add(self, line: str, most: int) -> None:
        # Checked before parsing, which takes longer.
        size = len(line) if may_have_wildcards(line) else 0
        if size <= LONGEST and self.size + size > most:
            raise GlobError(f"exceeds {most:,} characters of lines with wildcards")
        glob = parse_glob(line)
        if glob is None:
            return
        self.size += size
        if glob.literal is not None:
            self._literals[_key(glob, glob.literal)] = len(self._globs)
        self._globs.append(glob)

    def __bool__(self) -> bool:
        """Return True if there is any glob."""
        return bool(self._globs)

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Return True if a glob matches the path itself, False if a `!` glob re-includes it, None if none applies."""
        if not self._globs:
            return None
        name = path[path.rfind("/") + 1 :]
        last = max(self._literals.get(name, -1), self._literals.get(f"/{path}", -1))
        if is_folder:
            name, path = f"{name}/", f"{path}/"
            last = max(last, self._literals.get(name, -1), self._literals.get(f"/{path}", -1))
        last = max(last, self._name_globs.last(name), self._path_globs.last(path))
        return None if last < 0 else not self._globs[last].negated

    def covers(self, path: str) -> bool:
        """Whether the file or one of its folders is matched. Nothing inside a matched folder can be re-included."""
        slash = path.find("/")
        while slash >= 0:
            if self.verdict(path[:slash], is_folder=True):
                return True
            slash = path.find("/", slash + 1)
        return bool(self.verdict(path, is_folder=False))

    @cached_property
    def _name_globs(self) -> _Union:
        return self._compile(is_name=True)

    @cached_property
    def _path_globs(self) -> _Union:
        return self._compile(is_name=False)

    def _compile(self, *, is_name: bool) -> _Union:
        """Compile the globs with wildcards that match names, or paths. The last one comes first, so that it wins."""
        chosen = [
            (index, glob) for index, glob in enumerate(self._globs) if glob.literal is None and glob.is_name == is_name
        ][::-1]
        # The empty group identifies the glob that matched. At the end it does not keep `re` from skipping alternatives.
        regex = "|".join(f"{glob.regex}{'/' if glob.folders_only else '/?'}()" for _, glob in chosen)
        return _Union(re.compile(regex, re.DOTALL) if chosen else None, [index for index, _ in chosen])


def _key(glob: Glob, literal: str) -> str:
    """Return the lookup key of a literal glob: a name, or a path after a slash; a trailing slash marks a folder."""
    return f"{'' if glob.is_name else '/'}{literal}{'/' if glob.folders_only else ''}"
