"""Makes folders of files for the tests that need a real disk."""

import os


def write(root, files):
    """Write files below `root`: texts or bytes by path, or a list of paths of empty ones. A last `/` makes a folder."""
    for path, content in (files if isinstance(files, dict) else dict.fromkeys(files, "")).items():
        file = root / path
        if path.endswith("/"):
            file.mkdir(parents=True, exist_ok=True)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def refuse(monkeypatch, function, path):
    """Let a function of `os` fail for a path as if we had no right to it, as root has in truth."""
    real = getattr(os, function)

    def guarded(asked, *args, **kwargs):
        if str(asked) == str(path):
            raise PermissionError(13, "Permission denied", str(asked))
        return real(asked, *args, **kwargs)

    monkeypatch.setattr(os, function, guarded)
