"""A run that uses what earlier runs have kept prints what one without it prints, and any number of processes the same."""

import os
from itertools import count

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wikilsp.cli import loading, main
from wikilsp.vault import load

NOTES = ["a.md", "b.md", "x/a.md", "x/index.md", "c d.md", "x___p.md", "x/a.md.md", "e.MARKDOWN"]
FILES = ["img.png", "x/b.pdf", "out/a.md", "out/o.md", "out/img.png"]
NAMES = ["a", "A", "x/a", "x", "x/a.md", "./a", "../a", "../x/a/", "c d", "c%20d", "x/p", "e", "o", "img.png"]
NAMES += ["Al", "AL", "Title", "my-title", "My title!", "Apart", "nowhere", ""]
INSIDE = ["#H", "#h!", "#Hh", "#Title", "#H#I", "#I", "#^id", "#^ID", "#^ix", "#html"]
PIECES = [
    "# Title",
    "# My title!",
    "# H",
    "## H",
    "## I",
    "### H",
    "text ^id",
    "- item ^ix",
    '<a id="html">',
    "id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40",
    "title:: Apart",
    "title:: x/p",
    "alias:: Al",
    "tags:: a, b,",
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
FRONT = ["", "---\naliases: [Al]\n---\n", "---\nx: y\naliases:\n  - AL\n  - Other\n---\n", "---\ntitle: My title!\n---\n"]
FRONT += ["\n", "\ufeff", "---\ntitle: Apart\nalias: Al\n---\n"]
OPTIONS = [
    'preset = "logseq"',
    'filenames = "legacy"',
    'links.resolve = "title"',
    'links.headings = "exact"',
    "links.folder-index = true",
    'exclude = ["x/a.md", "b.md"]',
    'ignore-targets = ["nowhere"]',
    "files.max-size = 60",
    'rules.missing-note = "error"',
    'rules.missing-heading = "off"',
    'per-file-ignores = {"x/" = ["missing-heading"]}',
    "cache = false",
]
GITIGNORES = ["", "out/\n", "x/\n", "a.md\nimg.png\n", "*.md\n!b.md\n"]
RUNS = [[], [], [], [], ["x"], ["a.md", "b.md"], ["--ignore", "missing-note"], ["--select", "unused-suppression"]]
RUNS += [["--select", "missing-heading,duplicate-alias"]]

links = st.builds("[[{}{}]]".format, st.sampled_from(NAMES), st.sampled_from([*INSIDE, "", ""]))
markdown_links = st.builds(
    "[t]({}{})".format, st.sampled_from(["a.md", "x/a.md", "../a.md", "c%20d.md", "x", "b"]), st.sampled_from(INSIDE)
)
texts = st.builds(
    "{}{}\n".format,
    st.sampled_from(FRONT),
    st.lists(links | links | markdown_links | st.sampled_from(PIECES), max_size=4).map("\n\n".join),
).map(str.encode)
contents = st.one_of(texts, texts, texts, st.sampled_from([b"caf\xe9 [[b#H]]\n# H\n", b"# H\r\n[[a#H]]\r\n", b"x" * 70]))
notes = st.sampled_from(NOTES)
changes = st.one_of(
    st.tuples(st.just("write"), notes, contents),
    st.tuples(st.just("write"), notes, contents),
    st.tuples(st.just("insert"), notes, contents),
    st.tuples(st.just("write_now"), notes, contents),
    st.tuples(st.just("replace"), notes, contents),
    st.tuples(st.just("move"), notes, st.sampled_from([*NOTES, *FILES])),
    st.tuples(st.just("link"), notes, st.sampled_from([*NOTES, *FILES])),
    st.tuples(st.just("delete"), st.sampled_from([*NOTES, *FILES])),
    st.tuples(st.just("touch"), notes),
    st.tuples(st.just("forbid"), notes),
    st.tuples(st.just("write"), st.sampled_from(FILES), contents),
    st.tuples(st.just("write"), st.just(".gitignore"), st.sampled_from(GITIGNORES).map(str.encode)),
    st.tuples(st.just("configure"), st.lists(st.sampled_from(OPTIONS), max_size=2)),
)
steps = st.lists(st.tuples(st.lists(changes, max_size=2), st.sampled_from(RUNS)), min_size=1, max_size=5)
vaults = st.dictionaries(notes, contents, min_size=1)


class Disk:
    """A vault on the disk, whose files are old enough to be trusted unless they are written now."""

    def __init__(self, root):
        self.root = root
        self._times = count(1_000_000_000)
        (root / ".git").mkdir()
        (root / "x").mkdir()
        (root / "out").mkdir()
        self.configure([])

    def write(self, path, content):
        (self.root / path).write_bytes(content)
        self.touch(path)

    def write_now(self, path, content):
        (self.root / path).write_bytes(content)

    def insert(self, path, content):
        """Add something, so that all below is at another place."""
        file = self.root / path
        self.write(path, content + (file.read_bytes() if file.exists() else b""))

    def replace(self, path, content):
        """Put another file of the same size and time in the place of one, as who restores a copy may do."""
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
    """Let what may be read by nobody be refused, as it is to everybody but root."""
    system_open = os.open

    def guarded(path, *args, **kwargs):
        if not os.stat(path).st_mode & 0o444:
            raise PermissionError(13, "Permission denied", path)
        return system_open(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", guarded)


def check(*arguments):
    """Run the command; gives all that is to be seen of it."""
    result = CliRunner().invoke(main, ["check", "-q", "--show", "hint", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout, result.stderr


few_seconds = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@given(files=vaults, steps=steps, output=st.sampled_from(["json", "full"]))
@few_seconds
def test_a_warm_run_prints_what_a_cold_one_prints(tmp_path_factory, files, steps, output):
    base = tmp_path_factory.mktemp("run")
    disk = Disk(base)
    for path, content in files.items():
        disk.write(path, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        patch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        check()
        for changes, options in steps:
            for name, *arguments in changes:
                getattr(disk, name)(*arguments)
            paths = [path for path in options if path.startswith("-") or "." not in path or (base / path).exists()]
            warm = check("--output-format", output, *paths)
            assert warm == check("--output-format", output, "--no-cache", *paths)
            assert warm == check("--output-format", output, *paths)


@given(files=vaults)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_several_processes_print_what_one_prints(tmp_path_factory, files):
    disk = Disk(tmp_path_factory.mktemp("run"))
    for path, content in files.items():
        disk.write(path, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(disk.root)
        one = check("--no-cache")
        patch.setattr(load, "_CHUNK", 1)
        patch.setattr(loading.os, "cpu_count", lambda: 3)
        assert check("--no-cache") == one
        assert check("--cache-dir", "cache") == one
        assert check("--cache-dir", "cache") == one
