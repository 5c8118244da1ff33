"""Asks git which files of a vault changed since a revision, and what they were then.

A vault may come with a repository that another user configured, so nothing that its settings name is run: no hooks,
file system monitors, diff programs or filters. Git must answer within a time limit.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_SECONDS = 60.0
"""Time limit for each call of git."""
_OLDEST = (2, 31)
"""The first version of git that takes settings from the environment."""
_FILE_MODES = ("100644", "100755")
"""Modes of ordinary files; others are symbolic links and submodules."""
_SAFE = (("core.fsmonitor", "false"), ("core.hooksPath", os.devnull))
_DIFF = (
    "diff",
    "--ignore-submodules=all",
    "--raw",
    "-z",
    "--no-abbrev",
    "-M",
    "--relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
)
_UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard")
_FILTERS = r"^filter\..*\.(clean|smudge|process|required)$"
_KEPT_VARIABLES = ("GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH")


class GitError(Exception):
    """Git cannot answer; the message says why, and what to do."""


class ChangedFiles(NamedTuple):
    """The files of a vault that differ from a revision, by vault path."""

    now: frozenset[str]
    """Files that were added, changed or renamed since, untracked ones included."""
    before: Mapping[str, str]
    """The object ids of the old contents of files that were changed, renamed or deleted since."""


def find_changed_files(root: Path, revision: str) -> ChangedFiles:
    """Return the files below `root` that differ from a revision. Raise `GitError`."""
    commit = _resolve(root, revision)
    filters = _run(root, ["config", "-z", "--name-only", "--get-regexp", _FILTERS], accepts=(0, 1))
    names = [os.fsdecode(key) for key in filters.split(b"\0") if key]
    options = [(name, "false" if name.endswith(".required") else "") for name in names]
    now, before = set[str](), dict[str, str]()
    for entry in _entries(_run(root, [*_DIFF, commit, "--"], options)):
        if entry.new and entry.new_mode in _FILE_MODES:
            now.add(entry.new)
        if entry.old and entry.old_mode in _FILE_MODES:
            before[entry.old] = entry.old_id
    untracked = _run(root, [*_UNTRACKED, "--"], options).split(b"\0")
    return ChangedFiles(frozenset(now).union(os.fsdecode(path) for path in untracked if path), before)


def read_objects(root: Path, ids: Iterable[str], max_size: int) -> Iterator[bytes]:
    """Yield the contents of objects, in the order of their ids; an empty text for larger ones. Raise `GitError`."""
    output = _run(root, ["cat-file", "--batch"], stdin="".join(f"{each}\n" for each in ids).encode())
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        fields = output[at:end].split()
        if fields[1:2] != [b"blob"]:
            raise GitError("the contents of some files are not in this repository; fetch all of its history")
        size = int(fields[2])
        yield output[end + 1 : end + 1 + size] if size <= max_size else b""
        at = end + 1 + size + 1


class _Entry(NamedTuple):
    """An entry of a raw diff. A path is "" if the file does not exist on its side."""

    old: str
    old_mode: str
    old_id: str
    new: str
    new_mode: str


def _entries(output: bytes) -> Iterator[_Entry]:
    """Parse the output of `git diff --raw -z`."""
    fields = iter(output.split(b"\0"))
    for field in fields:
        if not field:
            return
        old_mode, new_mode, old_id, _, status = field.removeprefix(b":").decode().split(" ")
        old = new = os.fsdecode(next(fields))
        if status[0] in "RC":
            new = os.fsdecode(next(fields))
        # A copy leaves the old file as it is.
        yield _Entry("" if status[0] in "AC" else old, old_mode, old_id, "" if status[0] == "D" else new, new_mode)


def _resolve(root: Path, revision: str) -> str:
    """Return the id of the commit that a revision names."""
    _check_version(root)
    _run(root, ["rev-parse", "--show-toplevel"])
    try:
        verified = _run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    except _CommandError:
        is_shallow = _run(root, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"
        remedy = (
            "this clone is shallow, so fetch more history, in GitHub Actions with “fetch-depth: 0”"
            if is_shallow
            else "name a branch, tag or commit"
        )
        raise GitError(f"“{revision}” is not a revision of this repository; {remedy}") from None
    return verified.decode().strip()


def _check_version(root: Path) -> None:
    """Raise `GitError` if git ignores the settings of `_environment`, and would run what the repository names."""
    written = _run(root, ["version"]).decode(errors="replace")
    found = re.search(r"(\d+)\.(\d+)", written)
    if found is None or (int(found[1]), int(found[2])) < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        raise GitError(f"this is {written.strip() or 'an unknown git'}; --changed-since needs git {oldest} or newer")


class _CommandError(GitError):
    """A call of git ended with an error."""


def _run(
    root: Path,
    arguments: Iterable[str],
    options: Iterable[tuple[str, str]] = (),
    *,
    stdin: bytes = b"",
    accepts: tuple[int, ...] = (0,),
) -> bytes:
    """Return the output of a call of git in a folder. Raise `GitError`."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            ["git", *arguments],  # noqa: S607 - the user's git
            cwd=root,
            input=stdin,
            env=_environment((*_SAFE, *options)),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise GitError("git is not installed; --changed-since needs it") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git did not answer within {_SECONDS:.0f} seconds; run “git status” to see why") from None
    if done.returncode not in accepts:
        errors = done.stderr.decode(errors="replace").strip()
        if "not a git repository" in errors:
            raise GitError(f"“{root}” is not in a git repository")
        first, _, _ = errors.partition("\n")
        raise _CommandError(f"git failed: {first or f'exit status {done.returncode}'}")
    return done.stdout


def _environment(options: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the environment for git, with settings that outrank the repository's.

    Variables that point to another repository, as they do in hooks, are left out.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT_VARIABLES}
    # On the command line, a name with “=” in it would be cut off there.
    kept["GIT_CONFIG_COUNT"] = str(len(options))
    for number, (name, value) in enumerate(options):
        kept |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    # A partial clone would fetch what it lacks, with the program that its settings name.
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "C"}
