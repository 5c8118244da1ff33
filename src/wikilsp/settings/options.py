"""The options as a settings file writes them, declared once: the reader and the JSON Schema follow from these tables.

An option of the dialect that is not set is UNSET, so that presets can give other defaults. Knows no rule by name.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from wikilsp.settings.values import (
    Comments,
    FileNames,
    HeadingMatch,
    LabelOrder,
    Preset,
    PropertyScope,
    Resolve,
    SeparatorSpace,
)

Level = Literal["off", "hint", "info", "warning", "error"]
LARGEST_NOTE = 100_000_000
"""Bytes that `max-size` may be: a note is read as a whole, and parsing it takes many times its size."""
Bytes = Annotated[int, Meta(ge=1, le=LARGEST_NOTE)]
VaultPath = Annotated[
    str, Meta(pattern=r"^(?![/\\])(?!.*(^|[/\\])\.\.([/\\]|$))(?!.*[\x00-\x1f\x7f])", max_length=1_000)
]
ByteText = Annotated[str, Meta(pattern=r"^\s*(?=[0-9.]*[1-9])[0-9]+(\.[0-9]+)?\s*([kKmMgG]?[bB]\s*)?$", max_length=50)]


class _Table(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of a settings file."""


class Links(_Table, frozen=True):
    """How links are written and where they lead."""

    resolve: Annotated[
        Resolve | UnsetType,
        Meta(description="What a link's name may be: a path or a file name, and with “title” the title of a note."),
    ] = UNSET
    headings: Annotated[
        HeadingMatch | UnsetType,
        Meta(
            description="How the heading of a link is compared: “exact” by its words, “slug” by its slug as on GitHub, "
            "“auto” by its words, then by its slug."
        ),
    ] = UNSET
    label_order: Annotated[
        LabelOrder | UnsetType,
        Meta(description="What stands first in a link with a label: [[target|label]] or [[label|target]]."),
    ] = UNSET
    nested: Annotated[bool | UnsetType, Meta(description="Read [[a [[b]] c]] as two links, as Logseq does.")] = UNSET
    folder_index: Annotated[
        bool | UnsetType, Meta(description="Let [[folder]] lead to folder/index.md or folder/README.md.")
    ] = UNSET


class Properties(_Table, frozen=True):
    """How `key:: value` properties are read."""

    separator_space: Annotated[
        SeparatorSpace | UnsetType, Meta(description="Whether a space must follow the “::” of a property.")
    ] = UNSET
    max_key_words: Annotated[
        Annotated[int, Meta(ge=1, le=1_000)] | UnsetType,
        Meta(description="The most words that the key of a property may have."),
    ] = UNSET
    scope: Annotated[
        PropertyScope | UnsetType,
        Meta(description="Where a line can be a property of the page: anywhere, or in the first block only."),
    ] = UNSET
    list_keys: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="The keys whose value is a list, divided at commas.")
    ] = UNSET


class Tags(_Table, frozen=True):
    """How tags are read."""

    numeric: Annotated[bool | UnsetType, Meta(description="Read #1984 as a tag.")] = UNSET
    multiword: Annotated[bool | UnsetType, Meta(description="Read #[[two words]] as a tag as well.")] = UNSET


class Files(_Table, frozen=True):
    """Which files are read."""

    max_size: Annotated[
        Bytes | ByteText | UnsetType,
        Meta(
            description="Notes larger than this are known by name only: a number of bytes, or a size such as “5 MB”.",
            extra_json_schema={"default": "5 MB"},
        ),
    ] = UNSET


class NewNotes(_Table, frozen=True):
    """What an editor does when it creates a note that a link names."""

    folder: Annotated[
        VaultPath,
        Meta(
            description="Where a note is created that a link names without a folder; “.” is where the note with the "
            "link is. Pages of Logseq are created where Logseq has them."
        ),
    ] = ""
    template: Annotated[
        VaultPath,
        Meta(
            description="A file whose text a new note begins with; {{title}}, {{date}} and {{time}} in it are "
            "filled in."
        ),
    ] = ""


class Options(_Table, frozen=True):
    """The settings of a vault of notes: `.wikilsp.toml`, or the table `tool.wikilsp` of `pyproject.toml`."""

    preset: Annotated[
        Preset | UnsetType,
        Meta(description="The program whose dialect the notes are written in: gives other defaults to the options."),
    ] = UNSET
    filenames: Annotated[
        FileNames | UnsetType,
        Meta(
            description="How a file name stands for the name of a page: “plain” as it is, “triple-lowbar” and “legacy” "
            "as Logseq does it, “auto” as logseq/config.edn says."
        ),
    ] = UNSET
    comments: Annotated[
        Comments | UnsetType,
        Meta(description="Whether links and properties inside %%comments%% are skipped, or read but never reported."),
    ] = UNSET
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="Files and folders to leave out: globs as in .gitignore, from the root of the vault."),
    ] = ()
    ignore_targets: Annotated[
        tuple[str, ...], Meta(description="Names that links may lead to although nothing has them: globs.")
    ] = ()
    cache: Annotated[
        bool, Meta(description="Whether what was found out about the notes is kept, so that the next run is faster.")
    ] = True
    links: Links = Links()
    properties: Properties = Properties()
    tags: Tags = Tags()
    files: Files = Files()
    new_notes: NewNotes = NewNotes()
    rules: Annotated[dict[str, Level], Meta(description="How much a finding of each rule matters.")] = {}
    per_file_ignores: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="Rules not reported in the notes that a glob, as in .gitignore, matches: their codes."),
    ] = {}


DIALECT_OPTIONS = (
    ("filenames", "filenames"),
    ("comments", "comments"),
    ("links.resolve", "resolve"),
    ("links.headings", "headings"),
    ("links.label_order", "label_order"),
    ("links.nested", "nested"),
    ("links.folder_index", "folder_index"),
    ("properties.separator_space", "separator_space"),
    ("properties.max_key_words", "max_key_words"),
    ("properties.scope", "property_scope"),
    ("properties.list_keys", "list_keys"),
    ("tags.numeric", "numeric_tags"),
    ("tags.multiword", "multiword_tags"),
)
"""Each option of the dialect, and the field of `Dialect` that it gives."""
