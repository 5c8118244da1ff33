"""`wikilsp doctor`: describes the installation and a vault, for users who are stuck and for their reports."""

import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import click

from wikilsp import __version__
from wikilsp.cli.output import FatalError, print_lines
from wikilsp.cli.showing import settings_in_force
from wikilsp.cli.vaults import path_text, read_vault_settings
from wikilsp.disk.cache import cache_folder
from wikilsp.disk.cached_vaults import cached_vaults
from wikilsp.disk.moved_vaults import interruption_message
from wikilsp.disk.root import Root, find_root, find_settings
from wikilsp.disk.state_folder import has_journals
from wikilsp.disk.walk import walk
from wikilsp.settings import Settings
from wikilsp.settings.options import DIALECT_OPTIONS
from wikilsp.settings.origins import Setting
from wikilsp.wording import format_count, format_size

_LIBRARIES = ("pygls", "lsprotocol", "markdown-it-py", "msgspec", "click")
_CHOICES = frozenset(tuple(option.replace("_", "-").split(".")) for option, _ in DIALECT_OPTIONS) - {
    ("links", "content-root")
}
"""The settings whose value is one of a few words, a number or a list."""
_EDITORS = {
    "VS Code": ("code", "code-insiders", "codium"),
    "Neovim": ("nvim",),
    "Helix": ("hx", "helix"),
    "Emacs": ("emacs",),
}
"""The names of the programs of each editor."""


@click.command(
    "doctor",
    short_help="Describe the installation and a vault, for a report.",
    epilog="Example: wikilsp doctor ~/notes",
)
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def command(ctx: click.Context, path: Path) -> None:
    """Describe the installation and the vault that contains PATH (default: the current folder).

    The text is meant to be pasted into a report of a problem: the home folder is shown as “~”, and neither names nor
    texts of notes appear in it.
    """
    root = find_root(path)
    explanations: list[str] = []
    settings, problems = None, list[str]()
    try:
        settings = read_vault_settings(root.path, explain=explanations.append)
    except FatalError as error:
        problems = error.lines
    print_lines(*_installation(), "", *map(_without_home, _vault(root, settings, explanations)))
    print_lines(*(f"  {_without_home(line)}" for line in problems))
    if settings:
        print_lines(*_settings(settings_in_force(root)))
    print_lines(*_editors())
    ctx.exit(2 if problems else 0)


def _installation() -> Iterator[str]:
    yield f"wikilsp {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield ", ".join(f"{library} {version(library)}" for library in _LIBRARIES)


def _vault(root: Root, settings: Settings | None, explanations: list[str]) -> Iterator[str]:
    """Yield facts about a vault; `settings` are None if they are invalid."""
    yield f"root: {path_text(root.path)} ({root.reason})"
    file = find_settings(root.path)
    yield f"settings file: {path_text(file.path) if file else 'none'}{'' if settings else ' (invalid)'}"
    if settings is None:
        return
    if not any(text.startswith("the preset is ") for text in explanations):
        yield f"the preset is “{settings.dialect.preset}”: the settings say so"
    yield from explanations
    found = walk(root.path, settings.exclude)
    counts = (("note", found.notes), ("attachment", found.files), ("nested vault", found.nested))
    yield f"{', '.join(format_count(len(names), name) for name, names in counts)}"
    yield f"templates: {len(settings.templates_in(found.notes)):,}"
    if problems := len(found.problems) + len(root.problems):
        unreadable = format_count(problems, "file or folder", "files or folders")
        yield f"not readable: {unreadable}; “wikilsp check” names them"
    is_interrupted = has_journals() and interruption_message(root.path)
    yield f"interrupted change: {'yes; run “wikilsp recover”' if is_interrupted else 'none'}"
    yield f"cache: {_cache(root.path) if settings.cache else 'turned off by the settings'}"


def _cache(root: Path) -> str:
    """Describe the cache of a vault."""
    folder, own = cache_folder(), os.fsencode(root)
    size = sum(vault.size for vault in cached_vaults(folder) if vault.head and vault.head.root == own)
    return f"{path_text(folder)}, {format_size(size) if size else 'nothing of this vault'}"


def _settings(settings: Iterable[Setting]) -> Iterator[str]:
    """Yield the settings that are not the defaults."""
    changed = [setting for setting in settings if setting.origin != "default" and setting.key != ("preset",)]
    yield f"settings that are not the defaults: {len(changed) or 'none'}"
    yield from (f"  {_describe(setting)} ({_without_home(setting.origin)})" for setting in changed)


def _describe(setting: Setting) -> str:
    """Describe a setting. Values that may be names of the user's files or keys are only counted."""
    key, value = setting.key, setting.value
    if isinstance(value, list | tuple):
        return f"{key[0] if key[0] == 'per-file-ignores' else '.'.join(key)}: {format_count(len(value), 'value')}"
    if isinstance(value, str) and not (key[0] == "rules" or key in _CHOICES):
        return f"{'.'.join(key)}: set"
    return f"{'.'.join(key)} = {str(value).lower()}"


def _editors() -> Iterator[str]:
    found = [
        f"{editor} ({program})"
        for editor, programs in _EDITORS.items()
        for program in programs
        if shutil.which(program)
    ]
    yield f"editors on the PATH: {', '.join(found) or 'none'}"


def _without_home(line: str) -> str:
    """Return a line with “~” for the home folder."""
    home = path_text(Path.home())
    return line.replace(home, "~") if len(home) > 1 else line
