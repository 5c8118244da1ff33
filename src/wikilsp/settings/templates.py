"""Finds the notes that are templates: their links are filled in later, so that they are not checked."""

from collections.abc import Collection

from wikilsp.settings.values import Settings

_FOLDERS = frozenset(("templates", "_templates"))
_ENDING = "templates/"


def is_template(settings: Settings, path: str) -> bool:
    """Whether the note at a vault path is in a folder of templates."""
    return bool(find_templates(settings, (path,)))


def find_templates(settings: Settings, paths: Collection[str]) -> list[str]:
    """Return which of the notes at these vault paths are templates.

    The app says where they are. If it does not, they are in folders with a usual name. The settings add others.
    """
    if settings.template_folders is None:
        return []
    app = settings.app_template_folder
    folders = tuple(f"{folder}/" for folder in (*settings.template_folders, app) if folder)
    found = {path for path in paths if path.startswith(folders)}
    # Most vaults have no such folder, which takes one search to find out.
    if not app and _ENDING in "\n".join(paths).lower():
        found |= {path for path in paths if not _FOLDERS.isdisjoint(path.lower().split("/")[:-1])}
    return sorted(found)
