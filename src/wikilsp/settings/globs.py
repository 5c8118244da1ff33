"""Globs as `.gitignore` has them: compiled, and asked about paths. Knows no disk."""

import re
import warnings
from collections.abc import Iterable
from typing import NamedTuple

_PATTERN = re.compile(r"((?:\\.|[^\\])*?) *", re.DOTALL)
_LAST_STARS = re.compile(r"(?:(?<=/)|\A)\*{1,2}\Z")


class Glob(NamedTuple):
    """One pattern. `negated` is that of `!pattern`, `folders_only` that of `pattern/`."""

    matches: re.Pattern[str]
    negated: bool
    folders_only: bool


def compile_glob(line: str) -> Glob | None:
    """Give the pattern that a line of `.gitignore` writes; None for a comment, and for what can match nothing."""
    written = _PATTERN.fullmatch(line)
    body = written[1] if written and not line.startswith("#") else ""
    negated = body.startswith("!")
    body = body.removeprefix("!")
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    regex = _regex(body) if body else None
    return Glob(regex, negated, folders_only) if regex else None


class Globs:
    """Patterns in the order they are written, the last one that matches wins. Paths are relative, with `/`."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        compiled = (compile_glob(line) for line in lines)
        self._latest_first = [glob for glob in compiled if glob][::-1]

    def __bool__(self) -> bool:
        """Is there any pattern?"""
        return bool(self._latest_first)

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Is this very file or folder matched (True), let through by `!` (False), or not spoken of (None)?"""
        for glob in self._latest_first:
            if (is_folder or not glob.folders_only) and glob.matches.fullmatch(path):
                return not glob.negated
        return None

    def covers(self, path: str) -> bool:
        """Is the file, or a folder that it is in, matched? Below such a folder nothing is let through again."""
        slash = path.find("/")
        while slash >= 0:
            if self.verdict(path[:slash], is_folder=True):
                return True
            slash = path.find("/", slash + 1)
        return bool(self.verdict(path, is_folder=False))


def _regex(body: str) -> re.Pattern[str] | None:
    """Translate a pattern without `!` and closing `/` into one that matches the whole path of a file or folder.

    pathspec also matches what is below a folder, and takes shortcuts for a last `*` or `**`. A walk asks about each
    folder before it goes in, so neither is wanted: `fullmatch` avoids the first, another spelling the second.
    """
    from pathspec.patterns.gitignore import GitIgnorePatternError  # noqa: PLC0415 - most vaults ignore nothing
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # noqa: PLC0415

    spelled = _LAST_STARS.sub(lambda stars: "**/?*" if stars[0] == "**" else "?*", body)
    if spelled.startswith(("!", "#")):
        spelled = "\\" + spelled
    try:
        regex, _ = GitIgnoreSpecPattern.pattern_to_regex(spelled)
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            return re.compile(regex, re.DOTALL) if regex else None
    except (GitIgnorePatternError, re.error):
        return None
