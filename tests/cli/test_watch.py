"""`wikilsp check --watch`, through the executable."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

if sys.platform != "win32":
    import pty

PATIENCE = 60
"""Seconds to wait for an output."""
WAITING = "waiting for changes; Ctrl-C ends"


class Watching:
    """A running `wikilsp check --watch`."""

    def __init__(self, folder, *options, stdout=subprocess.PIPE):
        command = [sys.executable, "-m", "wikilsp", "check", "--watch", "--output-format", "concise", *options]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=stdout, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.seen = ""
        self._read = 0

    def follow(self, file):
        """Collect the output in a thread."""
        threading.Thread(target=self._collect, args=(file,), daemon=True).start()
        return self

    def _collect(self, file):
        with contextlib.suppress(OSError):
            while data := os.read(file, 10_000):
                self.seen += data.decode().replace("\r\n", "\n")

    def until(self, wanted=WAITING):
        """Wait for a text in the output that was not returned yet, and return what came up to it."""
        end = time.monotonic() + PATIENCE
        while wanted not in self.seen[self._read :]:
            assert time.monotonic() < end, self.seen
            assert self.process.poll() is None, self.seen
            time.sleep(0.02)
        start, self._read = self._read, self.seen.index(wanted, self._read) + len(wanted)
        return self.seen[start : self._read]

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watch(folder):
    """Start `wikilsp check --watch` in the current folder."""
    started = []

    def start(*options):
        started.append(Watching(folder, *options))
        return started[-1].follow(started[-1].process.stdout.fileno())

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()


@pytest.fixture
def vault(write):
    write({".obsidian/app.json": "{}", "a.md": "[[Gone]]\n", "b.md": ""})


@pytest.mark.usefixtures("vault")
class TestWatching:
    def test_reports_and_tells_what_is_new_and_what_is_gone(self, folder, write, watch):
        watching = watch()
        first = watching.until()
        assert first.startswith("a.md:1:3: warning[missing-note] ")
        assert "new" not in first
        write({"a.md": "x\n\n[[Gone]]\n[[Lost]]\n", "c.md": "[[b]] [[]]\n"})
        text = watching.until()
        assert "a.md:3:3: warning[missing-note] " in text
        assert "new: a.md:4:3: missing-note: note “Lost” not found\n" in text
        assert "gone:" not in text
        (folder / "c.md").unlink()
        write({"Gone.md": "", "a.md": "[[Gone]]\n"})
        gone = "gone: a.md:3:3: missing-note: "
        assert gone in watching.until(gone) + watching.until()
        assert watching.interrupt() == 130

    def test_goes_on_if_the_folder_is_moved_away_and_back(self, folder, write, watch):
        write({"vault/.obsidian/app.json": "{}", "vault/c.md": "[[Gone]]\n"})
        watching = watch("vault")
        watching.until()
        (folder / "vault").rename(folder / "elsewhere")
        assert "no notes found" in watching.until()
        (folder / "elsewhere").rename(folder / "vault")
        assert "vault/c.md:1:3: warning" in watching.until()

    def test_waits_for_mended_settings(self, write, watch):
        write({".wikilsp.toml": "exclude = 1\n"})
        watching = watch()
        assert ".wikilsp.toml:1: " in watching.until()
        write({".wikilsp.toml": 'exclude = ["a.md"]\n'})
        assert "1 note: no findings" in watching.until()

    def test_is_silent_about_changes_that_change_no_finding(self, write, watch):
        watching = watch("--output-file", "report.txt")
        watching.until()
        write({"b.md": "[[a]]\n", "other.txt": "", ".git/index": "x", ".obsidian/workspace.json": "{}"})
        write({"a.md": "[[Gone]] [[Lost]]\n"})
        text = watching.until()
        assert (text.count("2 notes: "), "1 new, 0 gone" in text) == (1, True)

    @pytest.mark.parametrize("option", ["--fix", "--diff", "--add-ignores", "--write-baseline=x", "--show-files"])
    def test_only_reports(self, executable, option):
        assert executable("check", "--watch", option).returncode == 2

    @pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo terminals")
    def test_clears_the_screen_of_a_terminal_only(self, folder, write, watch):
        main, side = pty.openpty()
        watching = Watching(folder, stdout=side)
        try:
            watching.follow(main)
            assert watching.until().startswith("\x1b[2J\x1b[3J\x1b[H")
            write({"a.md": "[[b]]\n"})
            assert "\x1b[2J" in watching.until("no findings")
        finally:
            watching.process.kill()
            watching.process.wait()
            os.close(side)
            os.close(main)
        assert "\x1b" not in watch().until()
