"""Work and output grow at most linearly. Steps are counted, not timed."""

import gc
from importlib import import_module

import pytest
from hostile_texts import TEXTS, VAULTS
from steps import count_calls, grows_linearly
from vaults import vault_of

from wikilsp.codes import CODES
from wikilsp.features.rename import rename_file, rename_heading, rename_key, rename_tag
from wikilsp.finding import MOST_LISTED, Related
from wikilsp.fixes import fix
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.index.vault_index import VaultIndex
from wikilsp.lint import lint, lint_vault
from wikilsp.note import Note
from wikilsp.report import FORMATS
from wikilsp.report.full import format_full
from wikilsp.report.located import CheckResult, Report, sort_diagnostics
from wikilsp.report.terminal import uncolored
from wikilsp.settings import Settings, Severity
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.destinations import Destinations
from wikilsp.vault.nearest import near
from wikilsp.vault.vault import Vault

SETTINGS = Settings()
SHARED = [name for name in VAULTS if name not in ("names of many lengths", "case of one name")]
WIDTH = 80


def notes_of(files):
    return [Note(path, parse(text, SETTINGS.dialect)) for path, text in files.items() if path.endswith(".md")]


def vault_from(files):
    return Vault(SETTINGS, notes_of(files), [path for path in files if not path.endswith(".md")])


def use(index):
    """Request every list of names, which is kept in step from then on."""
    for names in (index.names.notes, index.names.paths, index.names.headings, index.names.blocks, index.names.tags):
        names()
    assert index.lexicon


def check(work, size, slack=3_000):
    """Assert that the steps of `work(size)()` grow at most linearly."""
    steps = [count_calls(work(size * times)) for times in (1, 1, 2, 4)][1:]
    assert grows_linearly(*steps, slack=slack), steps


@pytest.mark.parametrize("name", [name for name in SHARED if name != "misspelt near names"])
def test_linting_notes_that_share_something(name):
    def work(notes):
        vault = vault_from(VAULTS[name](notes))
        return lambda: list(lint_vault(vault))

    check(work, 30)


@pytest.mark.parametrize("name", TEXTS)
def test_linting_a_note_that_repeats_something(name):
    def work(size):
        vault = vault_from({"A.md": TEXTS[name](size)})
        return lambda: lint(vault, vault.notes["A.md"])

    check(work, 800)


@pytest.mark.parametrize("name", SHARED)
def test_findings_in_notes_that_share_something(name):
    def output(notes):
        found = list(lint_vault(vault_from(VAULTS[name](notes))))
        return sum(len(repr(each)) for each in found)

    assert grows_linearly(*map(output, (30, 60, 120)), slack=15_000)


@pytest.mark.parametrize("name", SHARED)
def test_adding_notes_one_by_one(name):
    """Add all names, as when a vault is opened, then the contents of each note, then remove all notes."""

    def work(number):
        notes = notes_of(VAULTS[name](number))

        def add_and_remove():
            index = VaultIndex(Vault(SETTINGS))
            for note in notes:
                index.put(Note(note.path, unread=True))
            assert len(index.affected()) == len(notes)
            use(index)
            for note in notes:
                index.put(note)
            assert len(index.affected()) == len(notes)
            use(index)
            for note in notes:
                index.remove(note.path)
            assert index.affected() == set()
            use(index)

        return add_and_remove

    check(work, 30)


EDITED = [
    "notes with one alias",
    "notes with one alias and links",
    "notes of one name",
    "notes of one title",
    "one tag",
    "one property",
    "embeds of one note",
    "embeds in a circle",
    "tags that come with a fix",
    "headings that come with a fix",
]


@pytest.mark.parametrize("name", EDITED)
def test_editing_notes_that_share_something_one_by_one(name):
    """Nothing that other notes depend on changes, so that each note alone is linted again."""

    def work(number):
        files = VAULTS[name](number)
        index = VaultIndex(vault_from(files))
        list(lint_vault(index.vault))
        index.affected()
        edited = notes_of({path: f"{text}\nMore.\n" for path, text in files.items()})

        def edit():
            for note in edited[2:]:
                index.put(note)
                assert index.affected() == {note.path}

        return edit

    check(work, 25)


