"""A terminal without a window: keys go in, and what stands on the screen is read."""

import subprocess
import time
from contextlib import suppress


class Terminal:
    """A program in tmux. The server of tmux is one of its own, so that the user's is left alone."""

    def __init__(self, folder, command, environment):
        self._tmux = ["tmux", "-u", "-f", "/dev/null", "-S", str(folder / "tmux")]
        self._environment = environment
        self._run("new-session", "-d", "-x", "100", "-y", "30", "-c", str(folder), *map(str, command))

    def press(self, *keys):
        """Press keys by their names in tmux: `Enter`, `Escape`, `C-n`, or one character."""
        self._run("send-keys", *keys)

    def type(self, text):
        """Type a text, one character after the other, as a person does."""
        for character in text:
            self._run("send-keys", "-l", character)

    def shows(self, *texts, seconds=60):
        """Wait until the screen shows all of the texts, and give what it shows; fail if it does not."""
        deadline = time.monotonic() + seconds
        while not all(text in self.screen() for text in texts):
            assert time.monotonic() < deadline, f"{texts} is not all on the screen:\n{self.screen()}"
            time.sleep(0.05)
        return self.screen()

    def screen(self):
        return self._run("capture-pane", "-p")

    def press_until(self, key, text, seconds=60):
        """Press a key again and again until the screen shows a text; fail if it does not."""
        deadline = time.monotonic() + seconds
        while text not in self.screen():
            assert time.monotonic() < deadline, f"“{text}” is not on the screen:\n{self.screen()}"
            self.press(key)
            time.sleep(0.1)

    def ends(self, seconds=60):
        """Wait until the program has ended; fail if it does not."""
        deadline = time.monotonic() + seconds
        with suppress(subprocess.CalledProcessError):  # nobody answers any more
            while True:
                assert time.monotonic() < deadline, f"the program goes on:\n{self.screen()}"
                time.sleep(0.05)

    def close(self):
        with suppress(subprocess.CalledProcessError):
            self._run("kill-server")

    def _run(self, *arguments):
        command = [*self._tmux, *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True).stdout
