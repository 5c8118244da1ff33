"""`wikilsp check --show-settings` and `--show-files`: what would be checked, and how."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from wikilsp.cli.check_options import Options
from wikilsp.cli.findings import select_notes
from wikilsp.cli.output import print_lines, report_text
from wikilsp.cli.reporting import put_report
from wikilsp.cli.vaults import SettingsSource, display_path, group_by_root, read_vault_settings, warn
from wikilsp.disk.root import Root, find_settings
from wikilsp.disk.walk import walk
from wikilsp.report.json_text import encode_json
from wikilsp.report.summary import no_notes_summary
from wikilsp.rules import RULES
from wikilsp.settings import Settings
from wikilsp.settings.origins import Key, Setting, Source, file_source, list_settings, preset_source

_COMMENT_COLUMN = 44
"""The column of comments, unless a value is longer."""


def show(options: Options) -> None:
    """Print the settings of the vaults of a run, or the notes that it would check."""
    vaults = group_by_root(options.targets)
    if options.show_settings:
        lines = [line for root in vaults for line in _settings_lines(root, options)]
    else:
        lines = sorted(line for root, paths in vaults.items() for line in _note_names(root, paths, options))
        if not lines:
            print_lines(no_notes_summary(map(display_path, options.targets), ()), err=True)
    if options.output_file or not options.silent:
        put_report(report_text(lines, in_color=False), options.output_file)


def _note_names(root: Root, paths: Iterable[Path], options: Options) -> Iterator[str]:
    """Yield the displayed name of each note of a vault at or below some paths."""
    settings = options.with_exclusions(read_vault_settings(root.path, options.settings_source))
    found = walk(root.path, settings.exclude)
    warn(root.path, found.problems)
    yield from (display_path(root.path / note) for note in select_notes(root.path, found.notes, paths))


def settings_in_force(root: Root) -> Iterator[Setting]:
    """Yield the settings of a vault, each with the place that it comes from. Raise `FatalError` if they are invalid."""
    _, sources = _read_sources(root, SettingsSource())
    return list_settings(sources, _levels())


def _settings_lines(root: Root, options: Options) -> Iterator[str]:
    """Yield the settings of a vault as lines of TOML, each with a comment that says where it comes from."""
    own, sources = _read_sources(root, options.settings_source)
    yield f"# {display_path(root.path)}: this is the root of a vault: {root.reason}"
    for setting in list_settings([_added(options, own, sources), *sources], _levels()):
        yield _format_setting(setting)


def _levels() -> dict[str, str]:
    return {rule.code: rule.default.label for rule in RULES}


def _read_sources(root: Root, given: SettingsSource) -> tuple[Settings, list[Source]]:
    """Return the settings of a vault and what was written of them: on the command line, in a file, by the preset."""
    explanations: list[str] = []
    own = read_vault_settings(root.path, given, explanations.append)
    sources = [Source(given.over, lambda _: "--config")]
    file = None if given.isolated else find_settings(root.path, given.file)
    if file:
        sources.append(file_source(file.read(), file.table, display_path(file.path)))
    return own, [*sources, _detected(own, explanations), preset_source(own.dialect.preset)]


def _detected(own: Settings, explanations: Iterable[str]) -> Source:
    """Return the source of a preset that no settings name."""
    reason = next((text.partition(": ")[2] for text in explanations if text.startswith("the preset is ")), "")
    return Source({"preset": own.dialect.preset}, lambda _: reason)


def _added(options: Options, own: Settings, sources: Iterable[Source]) -> Source:
    """Return the source of what options of the command line add to the settings or change in them."""
    changed = options.with_selection(options.with_exclusions(own))
    rules = {
        rule.code: level.label
        for rule in RULES
        if (level := changed.severities.get(rule.code, rule.default)) != own.severities.get(rule.code, rule.default)
    }
    ignores = {glob: changed.per_file_ignores[glob] for glob in options.per_file_ignores}
    added: dict[str, Mapping[str, Any] | tuple[str, ...]] = {"rules": rules, "per-file-ignores": ignores}
    if options.exclude:
        added["exclude"] = changed.exclude
    written = {setting.key: setting.origin for setting in list_settings(list(sources), {})}

    def origin(key: Key) -> str:
        if key[0] == "rules":
            is_ignored = key[1] in options.ignore | options.extend_ignore
            is_added = key[1] in options.extend_select - options.select
            return "--ignore" if is_ignored else "--extend-select" if is_added else "--select"
        below = written.get(key, "default")
        return f"--{key[0]}" if below == "default" else f"{below}, --{key[0]}"

    return Source(added, origin)


def _format_setting(setting: Setting) -> str:
    *tables, name = setting.key
    value = encode_json(setting.value).decode().rstrip("\n")
    key = ".".join((*tables, name if name.replace("-", "").isalnum() and name.isascii() else _quote(name)))
    return f"{f'{key} = {value}':<{_COMMENT_COLUMN}}  # {setting.origin}"


def _quote(text: str) -> str:
    return encode_json(text).decode().rstrip("\n")
