"""The options of a settings file, declared once for the parser and the JSON Schema.

Dialect options default to UNSET, so that presets can provide their own defaults.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from wikilsp.settings.values import (
    MAX_NOTE_SIZE,
    Comments,
    FileNames,
    Follow,
    HeadingMatch,
    LabelOrder,
    Preset,
    PropertyPlacement,
    Resolve,
    SeparatorSpace,
)

Level = Literal["off", "hint", "info", "warning", "error"]
Bytes = Annotated[int, Meta(ge=1, le=MAX_NOTE_SIZE)]
VaultPath = Annotated[
    str, Meta(pattern=r"^(?![/\\])(?!.*(^|[/\\])\.\.([/\\]|$))(?!.*[\x00-\x1f\x7f])", max_length=1_000)
]
ByteText = Annotated[str, Meta(pattern=r"^\s*(?=[0-9.]*[1-9])[0-9]+(\.[0-9]+)?\s*([kKmMgG]?[bB]\s*)?$", max_length=50)]


class _Table(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of a settings file."""


class Links(_Table, frozen=True):
    """How links are written and resolved."""

    resolve: Annotated[
        Resolve | UnsetType,
        Meta(description="How a link names a note: by path or file name, and with “title” also by its title."),
    ] = UNSET
    headings: Annotated[
        HeadingMatch | UnsetType,
        Meta(
            description="How the heading in a link is matched: “exact” by its text, “slug” by its slug as on GitHub, "
            "“auto” by its text, then by its slug."
        ),
    ] = UNSET
    label_order: Annotated[
        LabelOrder | UnsetType,
        Meta(description="What comes first in a link with a label: [[target|label]] or [[label|target]]."),
    ] = UNSET
    nested: Annotated[bool | UnsetType, Meta(description="Read [[a [[b]] c]] as two links, as Logseq does.")] = UNSET
    folder_index: Annotated[
        bool | UnsetType, Meta(description="Resolve [[folder]] to folder/index.md or folder/README.md.")
    ] = UNSET
    content_root: Annotated[
        VaultPath | UnsetType,
        Meta(
            description="The folder that a site is built from, in which a Markdown link to /page finds page.md, "
            "page/index.md or page/_index.md; “.” is the root of the vault.",
            extra_json_schema={"default": ""},
        ),
    ] = UNSET


class Properties(_Table, frozen=True):
    """How `key:: value` properties are parsed."""

    separator_space: Annotated[
        SeparatorSpace | UnsetType, Meta(description="Whether a space must follow the “::” of a property.")
    ] = UNSET
    max_key_words: Annotated[
        Annotated[int, Meta(ge=1, le=1_000)] | UnsetType,
        Meta(description="The maximum number of words in a property key."),
    ] = UNSET
    scope: Annotated[
        PropertyPlacement | UnsetType,
        Meta(description="Where a line can be a property of the page: anywhere, or only in the first block."),
    ] = UNSET
    list_keys: Annotated[
        tuple[str, ...] | UnsetType, Meta(description="Keys whose value is a comma-separated list.")
    ] = UNSET


class Tags(_Table, frozen=True):
    """How tags are parsed."""

    numeric: Annotated[bool | UnsetType, Meta(description="Treat #1984 as a tag.")] = UNSET
    multiword: Annotated[bool | UnsetType, Meta(description="Treat #[[two words]] as a tag as well.")] = UNSET


class Files(_Table, frozen=True):
    """Which notes are read."""

    max_size: Annotated[
        Bytes | ByteText | UnsetType,
        Meta(
            description="The size limit of a note, as a number of bytes or a size such as “5 MB”. Larger notes are not "
            "read, but links can target them.",
            extra_json_schema={"default": "5 MB"},
        ),
    ] = UNSET


class Templates(_Table, frozen=True):
    """Which notes are templates, whose links are not checked."""

    folders: Annotated[
        tuple[VaultPath, ...] | bool,
        Meta(
            description="Folders of templates, in addition to the one that the app uses, or, if the app has none, to "
            "those called “templates” or “_templates”. With false, templates are checked as other notes are."
        ),
    ] = ()


class Rename(_Table, frozen=True):
    """Texts that follow a rename, besides the targets of links."""

    labels: Annotated[
        Follow,
        Meta(
            description="Whether a label that repeats the name of the target, as in [[target|target]], keeps its text "
            "when the target is renamed, or follows."
        ),
    ] = "keep"
    first_heading: Annotated[
        Follow,
        Meta(
            description="Whether the first heading of a note, if it equals the name of the note, follows when the note "
            "is renamed, or keeps its text."
        ),
    ] = "follow"


