"""A run with a warm cache prints the same as a cold one, and several processes the same as one."""

import os
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wikilsp.cli import linting, loading, main
from wikilsp.disk import load

NOTES = ["a.md", "b.md", "x/a.md", "x/index.md", "c d.md", "x___p.md", "x/a.md.md", "e.MARKDOWN"]
FILES = ["img.png", "x/b.pdf", "out/o.md", "out/p.png"]
NAMES = ["a", "b", "B", "x/a", "x", "x/a.md", "./b", "../b", "/x/a/", "c d", "c%20d", "x/p", "e", "o", "p.png"]
NAMES += ["tags/t", "x/", "Al", "Title", "my-title", "My title!", "Apart", "nowhere"]
INSIDE = ["#H", "#h!", "#Hh", "#Title", "#H#I", "#I", "#^id", "#^ix", "#html", ""]
DESTINATIONS = ["a.md", "x/a.md", "../b.md", "c%20d.md", "x", "b", "out/o.md", "p.png"]
INNER = ["# H", "## H", "## I", "text ^id", "- item ^ix", '<a id="html">']
"""Targets of links inside a note."""
NAMING = ["# Title", "# My title!", "title:: Apart", "title:: x/p", "alias:: Al"]
OTHER = [
    "id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40",
    "tags:: a, b,",
    "#t ![[a]]",
    "![[b#H]]",
    "![[x/a]] #t/u",
    "key:: [[a]]",
    "key::[[a]]",
    "[[a]] <!-- wikilsp-ignore -->",
    "<!-- wikilsp-ignore-file missing-note -->",
    "[t][r] [[b#H]]",
    "[r]: x/a.md#html",
    "[r]: c%20d.md#h",
    "🐛 two targetsâ€”increasing [[",
    "| a |\n|---|\n| [[a#H\\|b]] [[a|b]] |",
]
FRONT = ["---\naliases: [Al]\n---", "---\nx: y\naliases:\n  - AL\n  - Other\n---", "---\ntitle: My title!\n---"]
FRONT += ["", "", "", "", "\ufeff", "---\ntitle: Apart\nalias: Al\n---"]
ODD = [b"caf\xe9 [[b#H]]\n\n# H\n", b"# H\r\n[[a#H]]\r\n", b"x" * 100]
OPTIONS = [
    'preset = "logseq"',
    'filenames = "legacy"',
    'links.resolve = "title"',
    'links.headings = "exact"',
    "links.folder-index = true",
    'exclude = ["x/a.md", "b.md"]',
    'ignore-targets = ["nowhere"]',
    "files.max-size = 90",
    'rules.missing-note = "error"',
    'rules.missing-heading = "off"',
    'per-file-ignores = {"x/" = ["missing-heading"]}',
    "cache = false",
]
GITIGNORES = ["", "out/\n", "x/\n", "a.md\nimg.png\n", "*.md\n!b.md\n"]
RUNS = [[], [], [], [], [], ["x"], ["a.md", "b.md"], ["--ignore", "missing-note"], ["--select", "unused-suppression"]]
RUNS += [["--select", "missing-heading,duplicate-alias"]]

a_note = st.sampled_from(NOTES)
wikilinks = st.builds("[[{}{}]]".format, st.sampled_from(NAMES), st.sampled_from(INSIDE))
markdown_links = st.builds("[t]({}{})".format, st.sampled_from(DESTINATIONS), st.sampled_from(INSIDE))
inner = st.sampled_from(INNER)
pieces = st.one_of(wikilinks, wikilinks, wikilinks, markdown_links, inner, inner, st.sampled_from([*NAMING, *OTHER]))
texts = st.builds(lambda front, body: "\n\n".join([front, *body]), st.sampled_from(FRONT), st.lists(pieces, max_size=6))
contents = st.one_of(*[texts.map(str.encode)] * 5, st.sampled_from(ODD))
edits = st.one_of(
    st.tuples(st.just("append"), a_note, inner | pieces),
    st.tuples(st.just("insert"), a_note, inner | pieces),
    st.tuples(st.just("cut"), a_note),
)
changes = st.one_of(
    *[edits] * 4,
    st.tuples(st.just("write"), a_note, contents),
    st.tuples(st.just("restore"), a_note, contents),
    st.tuples(st.just("move"), a_note, st.sampled_from([*NOTES, *FILES])),
    st.tuples(st.just("link"), a_note, st.sampled_from([*NOTES, *FILES])),
    st.tuples(st.just("delete"), st.sampled_from([*NOTES, *FILES])),
    st.tuples(st.just("touch"), a_note),
    st.tuples(st.just("forbid"), a_note),
    st.tuples(st.just("write"), st.sampled_from(FILES), contents),
    st.tuples(st.just("write"), st.just(".gitignore"), st.sampled_from(GITIGNORES).map(str.encode)),
    st.tuples(st.just("configure"), st.lists(st.sampled_from(OPTIONS), max_size=2)),
)
steps = st.lists(st.tuples(st.lists(changes, max_size=2), st.booleans(), st.sampled_from(RUNS)), min_size=1, max_size=6)
vaults = st.fixed_dictionaries(dict.fromkeys(NOTES[:5], contents), optional=dict.fromkeys(NOTES[5:], contents))


