"""A server process and a client that can send it any bytes."""

import json
import queue
import subprocess
import threading

from editor import IMPATIENT_SERVER, PATIENCE, SERVER

GREETING = {"processId": None, "rootUri": None, "capabilities": {}}


class Wire:
    """A server process, and the messages on its standard output."""

    def __init__(self, *arguments, patient=True):
        pipe = subprocess.PIPE
        command = [*(SERVER if patient else IMPATIENT_SERVER), *arguments]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        self._messages = queue.Queue()
        self._skipped = []
        self._numbers = iter(range(1, 100_000))
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        # Anything but a message on standard output stops the thread, and the test that waits for an answer fails.
        while header := self.process.stdout.readline():
            name, _, length = header.partition(b": ")
            assert name == b"Content-Length", header
            while self.process.stdout.readline() != b"\r\n":
                pass
            self._messages.put(json.loads(self.process.stdout.read(int(length))))

    def write(self, body):
        """Send any bytes as the body of a message."""
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params=None):
        """Send a notification."""
        self.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def request(self, method, params=None):
        """Send a request and return the whole response."""
        number = next(self._numbers)
        self.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
        return self.response(number)

    def response(self, number):
        """Return the whole response to a request that was written before."""
        return self._first(lambda message: message.get("id") == number and "method" not in message)

    def initialize(self, **params):
        """Initialize the server and return its response."""
        answer = self.request("initialize", GREETING | params)
        self.notify("initialized", {})
        return answer

    def drain(self):
        """Return all messages received so far that no other call has returned."""
        found, self._skipped = self._skipped, []
        while not self._messages.empty():
            found.append(self._messages.get())
        return found

    def drain_responses(self):
        """Return the responses received while waiting for another message; drop the other messages received then."""
        found, self._skipped = self._skipped, []
        return [message for message in found if "method" not in message]

    def next_request(self):
        """Return the next request of the server."""
        return self._first(lambda message: "method" in message and "id" in message)

    def wait_published(self, name, number):
        """Wait until the given number of diagnostics is published for a file name."""
        self._first(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"].endswith(f"/{name}")
                and len(message["params"]["diagnostics"]) == number
            )
        )

    def _first(self, is_wanted):
        for place, message in enumerate(self._skipped):
            if is_wanted(message):
                return self._skipped.pop(place)
        while True:
            message = self._messages.get(timeout=PATIENCE)
            if is_wanted(message):
                return message
            self._skipped.append(message)

    def end(self):
        """Close standard input; return the exit status and the text on standard error."""
        with self.process:
            _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors.decode()
