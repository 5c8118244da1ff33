"""Notes and vaults are loaded from a real disk in any state."""

import os
from pathlib import Path

import pytest
from folders import refuse, write

from wikilsp.disk.load import load_vault
from wikilsp.disk.note_reader import read_note
from wikilsp.disk.note_text import decode, read_text
from wikilsp.settings import Dialect, Settings
from wikilsp.text import Span


@pytest.fixture(name="outside", autouse=True)
def _outside(tmp_path):
    """A repository around everything, so that no ignore file of the machine applies."""
    return write(tmp_path, [".git/"])


@pytest.fixture(name="root")
def _root(tmp_path):
    return write(tmp_path / "vault", ["a.md"])


def resolution(vault, path):
    """Return how the first link of the note at `path` is resolved."""
    note = vault.notes[path]
    found = vault.resolve(note, note.facts.links[0])
    return found.target, found.how


def paths(note):
    return [link.path for link in note.facts.links]


class TestNote:
    def test_is_parsed_with_the_settings(self, root):
        write(root, {"x/n.md": "#1984 [[a]]"})
        note = read_note(root, "x/n.md", Settings(dialect=Dialect(numeric_tags=True)))
        assert (note.path, paths(note), note.facts.tags[0].name) == ("x/n.md", ["a"], "1984")
        assert (note.undecodable, note.oversize) == (None, None)

    def test_keeps_line_ends_and_byte_order_mark(self, root):
        text = "\ufeffone\r\ntwo\rthree\n\u2028four"
        write(root, {"n.md": text})
        note = read_note(root, "n.md", Settings())
        assert note.facts.line_starts == (1, 6, 10, 16)
        assert note.facts.length == len(text)
        assert read_text(root, "n.md") == text

    def test_may_be_empty(self, root):
        assert read_note(root, "a.md", Settings()).facts.length == 0

    def test_is_read_completely_in_short_reads(self, root, monkeypatch):
        write(root, {"n.md": "[[one]] [[two]]"})
        read = os.read
        monkeypatch.setattr(os, "read", lambda file, size: read(file, min(size, 4)))
        assert paths(read_note(root, "n.md", Settings())) == ["one", "two"]
        assert read_text(root, "n.md") == "[[one]] [[two]]"

    def test_that_shrinks_while_being_read_ends_early(self, root, monkeypatch):
        write(root, {"n.md": "[[one]] [[two]]"})
        read = os.read
        monkeypatch.setattr(os, "read", lambda file, size: read(file, 7) if size > 8 else b"")
        assert paths(read_note(root, "n.md", Settings())) == ["one"]

    @pytest.mark.parametrize("path", ["nowhere.md", "x/nowhere.md"])
    def test_that_does_not_exist_is_an_error(self, root, path):
        with pytest.raises(FileNotFoundError):
            read_note(root, path, Settings())
        assert read_text(root, path) is None

    def test_that_is_a_folder_is_an_error(self, root):
        write(root, ["x.md/b.md"])
        with pytest.raises(IsADirectoryError):
            read_note(root, "x.md", Settings())
        assert read_text(root, "x.md") is None

    def test_that_is_a_pipe_is_an_error_and_does_not_block(self, root):
        os.mkfifo(root / "pipe.md")
        with pytest.raises(OSError, match="it is a pipe, not a file"):
            read_note(root, "pipe.md", Settings())
        assert read_text(root, "pipe.md") is None

    def test_that_is_a_device_is_an_error(self, root):
        (root / "zero.md").symlink_to("/dev/zero")
        with pytest.raises(OSError, match="it is a device, not a file"):
            read_note(root, "zero.md", Settings())

    def test_that_grows_while_being_read_is_cut_at_its_old_size(self, root, monkeypatch):
        write(root, {"n.md": "[[one]]"})
        monkeypatch.setattr(os, "read", lambda _file, size: b"x" * size)
        assert read_note(root, "n.md", Settings()).facts.length == len("[[one]]")

    def test_that_is_too_large_has_no_text(self, root):
        write(root, {"n.md": "[[one]]"})
        assert (read_text(root, "n.md", 6), read_text(root, "n.md", 7)) == (None, "[[one]]")

    def test_closes_all_files(self, root):
        before = list(Path("/dev/fd").iterdir())
        write(root, {"big.md": "too big"})
        read_note(root, "a.md", Settings())
        read_note(root, "big.md", Settings(max_size=1))
        read_text(root, "a.md")
        assert list(Path("/dev/fd").iterdir()) == before