@pytest.mark.parametrize("name", EDITED)
def test_fixing_notes_that_share_something(name):
    def work(number):
        files = {path: f"{text}\n[[ A ]]\n" for path, text in VAULTS[name](number).items()}
        vault = vault_from(files)
        found = {path: lint(vault, note) for path, note in vault.notes.items()}
        return lambda: fix(VaultIndex(vault), found, files.get, CODES, unsafe=True)

    check(work, 15)


def test_fixes_that_affect_very_many_notes_are_not_all_tried(monkeypatch):
    monkeypatch.setattr("wikilsp.fixes._MOST_LINTED", 0)
    monkeypatch.setattr("wikilsp.fixes._FEW", 5)
    linted = []
    monkeypatch.setattr("wikilsp.fixes.lint", lambda vault, note: linted.append(note.path) or lint(vault, note))
    off = dict.fromkeys(["alias-link", "ambiguous-link", "duplicate-alias"], Severity.OFF)
    files = {f"n{at}.md": '---\naliases: ["a\u00e2\u20ac\u201db"]\n---\n[[a\u2014b]]\n' for at in range(60)}
    vault = Vault(Settings(severities=off), notes_of(files))
    found = {path: lint(vault, note) for path, note in vault.notes.items()}
    made, left = fix(VaultIndex(vault), found, files.get, CODES, unsafe=True)
    assert {note.why for note in left} == {"a fix affects too many other notes; fix it by hand"}
    assert 0 < len(made) < len(files)
    assert len(linted) < 25 * 60


@pytest.mark.parametrize("name", ["notes with one alias and links", "notes of one name", "spellings of one name"])
def test_a_rename_among_notes_that_share_something(name):
    def work(number):
        files = VAULTS[name](number)
        graph = Graph(vault_from(files))
        first = next(iter(files))
        return lambda: rename_file(graph, first, "Renamed.md", files.get)

    check(work, 30)


