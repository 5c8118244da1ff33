"""Completes the settings with what the app of a vault says about its daily notes."""

from collections.abc import Mapping

from msgspec.structs import replace

from wikilsp.dates import DateFormatError, date_format
from wikilsp.disk.apps import DAILY_NOTES_FILE, LOGSEQ_FILE, Explain
from wikilsp.disk.obsidian import vault_path
from wikilsp.settings import Settings
from wikilsp.vault.daily_notes import format_style
from wikilsp.vault.names import is_note

_LONGEST_SHOWN = 100


def with_usable_format(settings: Settings, explain: Explain) -> Settings:
    """Return the settings without their format if it cannot be used, and explain why it cannot."""
    usable = _usable(settings, settings.dialect.daily_note_format, "the settings", explain)
    return replace(settings, dialect=replace(settings.dialect, daily_note_format=usable))


def with_obsidian(settings: Settings, written: Mapping[str, object], explain: Explain) -> Settings:
    """Return the settings with what Obsidian's file says, where they say nothing themselves."""
    template = vault_path(written.get("template"))
    if template and not is_note(template):
        template += ".md"
    if settings.daily_note_template is None:
        settings = replace(settings, daily_note_template=template)
    return _fill_in(settings, written.get("folder"), written.get("format"), DAILY_NOTES_FILE, explain)


def with_logseq(settings: Settings, written: Mapping[str, str], explain: Explain) -> Settings:
    """Return the settings with what Logseq's configuration says about journals, where they say nothing themselves."""
    folder, title = written.get("journals-directory"), written.get("journal/page-title-format")
    settings = _fill_in(settings, folder, title, LOGSEQ_FILE, explain)
    file_format = _usable(settings, written.get("journal/file-name-format"), LOGSEQ_FILE, explain)
    return replace(settings, dialect=replace(settings.dialect, daily_file_format=file_format))


def _fill_in(settings: Settings, folder: object, format_: object, source: str, explain: Explain) -> Settings:
    dialect = settings.dialect
    if dialect.daily_note_folder is None:
        dialect = replace(dialect, daily_note_folder=vault_path(folder))
    if dialect.daily_note_format is None:
        dialect = replace(dialect, daily_note_format=_usable(settings, format_, source, explain))
    return replace(settings, dialect=dialect)


def _usable(settings: Settings, format_: object, source: str, explain: Explain) -> str | None:
    """Return a format that is written in `source`; None if there is none or, with an explanation, if it is unusable."""
    if not isinstance(format_, str) or not format_.strip():
        return None
    try:
        date_format(format_, format_style(settings.dialect))
    except DateFormatError as error:
        shown = format_ if len(format_) <= _LONGEST_SHOWN else f"{format_[:_LONGEST_SHOWN]}…"
        explain(f"the format “{shown}” of daily notes in {source} is not used: {error}")
        return None
    return format_
