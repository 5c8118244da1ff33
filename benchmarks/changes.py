"""Changes to a small vault, for tests and benchmarks that interrupt them."""

import os
import stat
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from wikilsp.cli import main
from wikilsp.disk.write import write
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes

State = dict[str, tuple[str, int, bytes]]
"""The kind, permissions and contents of each path in a folder."""

_NOTES = {
    ".wikilsp.toml": "",
    "a.md": "see [[b|the b]], [t](sub/b.md#one) and #x/y [[ c ]]\n",
    "c.md": "\ufeff[[sub/b]]\r\nx\ry\u2028 [[ a ]]",
    "empty.md": "",
    "sub/b.md": "# b\n[[b#One]] [a](../a.md)\n## One\nstatus:: wip ^id [[ c ]]",
    "sub/deep/d.md": "[[b]] ![[p.png]]\n",
    ".gitignore": "stash/\n",
    "stash/real.md": "[[b]] [[ c ]]\n",
    "img/p.png": "\0",
}


class Scenario(NamedTuple):
    """A named change of a vault."""

    name: str
    run: Callable[[Path], None]


def fill(root: Path, *, is_small: bool) -> None:
    """Write the files of the vault into an empty folder; only two of the notes if it `is_small`."""
    for path, text in _NOTES.items():
        if not is_small or path in (".wikilsp.toml", "a.md", "sub/b.md"):
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
    if not is_small:
        (root / "link.md").symlink_to("stash/real.md")
        (root / "sub/relative.png").symlink_to("../img/p.png")
        (root / "a.md").chmod(0o640)


def state(root: Path) -> State:
    """Return the state of a folder, to compare it with another one."""
    found: State = {}
    for path in sorted(root.rglob("*")):
        name, mode = path.relative_to(root).as_posix(), stat.S_IMODE(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = ("link", 0, os.fsencode(path.readlink()))
        elif path.is_dir():
            found[name] = ("folder", mode, b"")
        else:
            found[name] = ("file", mode, path.read_bytes())
    return found


def scenarios(*, is_small: bool) -> list[Scenario]:
    """Return the changes to interrupt; only a rename if the vault `is_small`."""
    rename = Scenario("rename a note", lambda root: run_command(root, "rename", "sub/b", "new/deep/c c"))
    if is_small:
        return [rename]
    return [
        rename,
        Scenario("rename a folder", lambda root: run_command(root, "rename", "sub", "other/sub")),
        Scenario(
            "fixes", lambda root: run_command(root, "check", "--fix", "-q", "--show", "error", "--fail-on", "error")
        ),
        Scenario("new notes", lambda root: write(root, Changes(creates={"n/e/w.md": "x" * 999, "v.md": "é"}), {})),
        Scenario("everything at once", _everything),
    ]


def run_command(root: Path, *arguments: str) -> None:
    """Run a `wikilsp` command in a folder. Exits the process."""
    os.chdir(root)
    main(list(arguments), prog_name="wikilsp")


def _everything(root: Path) -> None:
    """Edit and create notes, swap two files, and move a symbolic link to another folder."""
    text = (root / "a.md").read_bytes().decode()
    moves = {
        "a.md": "c.md",
        "c.md": "a.md",
        "sub/deep/d.md": "far/d.md",
        "sub/relative.png": "far/away/relative.png",
    }
    write(root, Changes({"a.md": (Edit(Span(0, 3), "look at"),)}, moves, {"sub/new/n.md": "new\n"}), {"a.md": text})


def run_in_child(action: Callable[[], None], output: Path) -> int:
    """Run a function in a forked child, with its output in a file.

    Return the exit status of the child, or minus the number of the signal that killed it.
    """
    for name in ("rename", "recover", "check", "fixing"):
        import_module(f"wikilsp.cli.{name}")  # once here instead of in each child
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(target, 2)
        action()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        status = 130
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
