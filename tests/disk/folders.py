"""Creates files for tests that need a real disk."""

import os


def write(root, files):
    """Write files below `root`: a dict of contents by path, or a list of empty files. A final `/` makes a folder."""
    for path, content in (files if isinstance(files, dict) else dict.fromkeys(files, "")).items():
        file = root / path
        if path.endswith("/"):
            file.mkdir(parents=True, exist_ok=True)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def refuse(monkeypatch, function, path):
    """Make a function of `os` raise `PermissionError` for a path, even if the tests run as root."""
    real = getattr(os, function)

    def guarded(name, *args, **kwargs):
        if str(name) == str(path):
            raise PermissionError(13, "Permission denied", str(name))
        return real(name, *args, **kwargs)

    monkeypatch.setattr(os, function, guarded)
