"""Settings with all defaults filled in: `Severity`, `Dialect` and `Settings`."""

from collections.abc import Collection
from enum import IntEnum
from typing import Literal

from msgspec import Struct

MAX_NOTE_SIZE = 100_000_000
"""Limit on `max_size` in bytes: notes are read whole, and parsing takes many times their size in memory."""
_TEMPLATE_FOLDERS = frozenset(("templates", "_templates"))
"""The usual names of folders with templates, in lower case."""
_TEMPLATE_ENDING = "templates/"

Preset = Literal["obsidian", "dataview", "logseq", "foam", "marksman", "dendron", "silverbullet"]
Resolve = Literal["obsidian", "title"]
HeadingMatch = Literal["auto", "slug", "exact"]
LabelOrder = Literal["target-first", "label-first"]
FileNames = Literal["auto", "plain", "triple-lowbar", "legacy"]
Comments = Literal["skip", "index"]
SeparatorSpace = Literal["required", "optional"]
PropertyPlacement = Literal["anywhere", "first-block"]
Follow = Literal["keep", "follow"]


class Severity(IntEnum):
    """The severity of a finding; higher is worse. OFF is never reported."""

    OFF = 0
    HINT = 1
    INFO = 2
    WARNING = 3
    ERROR = 4

    @property
    def label(self) -> str:
        """The name in settings and reports, such as `warning`."""
        return self.name.lower()


class Dialect(Struct, frozen=True):
    """The settings of the parser and the resolver; part of every cache key."""

    preset: Preset = "obsidian"
    resolve: Resolve = "obsidian"
    headings: HeadingMatch = "auto"
    label_order: LabelOrder = "target-first"
    nested: bool = False
    folder_index: bool = False
    content_root: str = ""
    filenames: FileNames = "auto"
    comments: Comments = "skip"
    separator_space: SeparatorSpace = "required"
    max_key_words: int = 3
    property_scope: PropertyPlacement = "anywhere"
    list_keys: tuple[str, ...] = ("tags", "alias", "aliases", "cssclasses")
    numeric_tags: bool = False
    multiword_tags: bool = False
    dendron_vaults: tuple[tuple[str, str], ...] = ()
    """The name of each vault of a Dendron workspace, and the vault path of the folder with its notes."""
    daily_note_folder: str | None = None
    """Vault path of the folder of daily notes. None, as below: the default of the app."""
    daily_note_format: str | None = None
    """The format of the names of daily notes in links."""
    daily_file_format: str | None = None
    """The format of the file names of daily notes in Logseq."""


class Settings(Struct, frozen=True):
    """The settings of a vault."""

    dialect: Dialect = Dialect()
    severities: dict[str, Severity] = {}
    """Severities that differ from the rules' own, by rule code."""
    exclude: tuple[str, ...] = ()
    """Globs as in `.gitignore`, relative to the root."""
    per_file_ignores: dict[str, tuple[str, ...]] = {}
    """Codes of the rules not reported in notes, by the glob of the notes."""
    ignore_targets: tuple[str, ...] = ()
    """Globs of link targets that may be missing."""
    ignore_targets_of: tuple[str, ...] = ()
    """Keys of properties whose links may name missing targets."""
    template_folders: tuple[str, ...] | None = ()
    """Vault paths of further folders of templates; None if no note is a template."""
    app_template_folder: str = ""
    """Vault path of the folder that the app uses for templates, "" if it has none."""
    max_size: int = 5_000_000
    """Size limit of a note in bytes. Larger notes are not read."""
    baseline: str = ""
    """Vault path of the file of known findings, "" for none."""
    cache: bool = True
    """Whether to cache what was read from the notes."""
    new_note_folder: str = ""
    """Vault path of the folder for new notes; "." is the folder of the note with the link."""
    new_note_template: str = ""
    """Vault path of the template for new notes, "" for none."""
    labels_follow: bool = False
    """Whether a label that repeats the name of its target is renamed with it."""
    heading_follows: bool = True
    """Whether the first heading of a note that equals its name is renamed with it."""
    daily_note_template: str | None = None
    """Vault path of the template for new daily notes. "" for none; None if neither the settings nor the app say."""

    def templates_in(self, paths: Collection[str]) -> set[str]:
        """Return which of the notes at these vault paths are templates, whose links are not checked.

        The app says in which folder they are. If it does not, they are in folders with a usual name. The settings add
        others.
        """
        if self.template_folders is None:
            return set()
        folders = tuple(f"{folder}/" for folder in (*self.template_folders, self.app_template_folder) if folder)
        found = {path for path in paths if path.startswith(folders)} if folders else set()
        # Most vaults have no such folder, which takes one search to find out.
        if not self.app_template_folder and _TEMPLATE_ENDING in "\n".join(paths).lower():
            found |= {path for path in paths if not _TEMPLATE_FOLDERS.isdisjoint(path.lower().split("/")[:-1])}
        return found
