"""Measures a server that has read all contents while the user types: answers, diagnostics, completion, renames."""

import time

import msgspec
from measured_editor import Editor
from questions import CODE_ACTIONS, COMPLETION, EVERYTHING, PULL, RENAME
from server_vault import DIAGNOSED_HERE, NOWHERE

_PAUSE = 0.1
"""Seconds between two keystrokes of a fast typist."""
_RENAMES = 5
TYPED = {
    "a note": ("[[", "river mem"),
    "a heading": ("[[Known by 100#", "why"),
    "a tag": ("#", "note/con"),
    "a property": ("\n", "state"),
    "a value": ("\nstate:: ", "grow"),
}
"""The text before the cursor and the text to type, by the thing to complete."""


def wait_until_idle(editor: Editor) -> None:
    """Wait until the server sends nothing more."""
    editor.client.wait_until_quiet(0.5)
    editor.client.heard.clear()


def measure_answers(editor: Editor, samples: int) -> dict[str, list[float]]:
    """Send all offered requests; return the milliseconds until each answer."""
    return {
        name: [question.ask(editor, number) for number in range(samples)]
        for name, question in EVERYTHING.items()
        if question.is_offered(editor)
    }


def measure_diagnostics(editor: Editor, samples: int, *, pulled: bool) -> list[float]:
    """Edit a broken link again and again; return the milliseconds until the diagnostics name the new target."""
    times = []
    for number in range(1, samples + 1):
        time.sleep(_PAUSE)
        start = editor.text.index(DIAGNOSED_HERE) + len(DIAGNOSED_HERE)
        sent = editor.change(start, editor.text.index("]]", start), f"{NOWHERE}{number}")
        if pulled:
            arrived = editor.client.request(PULL.method, PULL.params(editor, number)).arrived
        else:
            arrived = editor.client.wait_for("textDocument/publishDiagnostics", f"{NOWHERE}{number}".encode())
        editor.client.heard.clear()
        times.append((arrived - sent) * 1000)
    return times


def measure_completions(editor: Editor, before: str, typed: str, samples: int) -> list[float]:
    """Complete after each typed letter; return the milliseconds from letter to answer, or [] if no answer has items."""
    times: list[float] = []
    has_items = True
    while has_items and len(times) < samples:
        has_items = False
        start = at = editor.place_to_type()
        editor.change(at, at, before)
        at += len(before)
        for letter in typed:
            time.sleep(_PAUSE)
            sent = editor.change(at, at, letter)
            at += 1
            answer = editor.client.request(COMPLETION.method, editor.at(at))
            times.append((answer.arrived - sent) * 1000)
            has_items = has_items or b'"label"' in answer.result
        editor.change(start, at, "")
    return times if has_items else []


def measure_renames(editor: Editor) -> list[float]:
    """Request the edits for a rename of a note with many backlinks; return the milliseconds until each answer."""
    return [RENAME.ask(editor, number) for number in range(_RENAMES)]


def measure_code_actions(editor: Editor, samples: int) -> tuple[list[float], list[float]]:
    """Request code actions at an unlinked mention, each time after an edit.

    Return the milliseconds until the list of actions, and until the edit that links all unlinked mentions.
    """
    listed, resolved = [], []
    for number in range(samples):
        at = editor.place_to_type()
        editor.change(at, at, "x")
        time.sleep(_PAUSE)
        answer = editor.client.request(CODE_ACTIONS.method, CODE_ACTIONS.params(editor, number))
        listed.append(answer.milliseconds)
        for action in msgspec.json.decode(answer.result) or ():
            if "all mentions" in action["title"]:
                edit = editor.client.request("codeAction/resolve", action)
                resolved.append(edit.milliseconds)
        editor.change(at, at + 1, "")
    return listed, resolved
