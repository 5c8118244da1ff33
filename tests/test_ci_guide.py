"""Users can copy the examples of docs/ci.md: they run in the real programs, or else as these would run them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
BIN = Path(sys.executable).parent


def section(title):
    """Return the code blocks of a section, without their fences."""
    [text] = re.findall(rf"^##? {re.escape(title)}\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with a broken link in `notes`, and another one in the clone, whose notes don't count."""
    folder = tmp_path / "project"
    for file in (folder / "notes" / "Note.md", folder / "wikilsp" / "README.md"):
        file.parent.mkdir(parents=True)
        file.write_text("[[Nowhere]]\n")
    [settings] = section("wikilsp in CI and in hooks")
    (folder / ".wikilsp.toml").write_text(settings)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture
def installed(project):
    """Return the folder, with `pip` standing for one that has installed wikilsp, since that takes long."""
    for environment in (project / ".venv", project / "temp" / "wikilsp"):
        (environment / "bin").mkdir(parents=True)
        (environment / "bin" / "wikilsp").symlink_to(BIN / "wikilsp")
        (environment / "bin" / "pip").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {project}/installed\n')
        (environment / "bin" / "pip").chmod(0o700)
    return project


def run(*command, **variables):
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | variables, timeout=300)


def run_script(script, **variables):
    """Run a script as CI systems do: it ends with the first command that fails."""
    return run("bash", "-e", "-o", "pipefail", "-c", script.replace("python3 -m venv", "true"), **variables)


def run_action(inputs):
    """Run the steps of the action, as GitHub does, and return the result of the last one."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    values = {name: each["default"] for name, each in action["inputs"].items()} | inputs
    place = {"RUNNER_TEMP": f"{Path.cwd()}/temp", "GITHUB_ACTION_PATH": "wikilsp"}
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"]
        variables = {
            name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: values[match[1]], value)
            for name, value in step.get("env", {}).items()
        }
        result = run_script(step["run"], **place, **variables)
    return result


def test_the_action_reports_broken_links(installed):
    [job] = section("GitHub Actions")
    inputs = yaml.safe_load(job)["jobs"]["notes"]["steps"][1]["with"]
    result = run_action(inputs)
    assert (result.returncode, result.stderr) == (0, "")  # since --fail-on is an error
    assert "Note.md:1:3: warning[missing-note]" in result.stdout
    assert run_action({"path": "notes"}).returncode == 1
    assert (installed / "installed").read_text().splitlines()[0] == "install -q wikilsp"


def test_the_action_takes_several_paths_and_runs_no_input(installed):
    (installed / "more notes").mkdir()
    (installed / "more notes" / "$(touch x).md").write_text("[[Nobody]]")
    result = run_action({"path": "notes\nmore notes/$(touch x).md\n", "options": "-q --output-format concise"})
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        "more notes/$(touch x).md",
        "notes/Note.md",
    ]
    assert not (installed / "x").exists()


def test_the_job_for_gitlab_fails_if_links_are_broken(installed):
    [job] = section("GitLab CI")
    result = run_script("\n".join(yaml.safe_load(job)["notes"]["script"]))
    assert result.returncode == 1
    assert "Note.md:1:3: warning[missing-note]" in result.stdout
    assert (installed / "installed").read_text() == "install -q ./wikilsp\n"


def test_the_hook_of_git_stops_a_commit(installed):
    hook = installed / ".git" / "hooks" / "pre-commit"
    run("git", "init", "-q")
    hook.write_text(section("pre-commit")[1])
    hook.chmod(0o700)
    run("git", "add", "notes")
    commit = ["git", "-c", "user.name=Me", "-c", "user.email=me@example.org", "commit", "-q", "-m", "Notes"]
    result = run(*commit)
    assert result.returncode == 1
    assert "Note.md:1:3: warning[missing-note]" in result.stdout + result.stderr
    (installed / "notes" / "Note.md").write_text("No link.\n")
    assert run(*commit).returncode == 0


def test_pre_commit_runs_the_hook(project, tmp_path):
    """The real pre-commit clones this repository and installs wikilsp into an environment of its own."""
    clone = tmp_path / "clone"
    shutil.copytree(
        ROOT, clone, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*_cache")
    )
    name = ["-c", "user.name=Me", "-c", "user.email=me@example.org"]
    run("git", "-C", str(clone), "init", "-q")
    run("git", "-C", str(clone), "add", "-A")
    run("git", "-C", str(clone), *name, "commit", "-q", "-m", "Clone")
    commit = run("git", "-C", str(clone), "rev-parse", "HEAD").stdout.strip()
    run("git", "init", "-q")
    config = section("pre-commit")[0].replace("./wikilsp", str(clone)).replace("COMMIT", commit)
    (project / ".wikilsp.toml").unlink()
    shutil.rmtree(project / "wikilsp")
    (project / ".pre-commit-config.yaml").write_text(config)
    run("git", "add", "notes", ".pre-commit-config.yaml")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    result = run(str(BIN / "pre-commit"), "run", **home)
    assert "Note.md:1:3: warning[missing-note]" in result.stdout, result.stdout + result.stderr
    assert result.returncode == 1
    (project / "notes" / "Note.md").write_text("No link.\n")
    run("git", "add", "notes")
    assert run(str(BIN / "pre-commit"), "run", **home).returncode == 0


def test_a_toml_editor_finds_mistakes_in_settings(project):
    [settings] = section("Settings in TOML editors")
    (project / "wikilsp" / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "settings.schema.json", project / "wikilsp" / "docs")
    (project / ".wikilsp.toml").write_text(settings)
    assert run(str(BIN / "taplo"), "lint", ".wikilsp.toml").returncode == 0
    (project / ".wikilsp.toml").write_text(settings + '[rules]\nmissing-note = "fatal"\n')
    result = run(str(BIN / "taplo"), "lint", ".wikilsp.toml")
    assert result.returncode == 1
    assert '"fatal" is not one of' in result.stderr