@pytest.mark.parametrize("name", ["lines with one block id", "missing links in one line", "one key in two places"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_a_note_with_many_findings(name, form):
    def work(size):
        text = TEXTS[name](size)
        vault = vault_from({"A.md": text})
        checked = CheckResult("/v", "/v", ["A.md"], tuple(lint_vault(vault)), lambda _: text)
        report = Report([checked], sort_diagnostics([checked]))
        render = import_module(f"wikilsp.report.{FORMATS[form].module}").render
        return lambda: list(render(report))

    check(work, 1_000)


def test_a_report_reads_each_note_once_and_cuts_long_lines():
    text = "[[x]] " * 2_000
    read = []

    def read_note(path):
        read.append(path)
        return text

    checked = CheckResult("/v", "/v", ["A.md"], tuple(lint_vault(vault_from({"A.md": text}))), read_note)
    lines = list(format_full(sort_diagnostics([checked]), uncolored, WIDTH))
    assert len(checked.diagnostics) == 2_000
    assert len(read) <= 2
    assert max(map(len, lines)) <= WIDTH


@pytest.mark.parametrize(
    "line",
    ["a: 1\n", "| [[x|y]] |\n", "k:: v\n---\n\n", "[[Smae]]\n", "x ^a\n", "[[ a ]]\n", "#a//b\n"],
    ids=ascii,
)
def test_fixing_a_note_with_many_fixes(line):
    head = "| a |\n|---|\n" if line.startswith("|") else "x:: 1\n\n"

    def work(number):
        text = head + line * number
        vault = vault_from({"A.md": text, "Same.md": ""})
        found = {"A.md": lint(vault, vault.notes["A.md"])}
        return lambda: fix(VaultIndex(vault), found, lambda _: text, CODES, unsafe=True)

    check(work, 25)


def test_a_note_with_conflicting_fixes_is_not_parsed_for_each(monkeypatch):
    read = []

    def counting_parse(text, dialect):
        read.append(len(text))
        return parse(text, dialect)

    monkeypatch.setattr("wikilsp.fixes.parse", counting_parse)
    monkeypatch.setattr("wikilsp.fixes._MOST_PARSED", 20_000)
    text = "[k:: v " * 300
    vault = vault_from({"A.md": text})
    found = {"A.md": lint(vault, vault.notes["A.md"])}
    (made,), (left,) = fix(VaultIndex(vault), found, lambda _: text, CODES, unsafe=True)
    assert sum(read) <= 20_000 + 2 * len(text)
    assert 0 < made.settled.total() < 300
    assert (left.path, "uncovers another" in left.why) == ("A.md", True)


def test_a_repeated_destination_is_resolved_once(monkeypatch):
    looked = []
    lookup = Destinations._lookup  # noqa: SLF001 - this takes the time

    def counted(destinations, note, destination):
        looked.append(destination)
        return lookup(destinations, note, destination)

    monkeypatch.setattr(Destinations, "_lookup", counted)
    vault = vault_from({"A.md": "[a]: b\n" * 500 + "\n" + "[t](c.md) [a] " * 500, "x/B.md": "[t](c.md)"})
    assert len(list(lint_vault(vault))) > 500
    assert sorted(looked) == ["b", "c.md", "c.md"]


def test_fixes_that_are_not_tried_take_no_time(monkeypatch):
    """A fix would cause a new finding, and the note is too large to try the others without it."""
    put = []

    def counted(index, note):
        put.append(note)
        return right(index, note)

    right = VaultIndex.put
    monkeypatch.setattr(VaultIndex, "put", counted)
    monkeypatch.setattr("wikilsp.fixes._MOST_PARSED", 1)
    text = "| a |\n| - |\n| [[gone|x]] |\n\n" + "[[ A ]]\n" * 300
    vault = vault_from({"A.md": text})
    found = {"A.md": lint(vault, vault.notes["A.md"])}
    (left,) = fix(VaultIndex(vault), found, lambda _: text, CODES, unsafe=True).left
    assert left.findings == 301
    assert len(put) <= 3


class CountingReader:
    """Texts of notes, and the number of times that each is read."""

    def __init__(self, texts):
        self.texts = texts
        self.reads = dict.fromkeys(texts, 0)

    def __call__(self, path):
        self.reads[path] += 1
        return self.texts[path]


def test_a_rename_reads_each_note_only_a_few_times():
    texts = CountingReader({"a.md": "[[b#x]] [t](b.md#x) #tag " * 200, "b.md": "# t\n\n## x\n"})
    vault = vault_from(texts.texts)
    graph, uses = Graph(vault), Usages(vault.notes)
    rename_file(graph, "b.md", "c.md", texts)
    rename_heading(graph, vault.notes["b.md"], vault.notes["b.md"].facts.headings[1], "y", texts)
    rename_tag(graph, uses, "tag", "other", texts)
    assert max(texts.reads.values()) <= 10


def test_a_tag_of_thousands_of_segments_takes_linear_memory():
    depth = 3_000
    note = Note("a.md", parse("#" + "a/" * depth + "a", SETTINGS.dialect))
    gc.collect()
    uses = Usages({note.path: note})
    assert list(uses.tag_names()) == ["a/" * depth + "a"]
    assert uses.subtree("a") == uses.subtree("a/a/a") == ["a/" * depth + "a"]
    assert sum(len(name) for names in vars(uses).values() for name in names or ()) < 10 * depth


# Limits


def vault_with_shared_alias(number):
    notes = "".join(f"//- n{at:03}.md\n---\naliases: [AI]\n---\n" for at in range(number))
    return vault_of(notes)


@pytest.mark.parametrize(
    ("number", "more"), [(25, "23 more"), (12, "10 more"), (52, "50 more"), (53, "more than 50 others")]
)
def test_a_finding_about_an_alias_of_many_notes_lists_ten(number, more):
    vault = vault_with_shared_alias(number)
    (found,) = lint(vault, vault.notes["n000.md"])
    assert found.finding.message == f"alias “AI” is shared with “n001.md” and {more}; make it unique"
    assert [place.path for place in found.finding.related] == [f"n{at:03}.md" for at in range(1, 11)]


def test_a_finding_about_an_alias_of_eleven_notes_lists_all_others():
    vault = vault_with_shared_alias(11)
    (found,) = lint(vault, vault.notes["n010.md"])
    assert found.finding.message == "alias “AI” is shared with “n000.md” and 9 more; make it unique"
    assert [place.path for place in found.finding.related] == [f"n{at:03}.md" for at in range(10)]


def test_a_finding_about_an_ambiguous_name_lists_ten_others_and_has_eleven_fixes():
    vault = vault_of("//- a.md\n[[Same]]\n" + "".join(f"//- f{at:02}/Same.md\n" for at in range(34)))
    (found,) = lint(vault, vault.notes["a.md"])
    assert found.finding.message == (
        "“Same” matches 34 files and resolves to “f00/Same.md”; write a full path (10 are listed, and 23 more)"
    )
    others = [f"f{at:02}/Same.md" for at in range(1, 11)]
    assert found.finding.related == tuple(Related(path, Span(0, 0), "“Same” also matches this file") for path in others)
    assert len(found.finding.fixes) == MOST_LISTED + 1


def test_a_long_message_is_cut():
    name = "x" * 2_000
    vault = vault_of(f"//- a.md\n[[{name}]]\n")
    (found,) = lint(vault, vault.notes["a.md"])
    assert found.finding.message == f"note “{name}” not found"[:499] + "…"
    assert all(len(fix.title) <= 500 for fix in found.finding.fixes)


def test_at_most_ten_similar_names_are_returned():
    names = [f"the same thin{end}" for end in (*"zyxwvutsrqponmlkjihfedcba", "gg")]
    nearest = ("a", "b", "c", "d", "e", "f", "gg", "h", "i", "j")
    assert near("the same thing", names) == tuple(f"the same thin{end}" for end in nearest)


def test_only_neighbors_among_very_many_similar_names_are_compared(monkeypatch):
    monkeypatch.setattr("wikilsp.vault.nearest._MOST_COMPARED", 10)
    monkeypatch.setattr("wikilsp.vault.nearest._AROUND", 3)

    def work(notes):
        vault = vault_from(VAULTS["misspelt near names"](notes))
        return lambda: list(lint_vault(vault))

    check(work, 30)
    vault = vault_from(VAULTS["misspelt near names"](60))
    assert all("did you mean" in found.finding.message for found in lint_vault(vault))


# Canvases and queries


def canvas_of(number):
    cards = [f'{{"type":"text","text":"[[n{at}]] \\"[[n0#One]]\\""}}' for at in range(number)]
    files = [
        f'{{"type":"file","file":"n{at}.md","subpath":"#x"}},{{"type":"file","file":"n0.md"}}' for at in range(number)
    ]
    one = '{"type":"text","text":"' + "\\n[[n0#One]] [[n1]]" * number + '"}'
    return '{"nodes":[' + ",".join([*cards, *files, one]) + "]}"


def with_canvas(number):
    """Return notes that all have one tag in a heading, and a canvas with links to all of them."""
    notes = {f"n{at}.md": "# x #tag\n# One\n" for at in range(number)}
    return {**notes, "b.canvas": canvas_of(number)}


def rename_in(files, thing):
    vault = vault_from(files)
    graph, first = Graph(vault), vault.notes["n0.md"]
    match thing:
        case "note":
            return lambda: rename_file(graph, "n0.md", "Renamed.md", files.get)
        case "heading":
            return lambda: rename_heading(graph, first, first.facts.headings[1], "Two", files.get)
    uses = Usages(vault.notes)
    return lambda: rename_tag(graph, uses, "tag", "other", files.get)


@pytest.mark.parametrize("thing", ["note", "heading", "tag"])
def test_renames_in_canvases(thing):
    check(lambda number: rename_in(with_canvas(number), thing), 20)


@pytest.mark.parametrize(
    "unit", ["`= this.k` ", "```dataview\nTABLE k\n```\n", "```dataview\nTASK k\n```\n", "{{query (property k)}} "]
)
def test_renames_in_queries(unit):
    def work(number):
        files = {"a.md": "k:: v\n\n" + unit * number, "b.md": "```dataview\nTABLE " + "k, " * number + "\n```\n"}
        vault = vault_from(files)
        graph, uses = Graph(vault), Usages(vault.notes)
        return lambda: rename_key(graph, uses, "k", "l", files.get)

    check(work, 50)
