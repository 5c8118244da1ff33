"""An index learns which notes changed, with as little work as possible."""

from wikilsp.index.change_cursor import MANY, ChangeCursor
from wikilsp.note import Note
from wikilsp.vault.vault import Vault


def cursor_of(*paths):
    vault = Vault(notes=map(Note, paths))
    return vault, ChangeCursor(vault)


def reported(cursor):
    return [(change.path, change.old is not None, change.new is not None) for change in cursor.changes()]


def test_each_change_is_reported_once():
    vault, cursor = cursor_of("a.md", "b.md")
    assert reported(cursor) == [("a.md", False, True), ("b.md", False, True)]
    vault.put(Note("a.md"))
    vault.put(Note("c.md"))
    vault.remove("b.md")
    assert reported(cursor) == [("a.md", True, True), ("c.md", False, True), ("b.md", True, False)]
    assert reported(cursor) == []


def test_a_recorded_note_is_not_reported():
    vault, cursor = cursor_of("a.md", "b.md")
    cursor.record(vault.notes["a.md"])
    assert not cursor.is_current
    assert reported(cursor) == [("b.md", False, True)]


def test_recording_every_change_avoids_a_scan():
    vault, cursor = cursor_of("a.md")
    reported(cursor)
    vault.put(Note("a.md"))
    cursor.record(vault.notes["a.md"])
    vault.remove("a.md")
    assert cursor.forget("a.md").old
    assert cursor.is_current


def test_an_unrecorded_change_is_not_skipped():
    vault, cursor = cursor_of("a.md", "b.md")
    reported(cursor)
    vault.put(Note("b.md"))
    cursor.record(vault.notes["a.md"])
    cursor.forget("never.md")
    assert reported(cursor) == [("b.md", True, True)]


def test_has_a_backlog_after_many_unrecorded_changes():
    vault, cursor = cursor_of("a.md")
    for _ in range(MANY + 1):
        vault.put(Note("a.md"))
    assert not cursor.has_backlog
    reported(cursor)
    for _ in range(MANY):
        vault.put(Note("a.md"))
    assert not cursor.has_backlog
    vault.put(Note("a.md"))
    assert cursor.has_backlog
    assert reported(cursor) == [("a.md", True, True)]
    assert not cursor.has_backlog