class NewNotes(_Table, frozen=True):
    """How notes are created from links."""

    folder: Annotated[
        VaultPath,
        Meta(
            description="The folder for a new note whose link names no folder; “.” is the folder of the note with the "
            "link. Logseq pages are created where Logseq keeps them."
        ),
    ] = ""
    template: Annotated[
        VaultPath,
        Meta(description="A template file for new notes, in which {{title}}, {{date}} and {{time}} are replaced."),
    ] = ""


class DailyNotes(_Table, frozen=True):
    """Where daily notes are and how they are named. Without these options, the app decides."""

    folder: Annotated[VaultPath | UnsetType, Meta(description="The folder of daily notes.")] = UNSET
    format: Annotated[
        Annotated[str, Meta(max_length=200)] | UnsetType,
        Meta(
            description="The format of the names of daily notes, such as “YYYY-MM-DD”, in Obsidian's tokens. In the "
            "preset “logseq”: the format of the titles of journals, such as “MMM do, yyyy”, in Logseq's tokens."
        ),
    ] = UNSET
    template: Annotated[
        VaultPath | UnsetType,
        Meta(description="A template file for new daily notes, with the same placeholders as for other new notes."),
    ] = UNSET


class Options(_Table, frozen=True):
    """The settings of a vault, in `.wikilsp.toml` or the table `tool.wikilsp` of `pyproject.toml`."""

    preset: Annotated[
        Preset | UnsetType,
        Meta(description="The program whose dialect the notes use. It sets the defaults of other options."),
    ] = UNSET
    required_version: Annotated[
        str,
        Meta(
            description="The versions of wikilsp that these settings are for, such as “>=0.1” or “>=0.1,<0.3”. With "
            "any other version, the settings are an error."
        ),
    ] = ""
    filenames: Annotated[
        FileNames | UnsetType,
        Meta(
            description="How file names encode page names: “plain” unchanged, “triple-lowbar” and “legacy” as in "
            "Logseq, “auto” as set in logseq/config.edn."
        ),
    ] = UNSET
    comments: Annotated[
        Comments | UnsetType,
        Meta(description="Whether links and properties in %%comments%% are skipped, or indexed but never reported."),
    ] = UNSET
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="Files and folders to exclude: globs as in .gitignore, relative to the root of the vault."),
    ] = ()
    ignore_targets: Annotated[tuple[str, ...], Meta(description="Globs of link targets that may be missing.")] = ()
    ignore_targets_of: Annotated[
        tuple[str, ...],
        Meta(description="Keys of properties in whose values links may name notes and files that are missing."),
    ] = ()
    baseline: Annotated[
        VaultPath,
        Meta(description="A file of known findings, which are not reported; see `wikilsp check --write-baseline`."),
    ] = ""
    cache: Annotated[
        bool, Meta(description="Whether to cache what was read from the notes, so that the next run is faster.")
    ] = True
    links: Links = Links()
    properties: Properties = Properties()
    tags: Tags = Tags()
    files: Files = Files()
    new_notes: NewNotes = NewNotes()
    daily_notes: DailyNotes = DailyNotes()
    templates: Templates = Templates()
    rename: Rename = Rename()
    rules: Annotated[dict[str, Level], Meta(description="The severity of each rule.")] = {}
    per_file_ignores: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="Codes of the rules not to report in the notes that a glob, as in .gitignore, matches."),
    ] = {}


class Hover(_Table, frozen=True):
    """How hovers show notes."""

    remote_images: Annotated[
        bool, Meta(description="Load images from the web, which reveals to their servers that someone views the note.")
    ] = False


class EditorOptions(_Table, frozen=True):
    """The settings that only an editor has, besides the settings of a vault. In a settings file they are unknown."""

    code_lens: Annotated[bool, Meta(description="Show the number of backlinks above notes and headings.")] = True
    enable: Annotated[
        Literal["always", "auto"],
        Meta(description="Check notes in all folders, or in a folder without a marker only once one uses the dialect."),
    ] = "always"
    hover: Hover = Hover()
    inlay_hints: Annotated[
        bool, Meta(description="Show the title of the target after links that don't contain it.")
    ] = False


DIALECT_OPTIONS = (
    ("filenames", "filenames"),
    ("comments", "comments"),
    ("links.resolve", "resolve"),
    ("links.headings", "headings"),
    ("links.label_order", "label_order"),
    ("links.nested", "nested"),
    ("links.folder_index", "folder_index"),
    ("links.content_root", "content_root"),
    ("properties.separator_space", "separator_space"),
    ("properties.max_key_words", "max_key_words"),
    ("properties.scope", "property_scope"),
    ("properties.list_keys", "list_keys"),
    ("tags.numeric", "numeric_tags"),
    ("tags.multiword", "multiword_tags"),
    ("daily_notes.folder", "daily_note_folder"),
    ("daily_notes.format", "daily_note_format"),
)
"""Each option of the dialect, and the field of `Dialect` that it sets."""