class TestNotUtf8:
    @pytest.mark.parametrize(
        ("data", "text", "place"),
        [
            (b"caf\xe9 [[a]]", "caf\ufffd [[a]]", 3),
            ("汉字é ".encode() + b"\xff\xfe", "汉字é \ufffd\ufffd", 4),
            (b"\xe2\x82 [[a]]", "\ufffd [[a]]", 0),
            (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", 0),
            (b"end \xf0\x9f\x98", "end \ufffd", 4),
        ],
    )
    def test_bytes_are_replaced_and_the_first_is_located(self, root, data, text, place):
        assert decode(data) == (text, Span(place, place + 1))
        write(root, {"n.md": data})
        note = read_note(root, "n.md", Settings())
        assert note.undecodable == Span(place, place + 1)
        assert note.facts.length == len(text)
        assert read_text(root, "n.md") == text

    def test_the_rest_of_the_note_is_read(self, root):
        write(root, {"n.md": b"caf\xe9 [[a]]"})
        assert paths(read_note(root, "n.md", Settings())) == ["a"]

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
    def test_a_note_in_another_encoding_is_undecodable(self, root, encoding):
        write(root, {"n.md": "\ufeff[[a]] é".encode(encoding)})
        assert read_note(root, "n.md", Settings()).undecodable == Span(0, 1)


class TestLargeNote:
    def test_is_not_read(self, root, monkeypatch):
        with (root / "big.md").open("wb") as file:
            file.truncate(50_000_000)
        monkeypatch.setattr(os, "read", None)
        note = read_note(root, "big.md", Settings())
        assert (note.path, note.oversize, note.facts.length) == ("big.md", 50_000_000, 0)

    def test_exceeds_the_limit(self, root):
        write(root, {"n.md": "[[a]]"})
        assert read_note(root, "n.md", Settings(max_size=5)).oversize is None
        assert read_note(root, "n.md", Settings(max_size=4)).oversize == 5


class TestVault:
    def test_contains_notes_and_attachments(self, root):
        write(root, {"x/n.md": "![[p.png]]", "img/p.png": b"\x89PNG"})
        vault, nested, problems, *_ = load_vault(root, Settings())
        assert list(vault.notes) == ["a.md", "x/n.md"]
        assert resolution(vault, "x/n.md") == ("img/p.png", "name")
        assert (nested, problems) == ([], [])

    def test_skips_nested_vaults(self, root):
        write(root, ["inner/.obsidian/", "inner/b.md"])
        vault, nested, _, *_ = load_vault(root, Settings())
        assert (list(vault.notes), nested) == (["a.md"], ["inner"])

    def test_lets_links_lead_to_ignored_files(self, root):
        write(root, {".gitignore": "build/", "build/site.md": "", "n.md": "[[site]]", "t.md": "", "m.md": "[[t]]"})
        vault = load_vault(root, Settings(exclude=("t.md",))).vault
        assert list(vault.notes) == ["a.md", "m.md", "n.md"]
        assert resolution(vault, "n.md") == ("build/site.md", "ignored")
        assert resolution(vault, "m.md") == ("t.md", "ignored")

    def test_finds_a_name_in_another_normalization_form(self, root):
        write(root, {"Cafe\u0301.md": "[[a]]", "n.md": "[[Caf\u00e9]]"})
        vault = load_vault(root, Settings()).vault
        assert resolution(vault, "n.md") == ("Cafe\u0301.md", "name")

    def test_reports_progress(self, root):
        calls = []
        write(root, ["b.md", "c.md", "d.png"])
        load_vault(root, Settings(), lambda done, all_notes: calls.append((done, all_notes)))
        assert calls == [(3, 3)]

    def test_is_the_same_with_several_processes(self, root):
        write(root, {f"{number}.md": f"[[{number - 1}]] k:: v\n# H\n" for number in range(600)})
        (root / "bad.md").write_bytes(b"caf\xe9 [[1]]")
        calls = []
        one = load_vault(root, Settings())
        several = load_vault(root, Settings(), lambda done, all_notes: calls.append((done, all_notes)), processes=2)
        assert several.vault.notes == one.vault.notes
        assert list(several.vault.notes) == list(one.vault.notes)
        assert several[1:] == one[1:]
        assert calls[-1] == (602, 602)
        assert len(calls) > 1

    def test_that_does_not_exist_is_empty(self, tmp_path):
        vault, _, problems, *_ = load_vault(tmp_path / "nowhere", Settings())
        assert (vault.notes, [problem.path for problem in problems]) == ({}, ["."])


class TestProblem:
    def test_links_can_lead_to_an_unreadable_note(self, root, monkeypatch):
        write(root, {"x/secret.md": "", "n.md": "[[secret]]"})
        refuse(monkeypatch, "open", root / "x/secret.md")
        vault, _, problems, *_ = load_vault(root, Settings())
        assert problems == [("x/secret.md", "this note cannot be read: Permission denied")]
        assert list(vault.notes) == ["a.md", "n.md"]
        assert resolution(vault, "n.md") == ("x/secret.md", "ignored")

    def test_a_note_that_vanishes_is_missing(self, root, monkeypatch):
        write(root, {"b.md": "", "n.md": "[[b]]"})
        system_open = os.open

        def remove_and_open(path, *args, **kwargs):
            if str(path).endswith("/b.md"):
                (root / "b.md").unlink()
            return system_open(path, *args, **kwargs)

        monkeypatch.setattr(os, "open", remove_and_open)
        vault, _, problems, *_ = load_vault(root, Settings())
        assert problems == [("b.md", "this note vanished before it was read")]
        assert resolution(vault, "n.md") == (None, "missing")

    def test_problems_are_sorted_by_path(self, root, monkeypatch):
        write(root, ["b.md/c.md", "d.md"])
        (root / "z.md").symlink_to("nowhere")
        (root / "c").symlink_to(".")
        refuse(monkeypatch, "open", root / "d.md")
        vault, _, problems, *_ = load_vault(root, Settings())
        assert [problem.path for problem in problems] == ["b.md", "c", "d.md", "z.md"]
        assert list(vault.notes) == ["a.md", "b.md/c.md"]
