"""The folders of the user are the same as with `platformdirs`, which is slow to import."""

import sys

import platformdirs
import pytest

from wikilsp.disk.user_folders import user_folder

NAMES = ("WIKILSP_CACHE_DIR", "WIKILSP_STATE_DIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME")


def expected(kind):
    dirs = platformdirs.PlatformDirs("wikilsp", appauthor=False)
    return {"cache": dirs.user_cache_path, "state": dirs.user_state_path}[kind]


@pytest.mark.parametrize("kind", ["cache", "state"])
@pytest.mark.parametrize("xdg", [None, "", "/xdg", "/xdg/", "relative", "~/x", " "])
@pytest.mark.parametrize("home", [None, "", "/home/me", "/home/me/", "/", "relative"])
def test_are_those_of_the_platform(monkeypatch, kind, xdg, home):
    for name, value in zip(NAMES, (None, None, xdg, xdg, home), strict=True):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert user_folder(kind) == expected(kind)


@pytest.mark.parametrize("kind", ["cache", "state"])
def test_can_be_set(monkeypatch, kind, tmp_path):
    monkeypatch.setenv(f"WIKILSP_{kind.upper()}_DIR", str(tmp_path))
    assert user_folder(kind) == tmp_path


@pytest.mark.parametrize("kind", ["cache", "state"])
def test_come_from_platformdirs_on_other_platforms(monkeypatch, kind):
    monkeypatch.delenv(f"WIKILSP_{kind.upper()}_DIR")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platformdirs, "PlatformDirs", FakeDirs)
    assert user_folder(kind) == kind


class FakeDirs:
    user_cache_path = "cache"
    user_state_path = "state"

    def __init__(self, *_, **__):
        pass