class Disk:
    """A vault on the disk. Its files are old enough to be cached, except those written `now`."""

    def __init__(self, root, files):
        self.root = root
        self.now = False
        self._times = count(1_000_000_000)
        for folder in (".git", "x", "out"):
            (root / folder).mkdir()
        for path, content in files.items():
            self.write(path, content)
        self.write(".gitignore", b"out/\n")
        self.configure([])

    def write(self, path, content):
        file = self.root / path
        if not file.exists():
            file.unlink(missing_ok=True)  # a broken symbolic link
        file.write_bytes(content)
        if not self.now:
            self.touch(path)

    def append(self, path, piece):
        self.write(path, self._read(path) + f"\n\n{piece}".encode())

    def insert(self, path, piece):
        """Insert something at the top, so that everything else moves; in front matter, a key."""
        content = self._read(path)
        start = b"---\n" if content.startswith(b"---\n") else b""
        new = b"n%d: v\n" % next(self._times) if start else f"{piece}\n\n".encode()
        self.write(path, start + new + content.removeprefix(start))

    def cut(self, path):
        """Delete the last paragraph."""
        self.write(path, self._read(path).rpartition(b"\n\n")[0])

    def _read(self, path):
        file = self.root / path
        return file.read_bytes() if file.exists() else b""

    def restore(self, path, content):
        """Replace a file by another one of the same size and time, as restoring a backup may do."""
        file, new = self.root / path, self.root / "out/new"
        if file.is_file():
            state = file.stat()
            new.write_bytes(content[: state.st_size].ljust(state.st_size))
            os.utime(new, ns=(0, state.st_mtime_ns))
            new.replace(file)

    def move(self, path, other):
        if (self.root / path).exists():
            (self.root / path).replace(self.root / other)

    def link(self, path, other):
        (self.root / path).unlink(missing_ok=True)
        (self.root / path).symlink_to(self.root / other)

    def delete(self, path):
        (self.root / path).unlink(missing_ok=True)

    def touch(self, path):
        if (self.root / path).exists():
            os.utime(self.root / path, (0, next(self._times)))

    def forbid(self, path):
        if (self.root / path).exists():
            (self.root / path).chmod(0)

    def configure(self, options):
        names = [option.partition(" ")[0] for option in options]
        lines = dict(zip(names, options, strict=True)).values()
        self.write(".wikilsp.toml", "".join(f"{line}\n" for line in lines).encode())


