"""Measure the command and the server in vaults with hostile settings, globs, special files and deep folders.

Each input gets a small vault of its own. “check” is the time of `wikilsp check --no-cache`, “server” the time from the
start of the server to its first answer. Runs that exceed the time limit are stopped.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Timer
from typing import Any

from client import Client

_NOTE = "# Note\n\nA link to [[note]] and one to [[nowhere]].\n"
_WIKILSP = (sys.executable, "-m", "wikilsp")

Create = Callable[[Path], None]
"""Creates a special file at a path."""
Files = Mapping[str, str | bytes | Create]
"""Contents, or a function that creates the file, by vault path."""

_KEYS = "".join(f"unknown-{number} = 1\n" for number in range(1_000))
_DEEP = "a." * 12_000 + "a = 1\n"


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(target: str) -> Create:
    return lambda path: path.symlink_to(target)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**10)


def _deep(path: Path) -> None:
    here = os.open(path.parent, os.O_RDONLY)
    for _ in range(1_000):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with open("deep.md", "w", opener=lambda name, flags: os.open(name, flags, dir_fd=here)) as note:
        note.write(_NOTE)
    os.close(here)


def _ignores(lines: str) -> dict[str, str | bytes | Create]:
    return {".gitignore": lines, "a" * 80 + ".md": _NOTE, "a/" * 60 + "a.md": _NOTE}


_SPECIAL: dict[str, Create] = {
    "a pipe": _fifo,
    "a link to /dev/zero": _link("/dev/zero"),
    "a link in a circle": _link("."),
    "10 GB": _sparse,
}
_ODD_FILES: dict[str, Files] = {
    f"{name}: {kind}": {name: create}
    for name in (".gitignore", ".wikilsp.toml", "pyproject.toml", "logseq/config.edn", ".marksman.toml", "pipe.md")
    for kind, create in _SPECIAL.items()
}
_GLOBS: dict[str, Files] = {
    ".gitignore: *a fourteen times, then b": _ignores("*a" * 14 + "b\n"),
    ".gitignore: **/a/ twelve times": _ignores("**/a/" * 12 + "b\n"),
    ".gitignore: *[a-z] fourteen times, then b": _ignores("*[a-z]" * 14 + "9\n"),
    ".gitignore: {a,b} thirty times": _ignores("{a,b}" * 30 + "\n"),
    ".gitignore: 100,000 names": _ignores("".join(f"name-{number}\n" for number in range(100_000))),
    ".gitignore: 50,000 globs": _ignores("".join(f"a*a{number}*a*b\n" for number in range(50_000))),
    ".gitignore: 20 lines of 490 stars": _ignores(("*a" * 490 + "b\n") * 20),
    ".gitignore: a line of 900 kB": _ignores("*a" * 450_000),
    ".gitignore: a line of spaces": _ignores(" " * 900_000 + "x"),
    ".gitignore: a set of 900 kB": _ignores("[" + "ab" * 450_000 + "]"),
    ".gitignore: 200 files of 500 globs, 2,000 notes": {
        path: content
        for folder in range(200)
        for path, content in {
            f"{folder}/.gitignore": "".join(f"*{folder}a*{number}*b\n" for number in range(500)),
            **{f"{folder}/{'a' * 100}{number}.md": "" for number in range(10)},
        }.items()
    },
    "exclude: *a fourteen times, then b": {".wikilsp.toml": f'exclude = ["{"*a" * 14}b"]', "a" * 80 + ".md": _NOTE},
    "ignore-targets: *n fourteen times, then b": {
        ".wikilsp.toml": f'ignore-targets = ["{"*n" * 14}b"]',
        "b.md": f"[[{'n' * 1_000}]]",
    },
    "ignore-targets: 20,000 globs": {
        ".wikilsp.toml": f"ignore-targets = {[f'*n{number}' for number in range(20_000)]}",
        "b.md": "".join(f"[[n{number}]]\n" for number in range(1_000)),
    },
    "per-file-ignores: 5,000 globs": {
        ".wikilsp.toml": "[per-file-ignores]\n"
        + "".join(f'"*a{number}*b" = ["missing-note"]\n' for number in range(5_000)),
        **{f"{number}.md": _NOTE for number in range(200)},
    },
}
_TOML: dict[str, str | bytes] = {
    "a number of 5,000 digits": "files.max-size = " + "1" * 5_000,
    "a hexadecimal number of 5,000 digits": "files.max-size = 0x" + "f" * 5_000,
    "10^400 GB": f'files.max-size = "1{"0" * 400} GB"',
    "a size of 200,000 spaces": f'files.max-size = "1{" " * 200_000}x"',
    "2^70 words": f"properties.max-key-words = {2**70}",
    "infinity": "files.max-size = inf",
    "not a number": "properties.max-key-words = nan",
    "a key of 12,000 parts": _DEEP,
    "a table of 12,000 parts": f"[{'a.' * 12_000}a]\nb = 1\n",
    "12,000 parts in braces": f"links = {{ {'a.' * 12_000}a = 1 }}\n",
    "1,000 unknown keys": _KEYS,
    "100,000 brackets": "exclude = " + "[" * 100_000,
    "40,000 braces": "links = " + "{a = " * 40_000,
    "100,000 closed brackets": "exclude = " + "[" * 100_000 + "]" * 100_000,
    "an unknown key of 240 kB": f'"{"a" * 240_000}" = 1',
    "an unknown rule of 240 kB": f'[per-file-ignores]\n"a" = ["{"a" * 240_000}"]',
    "240 kB of valid, unrelated keys": "[tool.x]\n" + "".join(f"k{number} = 1\n" for number in range(20_000)),
    "240 kB of keys of 20 parts": "".join(f"{'a.' * 19}k{number} = 1\n" for number in range(5_000)),
    "900 kB": "# " + "x" * 900_000,
    "invalid UTF-8": b"# caf\xe9\n",
    "NUL": 'new-notes.folder = "\\u0000"\n',
}
_SETTINGS: dict[str, Files] = {
    f"{file}: {name}": {file: content}
    for name, toml in _TOML.items()
    for file, content in {
        ".wikilsp.toml": toml,
        "pyproject.toml": b'name = "wikilsp"\n' + (toml if isinstance(toml, bytes) else toml.encode()),
    }.items()
}
_EDN: dict[str, Files] = {
    "config.edn: escaped quotes": {"logseq/config.edn": '{:a "' + '\\"' * 450_000},
    "config.edn: 900 kB of braces": {"logseq/config.edn": "{" * 900_000},
    "config.edn: many quotes": {"logseq/config.edn": '"\\' * 450_000},
    "config.edn: the key and spaces": {"logseq/config.edn": (":file/name-format" + " " * 1_000) * 800},
}
_FOLDERS: dict[str, Files] = {"folders 1,000 deep": {"d.txt": _deep}}

CASES: dict[str, Files] = {**_ODD_FILES, **_GLOBS, **_SETTINGS, **_EDN, **_FOLDERS}


def make_vault(root: Path, files: Files) -> None:
    """Create a vault with one note and these files."""
    for path, content in {".git/HEAD": "", "note.md": _NOTE, **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        elif isinstance(content, str):
            file.write_text(content, encoding="utf-8")
        else:
            content(file)


def _remove(root: Path) -> None:
    # `shutil.rmtree` recurses and fails on deep folders.
    subprocess.run(["rm", "-rf", root], check=True)  # noqa: S607


def check(root: Path, limit: float) -> tuple[str, str]:
    """Run `wikilsp check`; return the seconds, and the exit status with the error message."""
    started = time.perf_counter()
    command = (*_WIKILSP, "check", "--no-cache", "-q", ".")
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return f"> {limit:.0f}", ""
    seconds = time.perf_counter() - started
    lines = done.stderr.decode(errors="replace").strip().split("\n")
    message = lines[-1] if lines[0].startswith("Traceback") else lines[0]
    return f"{seconds:.2f}", f"{done.returncode}: {message[:110]}"


def serve(root: Path, limit: float, log: Path) -> str:
    """Start the server; return the seconds until its first answer, or the error."""
    client = Client((*_WIKILSP, "server"), os.environ, log)
    timer = Timer(limit, client.kill)
    timer.start()
    try:
        return f"{_first_answer(client, root):.2f}"
    except (RuntimeError, TimeoutError, OSError) as error:
        return f"> {limit:.0f}" if time.perf_counter() - client.started >= limit else str(error)[-60:]
    finally:
        timer.cancel()
        client.kill()


def _first_answer(client: Client, root: Path) -> float:
    uri = root.as_uri()
    folders: list[dict[str, Any]] = [{"uri": uri, "name": "vault"}]
    client.request("initialize", {"processId": None, "rootUri": uri, "capabilities": {}, "workspaceFolders": folders})
    client.notify("initialized", {})
    note = {"uri": f"{uri}/note.md", "languageId": "markdown", "version": 1, "text": _NOTE}
    client.notify("textDocument/didOpen", {"textDocument": note})
    answer = client.request("textDocument/documentLink", {"textDocument": {"uri": note["uri"]}})
    return answer.arrived - client.started


def main() -> None:
    """Measure all inputs, or those with one of the words in their names, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", metavar="WORD", nargs="*", help="measure only inputs with this in their name")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds after which a run is stopped")
    options = parser.parse_args()
    print("| input | check (s) | server (s) | exit status and message |\n|---|---:|---:|---|")
    for name, files in CASES.items():
        if options.words and not any(word in name for word in options.words):
            continue
        folder = Path(tempfile.mkdtemp(prefix="wikilsp-hostile-"))
        make_vault(folder / "vault", files)
        seconds, message = check(folder / "vault", options.limit)
        server = serve(folder / "vault", options.limit, folder / "log")
        print(f"| {name} | {seconds} | {server} | {message} |", flush=True)
        _remove(folder)


if __name__ == "__main__":
    main()
