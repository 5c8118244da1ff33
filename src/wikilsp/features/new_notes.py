"""The text of a new note, from the template in the settings."""

from datetime import datetime

from wikilsp.features.answers import TextReader
from wikilsp.vault.names import base_name
from wikilsp.vault.vault import Vault


def new_note_text(vault: Vault, path: str, read: TextReader, now: datetime) -> str:
    """Return the text of a new note at a vault path: its template with the placeholders filled in, or nothing.

    The placeholders are Obsidian's: title, date and time.
    """
    template = vault.settings.new_note_template
    text = (read(template) if template else None) or ""
    values = {"title": base_name(path), "date": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}"}
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