@pytest.fixture(autouse=True)
def _refused(monkeypatch):
    """Make files without read permission unreadable, even if the tests run as root."""
    system_open = os.open

    def guarded(path, flags, *args, **kwargs):
        if not flags & os.O_CREAT and not Path(path).stat().st_mode & 0o444:
            raise PermissionError(13, "Permission denied", path)
        return system_open(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", guarded)


def check(*arguments):
    """Run the command; return its status and output."""
    result = CliRunner().invoke(main, ["check", "-q", "--show", "hint", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout, result.stderr


@given(files=vaults, steps=steps, output=st.sampled_from(["json", "full"]))
@settings(max_examples=350, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_warm_run_prints_the_same_as_a_cold_one(tmp_path_factory, files, steps, output):
    disk = Disk(tmp_path_factory.mktemp("run"), files)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(disk.root)
        patch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        check()
        for some, disk.now, options in steps:
            for change, *arguments in some:
                getattr(disk, change)(*arguments)
            arguments = ["--output-format", output, *filter(is_possible, options)]
            assert check(*arguments) == check("--no-cache", *arguments)


def is_possible(option):
    return not option.endswith(".md") or Path(option).exists()


@pytest.mark.parametrize(
    ("option", "path", "link"),
    [
        ("", "a.md", "[[a#H]]"),
        ("", "x/a.md", "[[./x/./a/#H]]"),
        ("", "x/a.md.md", "[[x/a.md#H]]"),
        ("", "c d.md", "[[c%20d#H]]"),
        ("", "a.md", "[t](nowhere/a.md#H)"),
        ("", "c d.md", "[t][r]\n\n[r]: c%20d.md#H"),
        ("", "x/a.md", "[t](x/a.md#^id)"),
        ("", "x/a.md", '[t](x/a.md#html) <a id="no">'),
        ('links.resolve = "title"', "a.md", "[[A-title#H]]"),
        ("links.folder-index = true", "x/index.md", "[[x#H]]"),
        ('preset = "logseq"\nfilenames = "triple-lowbar"', "x___p.md", "[[x/p#H]]"),
        ('preset = "logseq"\nfilenames = "legacy"', "x.p.md", "[[x/p#H]]"),
    ],
)
def test_a_change_inside_a_note_reaches_the_notes_that_link_into_it(run, write, option, path, link):
    inside = "# A title!\n\n## H\n\ntext ^id\n\n<a id='html'>\n"
    write({path: inside, "from.md": f"{link}\n", ".wikilsp.toml": option})
    for note in (path, "from.md"):
        os.utime(note, (0, 0))
    assert run("check", "-q").stdout == ""
    write({path: "# A title!\n"})
    found = run("check", "-q", "--output-format", "json").stdout
    assert '"filename": "from.md"' in found
    assert found == run("check", "-q", "--output-format", "json", "--no-cache").stdout


def test_a_moved_alias_reaches_the_notes_that_share_it(run, write):
    write({"a.md": "---\naliases: [Al]\n---\n", "b.md": "---\naliases: [Al]\n---\n", ".wikilsp.toml": ""})
    for note in ("a.md", "b.md"):
        os.utime(note, (0, 0))
    assert "= b.md:2:11: “Al” is an alias here as well" in run("check").stdout
    write({"b.md": "---\nkey: value\naliases: [Al]\n---\n"})
    assert "= b.md:3:11: “Al” is an alias here as well" in run("check").stdout


@given(files=vaults)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_several_processes_print_the_same_as_one(tmp_path_factory, files):
    disk = Disk(tmp_path_factory.mktemp("run"), files)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(disk.root)
        one = check("--no-cache")
        for module in (load, linting):
            patch.setattr(module, "_CHUNK_SIZE", 1)
        patch.setattr("wikilsp.cli.reporting._PART_SIZE", 1)
        patch.setattr(loading.os, "cpu_count", lambda: 3)
        assert check("--no-cache") == one
        assert check("--cache-dir", "cache") == one
        assert check("--cache-dir", "cache") == one


def test_a_change_of_ignored_files_only_is_noticed(run, write):
    write({"a.md": "[[o]]\n", "out/o.md": "", ".gitignore": "out/\n", ".wikilsp.toml": ""})
    os.utime("a.md", (0, 0))
    assert run("check", "-q").stdout == ""
    Path("out/o.md").unlink()
    assert "missing-note" in run("check", "-q").stdout


APP_FILES = {
    ".obsidian/community-plugins.json": ['["dataview"]', "[]", '["dataview"'],
    ".marksman.toml": ["", "[core]\n"],
    "CONFIG.md": ["# Configuration\n", "```space-lua\n```\n"],
    "dendron.yml": ["version: 5\n", None],
    ".obsidian/daily-notes.json": ['{"format": "DD.MM.YYYY"}', "{}", '{"format": "YYYY"}', None],
    "logseq/config.edn": ["{}", '{:journal/page-title-format "dd.MM.yyyy"}', None],
    ".silverbullet.db": ["", None],
}


@pytest.mark.parametrize("file", APP_FILES)
def test_a_change_of_an_app_file_is_noticed(run, write, folder, file):
    notes = {
        "a.md": "[[gone|a]] ${[[c]]} [[01.02.2024]]\n\nk:: 1\nup::[[a]]\n",
        "b.md": "# B\n\n[[a#x,1:#y]]\n",
        "CONFIG.md": "# C\n",
    }
    write({".git/HEAD": "", **notes})
    for note in notes:
        os.utime(note, (0, 0))
    before = run("check", "-q").stdout
    seen = {before}
    for content in APP_FILES[file]:
        if content is None:
            (folder / file).unlink()
        else:
            write({file: content})
            os.utime(folder / file, (0, 0))
        warm = run("check", "-q").stdout
        assert warm == run("check", "-q").stdout == run("check", "-q", "--no-cache").stdout
        seen.add(warm)
    assert len(seen) > 1
