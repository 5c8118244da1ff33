"""An index is told which notes have changed, by as little work as that takes."""

from wikilsp.index.change_cursor import MANY, ChangeCursor
from wikilsp.note import Note
from wikilsp.vault.vault import Vault


def follower_of(*paths):
    vault = Vault(notes=map(Note, paths))
    return vault, ChangeCursor(vault)


def told(follower):
    return [(change.path, change.old is not None, change.new is not None) for change in follower.changes()]


def test_each_change_is_told_once():
    vault, follower = follower_of("a.md", "b.md")
    assert told(follower) == [("a.md", False, True), ("b.md", False, True)]
    vault.put(Note("a.md"))
    vault.put(Note("c.md"))
    vault.remove("b.md")
    assert told(follower) == [("a.md", True, True), ("c.md", False, True), ("b.md", True, False)]
    assert told(follower) == []


def test_a_note_that_was_seen_is_not_told_again():
    vault, follower = follower_of("a.md", "b.md")
    follower.see(vault.notes["a.md"])
    assert not follower.is_current
    assert told(follower) == [("b.md", False, True)]


def test_who_sees_each_change_needs_no_look_at_the_notes():
    vault, follower = follower_of("a.md")
    told(follower)
    vault.put(Note("a.md"))
    follower.see(vault.notes["a.md"])
    vault.remove("a.md")
    assert follower.lose("a.md").old
    assert follower.is_current


def test_a_change_that_nobody_saw_is_not_taken_for_seen():
    vault, follower = follower_of("a.md", "b.md")
    told(follower)
    vault.put(Note("b.md"))
    follower.see(vault.notes["a.md"])
    follower.lose("never.md")
    assert told(follower) == [("b.md", True, True)]


def test_behind_is_who_has_seen_all_and_then_many_changes_less():
    vault, follower = follower_of("a.md")
    for _ in range(MANY + 1):
        vault.put(Note("a.md"))
    assert not follower.has_backlog
    told(follower)
    for _ in range(MANY):
        vault.put(Note("a.md"))
    assert not follower.has_backlog
    vault.put(Note("a.md"))
    assert follower.has_backlog
    assert told(follower) == [("a.md", True, True)]
    assert not follower.has_backlog
