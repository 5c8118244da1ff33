"""Locates the folders of the user for caches and for state."""

import os
import sys
from pathlib import Path
from typing import Literal

_DEFAULTS = {"cache": ".cache", "state": ".local/state"}


def user_folder(kind: Literal["cache", "state"]) -> Path:
    """Return the folder for caches or for state, which may not exist: from the environment, else the platform's."""
    if chosen := os.environ.get(f"WIKILSP_{kind.upper()}_DIR"):
        return Path(chosen)
    # `platformdirs` returns the same, but importing it takes a twentieth of a run in which nothing changed.
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:
        xdg, home = os.environ.get(f"XDG_{kind.upper()}_HOME", ""), os.environ.get("HOME", "")
        if xdg.startswith("/"):
            return Path(xdg, "wikilsp")
        if home.startswith("/"):
            return Path(home, _DEFAULTS[kind], "wikilsp")
    import platformdirs  # noqa: PLC0415 - as above

    dirs = platformdirs.PlatformDirs("wikilsp", appauthor=False)
    return dirs.user_cache_path if kind == "cache" else dirs.user_state_path
