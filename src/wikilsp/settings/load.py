"""Loads settings from TOML text. Every error names its line."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import UNSET, convert
from msgspec.structs import replace

from wikilsp.settings.lines import Keys, TomlLimitError
from wikilsp.settings.options import DIALECT_OPTIONS, Options
from wikilsp.settings.presets import PRESETS
from wikilsp.settings.problems import Problem, hyphenate, shape_problems, value_problems
from wikilsp.settings.required_version import version_problems
from wikilsp.settings.size import parse_size
from wikilsp.settings.source import NO_OPTIONS, RawOptions, SettingsError
from wikilsp.settings.values import Dialect, Preset, Settings, Severity

Detect = Callable[[], Preset]
"""Returns the preset of a vault whose settings have none."""

_TABLES = frozenset(
    (
        *("links", "properties", "tags", "files", "new-notes", "daily-notes", "templates", "rename"),
        *("rules", "per-file-ignores"),
    )
)
_MOST_PROBLEMS = 20
"""Limit on the problems reported for one file: the user fixes these and checks again."""
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def _obsidian() -> Preset:
    return "obsidian"


def default_settings(*, detect: Detect = _obsidian, over: RawOptions = NO_OPTIONS) -> Settings:
    """Return the settings of a vault without a settings file. `over` are valid options that outrank all others.

    `detect` returns the preset, unless `over` sets it.
    """
    return _make_settings(convert(_hyphenate_keys(over), Options), detect)


def load_settings(
    text: str,
    *,
    codes: Collection[str],
    table: tuple[str, ...] = (),
    source: str,
    detect: Detect = _obsidian,
    over: RawOptions = NO_OPTIONS,
) -> Settings:
    """Load settings from `text`, the contents of the file `source`.

    `codes` are the codes of all rules. `table` is the table with the settings, such as `("tool", "wikilsp")`. `over`
    are valid options that outrank the file. `detect` returns the preset, unless one of the two sets it. Raise
    `SettingsError` if the text is not TOML or the settings are invalid.
    """
    toml = read_toml(text, source)
    written = table_of(toml.tree, table)
    _raise_problems(version_problems(written), toml.keys, table, source)
    _raise_problems(shape_problems(written, codes), toml.keys, table, source)
    tree = _hyphenate_keys(written)
    _raise_problems(value_problems(convert(tree, Options), codes), toml.keys, table, source)
    return _make_settings(convert(_merge(tree, _hyphenate_keys(over)), Options), detect)


def option_problems(written: Any, codes: Collection[str]) -> list[str]:
    """Return messages for the problems in options that do not come from a file."""
    problems = list(islice(chain(version_problems(written), shape_problems(written, codes)), _MOST_PROBLEMS)) or list(
        islice(value_problems(convert(_hyphenate_keys(written), Options), codes), _MOST_PROBLEMS)
    )
    return [problem.message for problem in problems]


class Toml(NamedTuple):
    """A parsed TOML text, and the lines of its keys."""

    tree: dict[str, Any]
    keys: Keys


def read_toml(text: str, source: str) -> Toml:
    """Parse `text`, the contents of the file `source`. Raise `SettingsError` if it is not TOML."""
    import tomllib  # noqa: PLC0415 - many vaults have no settings file

    try:
        return Toml(keys=Keys(text), tree=tomllib.loads(text))
    except TomlLimitError as error:
        raise SettingsError(source, error.line, f"this TOML cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        message = _TOML_PLACE.sub("", str(error))
        raise SettingsError(source, line, f"this is not TOML: {message[:1].lower()}{message[1:]}") from error
    except (ValueError, RecursionError) as error:
        # No known input gets here, since the limits checked above are far below Python's own.
        raise SettingsError(source, 1, f"this TOML cannot be read: {error}") from error


def table_of(tree: Any, names: Iterable[str]) -> Any:
    """Return the value of the table with these names, or an empty table."""
    for name in names:
        tree = tree.get(name, {}) if isinstance(tree, dict) else {}
    return tree


def _raise_problems(problems: Iterator[Problem], keys: Keys, table: tuple[str, ...], source: str) -> None:
    """Raise one `SettingsError` for the first problems, if there are any."""
    first = list(islice(problems, _MOST_PROBLEMS))
    places = sorted((keys.line(table + problem.path), problem.message) for problem in first)
    if further := next(problems, None):
        places.append((keys.line(table + further.path), f"only the first {_MOST_PROBLEMS} problems are listed"))
    if places:
        raise SettingsError(source, *places[0], tuple(places[1:]))


def merge_options(below: RawOptions, above: RawOptions) -> RawOptions:
    """Merge valid options one by one, with all names in their documented form; those in `above` outrank the others."""
    return _merge(_hyphenate_keys(below), _hyphenate_keys(above))


def _merge(below: RawOptions, above: RawOptions) -> dict[str, Any]:
    """Merge options one by one; those in `above` outrank those in `below`."""
    tables = {name: {**below[name], **above[name]} for name in below.keys() & above.keys() if name in _TABLES}
    return {**below, **above, **tables}


def _hyphenate_keys(written: RawOptions) -> dict[str, Any]:
    """Return the options with all names in their documented form. The keys of `per-file-ignores` are globs."""
    tree: dict[str, Any] = {}
    for key, value in written.items():
        name = hyphenate(key)
        is_table = isinstance(value, Mapping) and name != "per-file-ignores"
        tree[name] = {hyphenate(inner): item for inner, item in value.items()} if is_table else value
    return tree


def _make_settings(options: Options, detect: Detect) -> Settings:
    preset = options.preset or detect()
    dialect = Dialect(preset=preset)
    for source in (PRESETS[preset], options):
        values = {name: attrgetter(option)(source) for option, name in DIALECT_OPTIONS}
        dialect = replace(dialect, **{name: value for name, value in values.items() if value is not UNSET})
    levels = {**PRESETS[preset].rules, **options.rules}
    if options.rules.get("missing-note") == "off" and "missing-daily-note" not in options.rules:
        levels["missing-daily-note"] = "off"
    settings = Settings(
        dialect=dialect,
        severities={code: Severity[level.upper()] for code, level in levels.items()},
        exclude=options.exclude,
        per_file_ignores={glob: tuple(map(hyphenate, codes)) for glob, codes in options.per_file_ignores.items()},
        ignore_targets=options.ignore_targets,
        ignore_targets_of=options.ignore_targets_of,
        template_folders=_template_folders(options),
        baseline=posixpath.normpath(options.baseline) if options.baseline else "",
        cache=options.cache,
        new_note_folder=options.new_notes.folder.strip("/"),
        new_note_template=options.new_notes.template,
        labels_follow=options.rename.labels == "follow",
        heading_follows=options.rename.first_heading == "follow",
        daily_note_template=options.daily_notes.template or None,
    )
    return replace(settings, max_size=parse_size(options.files.max_size)) if options.files.max_size else settings


def _template_folders(options: Options) -> tuple[str, ...] | None:
    folders = options.templates.folders
    if isinstance(folders, tuple):
        return tuple(folder.strip("/") for folder in folders)
    return () if folders else None
