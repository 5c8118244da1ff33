"""Findings that concern what changed since a revision of a real git repository."""

import os
import subprocess

import pytest

from wikilsp.cli.changed import ChangedNotes
from wikilsp.cli.loading import load_uncached
from wikilsp.disk.git import GitError, find_changed_files, read_objects
from wikilsp.lint import lint_vault
from wikilsp.settings import Settings


@pytest.fixture(autouse=True)
def identity(monkeypatch, tmp_path):
    """No settings of git from outside, and a name for commits."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text("[user]\nname = Me\nemail = me@example.org\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def vault(tmp_path):
    """The root of a vault in a repository of its own."""
    root = tmp_path / "vault"
    root.mkdir()
    git(root, "init", "-q")
    return root


def git(root, *arguments):
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def write(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())


def commit(root, files=None):
    write(root, files or {})
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Notes", "--allow-empty")
    return git(root, "rev-parse", "HEAD")


def concerned(root, revision="HEAD", settings=None):
    """Return the findings that concern the changes since a revision, as `path code`."""
    vault = load_uncached(root, settings or Settings()).vault
    changes = ChangedNotes(vault, root, revision)
    return sorted({f"{found.path} {found.code}" for found in lint_vault(vault, vault.notes) if changes.concern(found)})


class TestFindings:
    def test_findings_in_notes_that_did_not_change_are_left_out(self, vault):
        commit(vault, {"a.md": "[[Nowhere]]", "b.md": "[[Nobody]]"})
        assert concerned(vault) == []
        write(vault, {"b.md": "[[Nobody]] again"})
        assert concerned(vault) == ["b.md missing-note"]

    @pytest.mark.parametrize("stage", [False, True])
    def test_new_notes_count_whether_they_are_tracked_or_not(self, vault, stage):
        commit(vault, {"a.md": "[[Nowhere]]", ".gitignore": "ignored.md\n"})
        write(vault, {"deep/new.md": "[[Nobody]]"})
        if stage:
            git(vault, "add", "-A")
        assert concerned(vault) == ["deep/new.md missing-note"]

    def test_commits_since_the_revision_count(self, vault):
        first = commit(vault, {"a.md": "[[Nowhere]]"})
        commit(vault, {"b.md": "[[Nobody]]"})
        assert concerned(vault) == []
        assert concerned(vault, first) == ["b.md missing-note"]
        git(vault, "tag", "start", first)
        assert concerned(vault, "start") == ["b.md missing-note"]

    def test_links_to_a_note_that_was_deleted_or_renamed(self, vault):
        commit(vault, {"a.md": "[[b]] [[c|label]]", "b.md": "One\n" * 9, "c.md": "Two\n" * 9, "d.md": "[[Nowhere]]"})
        (vault / "b.md").unlink()
        git(vault, "mv", "c.md", "e.md")
        assert concerned(vault) == ["a.md missing-note"]

    @pytest.mark.parametrize(
        ("link", "old", "new", "code"),
        [
            ("[[b#One]]", "# One", "# Two", "missing-heading"),
            ("[[b#^one]]", "Text ^one", "Text ^two", "missing-block"),
            ("[[One]]", "---\naliases: [One]\n---", "---\naliases: [Two]\n---", "missing-note"),
            ("[x](b.md#one)", "# One", "# Two", "missing-anchor"),
        ],
    )
    def test_links_to_what_a_note_no_longer_has(self, vault, link, old, new, code):
        commit(vault, {"a.md": link, "b.md": old, "c.md": "[[a#One]]"})
        write(vault, {"b.md": new})
        assert concerned(vault) == [f"a.md {code}"]

    def test_links_to_an_attachment_that_is_gone(self, vault):
        commit(vault, {"a.md": "![[x.png]] [y](y.txt)", "x.png": "", "y.txt": ""})
        (vault / "x.png").unlink()
        (vault / "y.txt").unlink()
        assert concerned(vault) == ["a.md missing-attachment", "a.md missing-file"]

    def test_links_that_a_new_note_makes_ambiguous(self, vault):
        commit(vault, {"a.md": "[[b]]", "x/b.md": "", "d.md": "[[Nowhere]]"})
        write(vault, {"y/b.md": ""})
        assert concerned(vault) == ["a.md ambiguous-link"]

    def test_aliases_that_a_changed_note_shares(self, vault):
        commit(vault, {"a.md": "---\naliases: [One]\n---", "b.md": ""})
        write(vault, {"b.md": "---\naliases: [One]\n---"})
        assert concerned(vault) == ["a.md duplicate-alias", "b.md duplicate-alias"]

    def test_a_vault_below_the_root_of_the_repository(self, vault):
        commit(vault, {"notes/a.md": "[[b#One]] [[Nowhere]]", "notes/b.md": "# One", "c.md": ""})
        write(vault, {"notes/b.md": "# Two", "c.md": "[[Nobody]]"})
        assert concerned(vault / "notes") == ["a.md missing-heading"]

    def test_names_with_special_characters(self, vault):
        name = 'a "b" \n\té ☃.md'
        commit(vault, {name: "# One", "c.md": ""})
        write(vault, {name: "[[Nowhere]]"})
        assert concerned(vault) == [f"{name} missing-note"]

    def test_old_notes_that_cannot_be_decoded(self, vault):
        commit(vault, {"a.md": "[[One]]", "b.md": b"\xff---\n", "c.md": b"---\naliases: [One]\n---\n\xff"})
        write(vault, {"b.md": "", "c.md": ""})
        assert concerned(vault) == ["a.md missing-note"]

    def test_symbolic_links_and_submodules_are_no_notes(self, vault, tmp_path):
        (tmp_path / "secret").write_text("---\naliases: [One]\n---")
        commit(vault, {"a.md": "[[One]]"})
        (vault / "b.md").symlink_to(tmp_path / "secret")
        commit(vault)
        (vault / "b.md").unlink()
        assert find_changed_files(vault, "HEAD").before == {}


class TestCommand:
    """`wikilsp check --changed-since`, as it is installed."""

    @pytest.fixture(autouse=True)
    def _notes(self, vault):
        commit(vault, {"a.md": "[[Nowhere]]", "b.md": "[[c]]", "c.md": "", "d/e.md": ""})

    def test_it_reports_and_counts_only_what_changed(self, vault, executable):
        (vault / "c.md").unlink()
        write(vault, {"d/e.md": "[[Nobody]]"})
        done = executable("check", "--changed-since", "HEAD", "--output-format", "concise", cwd="vault")
        assert done.returncode == 1
        *lines, summary = done.stdout.splitlines()
        assert [line.split(" ")[0] for line in lines] == ["b.md:1:3:", "d/e.md:1:3:"]
        assert summary.startswith("2 notes: 2 warnings")
        assert "b.md" not in executable("check", "--changed-since", "HEAD", "d", cwd="vault").stdout

    @pytest.mark.parametrize("options", [[], ["--no-cache"]])
    def test_it_finds_the_same_with_a_cache_and_without(self, vault, executable, options):
        (vault / "c.md").unlink()
        runs = [executable("check", "-q", "--changed-since", "HEAD", *options, cwd="vault").stdout for _ in range(2)]
        assert runs[0] == runs[1]
        assert "b.md:1:3" in runs[0]

    def test_it_says_that_nothing_changed(self, executable):
        done = executable("check", "--changed-since", "HEAD", cwd="vault")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "no notes changed since “HEAD”, and no other note has a finding because of that\n"

    def test_what_git_cannot_answer_is_one_line_and_status_2(self, executable):
        done = executable("check", "--changed-since", "nowhere", cwd="vault")
        assert (done.returncode, done.stdout) == (2, "")
        problem = "“nowhere” is not a revision of this repository; name a branch, tag or commit"
        assert done.stderr == f"error: {problem}\n"
        done = executable("check", "--changed-since", "HEAD", "home")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith("home” is not in a git repository\n")

    @pytest.mark.parametrize("option", ["--fix", "--fix-only", "--diff"])
    def test_it_does_not_select_what_to_fix(self, executable, option):
        done = executable("check", "--changed-since", "HEAD", option, cwd="vault")
        assert done.returncode == 2
        assert "use --fix and --diff without it" in done.stderr


class TestGit:
    def test_a_folder_outside_of_any_repository(self, tmp_path):
        with pytest.raises(GitError, match=f"“{tmp_path}” is not in a git repository"):
            find_changed_files(tmp_path, "HEAD")

    @pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "HEAD:a.md", "a..b"])
    def test_an_unknown_revision(self, vault, revision):
        commit(vault, {"a.md": ""})
        with pytest.raises(GitError, match="is not a revision of this repository; name a branch, tag or commit"):
            find_changed_files(vault, revision)
        assert sorted(path.name for path in vault.iterdir()) == [".git", "a.md"]

    def test_a_revision_that_a_shallow_clone_lacks(self, vault, tmp_path):
        first = commit(vault, {"a.md": ""})
        commit(vault, {"b.md": ""})
        git(tmp_path, "clone", "-q", "--depth", "1", f"file://{vault}", "clone")
        with pytest.raises(GitError, match=r"shallow.*fetch-depth: 0"):
            find_changed_files(tmp_path / "clone", first)

    def test_nothing_that_the_repository_names_is_run(self, vault, tmp_path):
        trap = tmp_path / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
        trap.chmod(0o700)
        commit(vault, {"a.md": "One", ".gitattributes": "*.md filter=trap diff=trap\n"})
        for name, value in [
            ("core.fsmonitor", trap),
            ("diff.external", trap),
            ("diff.trap.textconv", trap),
            ("diff.trap.command", trap),
            ("filter.trap.clean", trap),
            ("filter.trap.process", trap),
            ("filter.trap.required", "true"),
            ("core.pager", trap),
            ("pager.diff", trap),
            ("core.hooksPath", tmp_path),
        ]:
            git(vault, "config", name, str(value))
        (tmp_path / "post-index-change").symlink_to(trap)
        write(vault, {"a.md": "Two"})
        changed = find_changed_files(vault, "HEAD")
        assert changed.now == {"a.md"}
        assert list(read_objects(vault, changed.before.values(), 100)) == [b"One"]
        assert not (tmp_path / "ran").exists()

    def test_no_filter_is_run_whatever_its_name(self, vault, tmp_path):
        commit(vault, {"a.md": "One", ".gitattributes": "*.md filter=a=b\n"})
        git(vault, "config", "filter.a=b.clean", f"sh -c 'touch {tmp_path}/ran; cat'")
        write(vault, {"a.md": "Two, longer"})
        assert find_changed_files(vault, "HEAD").now == {"a.md"}
        assert not (tmp_path / "ran").exists()

    def test_submodules_are_not_looked_into(self, vault, tmp_path):
        sub = vault / "sub"
        sub.mkdir()
        git(sub, "init", "-q")
        commit(sub, {"s.md": "One", ".gitattributes": "* filter=trap\n"})
        commit(vault, {"a.md": "One"})
        git(sub, "config", "filter.trap.clean", f"sh -c 'touch {tmp_path}/ran; cat'")
        write(sub, {"s.md": "Two, longer"})
        assert find_changed_files(vault, "HEAD") == (frozenset(), {})
        assert not (tmp_path / "ran").exists()

    def test_variables_of_a_hook_do_not_lead_to_another_repository(self, vault, tmp_path, monkeypatch):
        commit(vault, {"a.md": "One"})
        write(vault, {"a.md": "Two"})
        other = tmp_path / "other"
        other.mkdir()
        git(other, "init", "-q")
        monkeypatch.setenv("GIT_DIR", str(other / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
        assert find_changed_files(vault, "HEAD").now == {"a.md"}

    def test_a_file_that_was_only_touched_has_not_changed(self, vault):
        commit(vault, {"a.md": "One"})
        os.utime(vault / "a.md", (1, 1))
        assert find_changed_files(vault, "HEAD") == (frozenset(), {})

    def test_git_that_is_not_installed(self, vault, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitError, match="git is not installed"):
            find_changed_files(vault, "HEAD")

    @pytest.mark.parametrize("version", ["git version 2.30.9", "git version 1.99.0", "git", ""])
    def test_git_that_would_ignore_our_settings(self, vault, monkeypatch, tmp_path, version):
        (tmp_path / "git").write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / "git").chmod(0o700)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        with pytest.raises(GitError, match=r"needs git 2\.31 or newer"):
            find_changed_files(vault, "HEAD")

    def test_git_that_does_not_answer(self, vault, monkeypatch, tmp_path):
        (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 100\n")
        (tmp_path / "git").chmod(0o700)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        monkeypatch.setattr("wikilsp.disk.git._SECONDS", 0.1)
        with pytest.raises(GitError, match="did not answer"):
            find_changed_files(vault, "HEAD")

    def test_large_old_contents_are_left_out(self, vault):
        commit(vault, {"a.md": "One\n" * 100, "b.md": "Two"})
        ids = [git(vault, "rev-parse", f"HEAD:{name}") for name in ("a.md", "b.md")]
        assert list(read_objects(vault, ids, 10)) == [b"", b"Two"]
        assert list(read_objects(vault, [], 10)) == []


def test_a_known_finding_in_a_changed_note_is_not_reported(vault, executable):
    commit(vault, {"a.md": "[[Gone]]\n", "b.md": "[[Lost]]\n", "known": ""})
    executable("check", "--write-baseline", "known", "a.md", cwd="vault")
    write(vault, {"a.md": "[[Gone]] and\n\n[[Gone]]\n"})
    options = ("--output-format", "concise", "--quiet", "--changed-since", "HEAD", "--baseline", "known")
    done = executable("check", *options, cwd="vault")
    assert [line.partition(" ")[0] for line in done.stdout.split("\n")] == ["a.md:3:3:", ""]


@pytest.mark.parametrize("option", ["--write-baseline=known", "--add-ignores", "--stdin-filename=a.md"])
def test_the_revision_cannot_be_combined_with_what_needs_all_findings(vault, executable, option):
    commit(vault, {"a.md": "[[Gone]]\n"})
    assert executable("check", "--changed-since", "HEAD", option, cwd="vault").returncode == 2
