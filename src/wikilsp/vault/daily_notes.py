"""Daily notes: which names stand for a date, and how the note of a date is called.

In Logseq, where they are called journals, all spellings of a date are one page.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from wikilsp.dates import DateFormat, DateFormatError, FormatStyle, date_format
from wikilsp.settings import Dialect
from wikilsp.vault.names import fold, fold_path, resolve_path, without_extension

_ISO = "YYYY-MM-DD"
_TITLE = "MMM do, yyyy"
_FILE = "yyyy_MM_dd"
_SPELLINGS = (_TITLE, "yyyy-MM-dd", _FILE, "yyyy/MM/dd")
"""The formats in which Logseq understands the name of a journal, whatever the format of its title is."""
_FOLDER = "journals"


def format_style(dialect: Dialect) -> FormatStyle:
    """Return the app whose tokens the formats of a dialect have."""
    return "logseq" if dialect.preset == "logseq" else "obsidian"


class DailyNotes:
    """The names and paths of the daily notes of a dialect, whose formats must be valid."""

    def __init__(self, dialect: Dialect) -> None:
        style = format_style(dialect)
        folder, written = dialect.daily_note_folder, dialect.daily_note_format
        if style == "logseq":
            self.folder, self._prefix = _folder(_FOLDER if folder is None else folder), ""
            formats = [written or _TITLE, *_SPELLINGS]
            self._file = date_format(dialect.daily_file_format or _FILE, style)
        else:
            self.folder = _folder(folder or "")
            self._prefix = fold_path(f"{self.folder}/").lstrip("/")
            formats = [written or _ISO]
            self._file = date_format(formats[0], style)
            # A link may leave out the folders in a format.
            formats = [*_endings(formats[0]), _ISO]
        self.format = formats[-2] if style == "obsidian" else formats[0]
        """The format of the names, as the settings have it."""
        self._formats = [date_format(text, style) for text in dict.fromkeys(formats)]

    def name(self, day: date) -> str:
        """Return the name by which links call the note of a day."""
        return self._formats[0].write(day)

    def path(self, day: date) -> str:
        """Return the vault path of the note of a day, without its extension."""
        return f"{self.folder}/{self._file.write(day)}".lstrip("/")

    def day(self, name: str) -> date | None:
        """Return the day whose note a link with this name means; None if it is not the name of a daily note."""
        found = self._reading(name)
        return found[1] if found else None

    def day_at(self, path: str) -> date | None:
        """Return the day of the note at a vault path without extension; None if no daily note has this path."""
        folder = f"{self.folder}/" if self.folder else ""
        return self._file.read(fold(path.removeprefix(folder))) if path.startswith(folder) else None

    def title(self, name: str) -> str | None:
        """Return the name by which links call the daily note that has this name; None if no daily note has it."""
        day = self.day(name)
        return self.name(day) if day else None

    def title_at(self, path: str) -> str | None:
        """Return the name by which links call the daily note at a vault path without extension, or None."""
        day = self.day_at(path)
        return self.name(day) if day else None

    def respell(self, name: str, day: date) -> str | None:
        """Return the name of another day in the format of a name; None if that is not the name of a daily note."""
        found = self._reading(name)
        return found[0].write(day) if found else None

    def _reading(self, name: str) -> tuple[DateFormat, date] | None:
        """Return the first format that reads a name, and the day."""
        # Every date has a digit.
        if not any(map(str.isdecimal, name)):
            return None
        text = fold_path(without_extension(name)).removeprefix(self._prefix)
        return next(((each, day) for each in self._formats if (day := each.read(text))), None)


def _folder(written: str) -> str:
    """Return the vault path of a folder without `.` and further slashes; the root if it leaves the vault."""
    return resolve_path("", written) or ""


def _endings(text: str) -> Iterator[str]:
    """Yield the last part of a format that has folders, if that is the format of a date; then the format."""
    last = text.rpartition("/")[2]
    try:
        date_format(last, "obsidian")
        yield last
    except DateFormatError:
        pass
    yield text


@lru_cache(maxsize=8)
def daily_notes(dialect: Dialect) -> DailyNotes:
    """Return the daily notes of a dialect."""
    return DailyNotes(dialect)
