"""The language server: translates between editors and features. Only here are pygls and lsprotocol imported.

What runs where
    One process, one client. The event loop runs in the main thread, and everything that changes a vault or answers a
    request runs there: handlers are plain functions that run one after the other, so none sees a vault in between
    two states. Background tasks (loading, refreshing, publishing diagnostics) run on the same loop, in slices of a few
    milliseconds with a pause for requests after each (`cooperative.py`).

    Threads do what blocks, and hand over immutable results: reading standard input and writing standard output
    (`stdio.py`, `outlet.py`), scanning folders (`scan.py`), reading changed files and the cache, importing modules
    after startup, watching files if the client doesn't (`watch.py`), and checking that the client's process exists.

    A second process parses notes that aren't cached, if there are many (`contents.py`).

Life of a request
    1. A thread reads bytes; `messages.py` splits them into messages and parses the JSON on the event loop.
    2. `protocol.py` refuses what is malformed or out of order, converts the rest to lsprotocol types
       (`strictness.py`), and has pygls call the handler from the table in `requests/__init__.py`.
    3. While a vault is being read, the request may have to wait before its handler runs (`waiting.py`).
    4. For most methods the table looks up the note first: a `NoteContext` of vault, note and text. If the vault has
       never been scanned, this waits for the scan.
    5. The handler, in `requests/`, converts positions to offsets (`convert.py`), calls a pure function in `features/`
       with the indices of the vault, and converts the answer back.
    6. `protocol.py` encodes the answer and logs the request. A thread writes it; while the client reads too slowly,
       no further message is handled.

    A change of a document is a notification: the note is parsed at once, and `publisher.py` lints the notes it affects
    once the user pauses.
"""
