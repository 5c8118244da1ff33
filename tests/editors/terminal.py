"""A headless terminal: send keys, and read the screen."""

import subprocess
import time
from contextlib import suppress


class Terminal:
    """A program in tmux, with a tmux server separate from the user's."""

    def __init__(self, folder, command, environment):
        self._tmux = ["tmux", "-u", "-f", "/dev/null", "-S", str(folder / "tmux")]
        self._environment = environment
        self._run("new-session", "-d", "-x", "100", "-y", "30", "-c", str(folder), *map(str, command))

    def press(self, *keys):
        """Press keys by their tmux names: `Enter`, `Escape`, `C-n`, or a character."""
        self._run("send-keys", *keys)

    def type(self, text):
        """Type a text character by character, as a user does."""
        for character in text:
            self._run("send-keys", "-l", character)

    def wait_for(self, *texts, seconds=60):
        """Wait until the screen shows all of the texts and return it; fail after `seconds`."""
        deadline = time.monotonic() + seconds
        while not all(text in self.screen() for text in texts):
            assert time.monotonic() < deadline, f"{texts} not all on the screen:\n{self.screen()}"
            time.sleep(0.05)
        return self.screen()

    def wait_gone(self, text, seconds=60):
        """Wait until the screen no longer shows a text; fail after `seconds`."""
        deadline = time.monotonic() + seconds
        while text in self.screen():
            assert time.monotonic() < deadline, f"{text} is still on the screen:\n{self.screen()}"
            time.sleep(0.05)

    def screen(self):
        return self._run("capture-pane", "-p")

    def press_until(self, key, text, seconds=60):
        """Press a key repeatedly until the screen shows a text; fail after `seconds`."""
        deadline = time.monotonic() + seconds
        while text not in self.screen():
            assert time.monotonic() < deadline, f"“{text}” not on the screen:\n{self.screen()}"
            self.press(key)
            time.sleep(0.1)

    def wait_ended(self, seconds=60):
        """Wait until the program has ended; fail after `seconds`."""
        deadline = time.monotonic() + seconds
        with suppress(subprocess.CalledProcessError):  # the tmux server has ended
            while screen := self.screen():
                assert time.monotonic() < deadline, f"the program is still running:\n{screen}"
                time.sleep(0.05)

    def close(self):
        with suppress(subprocess.CalledProcessError):
            self._run("kill-server")

    def _run(self, *arguments):
        command = [*self._tmux, *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True).stdout
