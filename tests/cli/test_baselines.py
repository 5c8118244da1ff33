"""`wikilsp check --baseline` and `--write-baseline`, and the setting `baseline`, through the executable."""

import json
import os

import pytest

NOTES = {".obsidian/app.json": "{}", "a.md": "[[Gone]] [[ b ]] [[Gone]]\n", "b.md": "", "sub/c.md": "x [[Gone]]\n"}


@pytest.fixture
def vault(write):
    write(NOTES)


def places(done):
    return [line.partition(" ")[0] for line in done.stdout.split("\n")[:-1]]


CONCISE = ("--output-format", "concise", "--quiet", "--show", "hint")


@pytest.mark.usefixtures("vault")
class TestOptions:
    def test_known_findings_are_not_reported(self, executable):
        written = executable("check", "--write-baseline", "known")
        assert (written.returncode, "wrote 4 findings to the baseline “known”" in written.stdout) == (0, True)
        checked = executable("check", "--baseline", "known", "--show", "hint")
        assert checked.returncode == 0
        assert "no findings" in checked.stdout
        assert "4 findings not reported: known from the baseline “known”\n" in checked.stdout

    def test_a_finding_that_moved_is_known_and_a_second_equal_one_is_new(self, write, executable):
        executable("check", "--write-baseline", "known")
        write({"a.md": "# New\n\n[[Gone]] and [[Gone]]\n\n[[Gone]] [[ b ]]\n", "sub/d.md": "x [[Gone]]\n"})
        checked = executable("check", "--baseline", "known", *CONCISE)
        assert (places(checked), checked.returncode) == (["a.md:5:3:", "sub/d.md:1:5:"], 1)

    def test_neither_severity_nor_message_matter(self, write, executable):
        executable("check", "--write-baseline", "known")
        write({".wikilsp.toml": '[rules]\nmissing-note = "error"\n', "Gonn.md": ""})
        assert executable("check", "--baseline", "known", *CONCISE).returncode == 0

    def test_all_formats_report_the_new_findings_with_fingerprints_of_their_own(self, write, executable):
        before = json.loads(executable("check", "--output-format", "gitlab").stdout)
        executable("check", "--write-baseline", "known")
        write({"a.md": "[[Gone]] [[Gone]] [[Gone]]\n"})
        [new] = json.loads(executable("check", "--baseline", "known", "--output-format", "gitlab").stdout)
        every = json.loads(executable("check", "--output-format", "gitlab").stdout)
        assert new["fingerprint"] in {one["fingerprint"] for one in every}
        assert new["fingerprint"] not in {one["fingerprint"] for one in before}

    def test_the_file_is_the_same_for_the_same_findings(self, folder, executable):
        executable("check", "--write-baseline", "one")
        executable("check", "--no-cache", "--write-baseline", "two")
        assert (folder / "one").read_bytes() == (folder / "two").read_bytes()
        executable("check", "--baseline", "one", "--write-baseline", "two")
        assert not list(folder.glob(".two*"))

    def test_stale_entries_are_listed_and_do_not_fail(self, folder, write, executable):
        executable("check", "--write-baseline", "known")
        write({"a.md": "[[Gone]]\n"})
        (folder / "sub/c.md").unlink()
        checked = executable("check", "--baseline", "known")
        assert checked.returncode == 0
        assert checked.stdout.endswith(
            "3 findings of the baseline no longer found; write it again to forget them: "
            "link-edge-space in a.md, missing-note in a.md, missing-note in sub/c.md\n"
        )

    @pytest.mark.parametrize(
        "options", [("b.md",), ("sub",), ("--select", "empty-link"), ("--ignore", "missing-note", "sub")]
    )
    def test_what_was_not_checked_is_not_stale(self, executable, options):
        executable("check", "--write-baseline", "known")
        assert "no longer" not in executable("check", "--baseline", "known", *options).stdout

    def test_only_new_findings_are_fixed(self, folder, write, executable):
        executable("check", "--write-baseline", "known")
        write({"a.md": "[[ b ]] [[ b ]] [[Gone]]\n"})
        diff = executable("check", "--baseline", "known", "--diff")
        assert "+[[ b ]] [[b]] [[Gone]]\n" in diff.stdout
        fixed = executable("check", "--baseline", "known", "--fix", "--show", "hint")
        assert (folder / "a.md").read_text() == "[[ b ]] [[b]] [[Gone]]\n"
        assert (fixed.returncode, "fixed 1 finding in 1 note\n" in fixed.stdout) == (0, True)

    def test_an_unsafe_fix_of_a_known_finding_is_neither_counted_nor_applied(self, folder, write, executable):
        write({"a.md": "it â€” that is\n", "sub/c.md": ""})
        executable("check", "--write-baseline", "known")
        assert "unsafe" not in executable("check", "--baseline", "known", "--fix").stdout
        executable("check", "--baseline", "known", "--fix", "--unsafe-fixes")
        assert (folder / "a.md").read_text() == "it â€” that is\n"

    def test_the_text_on_the_standard_input_has_known_findings(self, folder, executable):
        executable("check", "--write-baseline", "known")
        (folder / "input").write_text("[[ b ]]\n\n[[Gone]] [[Gone]] [[Gone]]")
        with (folder / "input").open() as text:
            checked = executable("check", "--stdin-filename", "a.md", "--baseline", "known", *CONCISE, stdin=text)
        assert places(checked) == ["a.md:3:21:"]


@pytest.mark.usefixtures("vault")
class TestSetting:
    def test_names_a_file_relative_to_the_root(self, write, executable):
        write({".wikilsp.toml": 'baseline = "sub/known"\n'})
        executable("check", "--write-baseline", "sub/known")
        for cwd in (".", "sub"):
            assert executable("check", "--show", "hint", cwd=cwd).returncode == 0
        assert places(executable("check", "--isolated", *CONCISE)) != []

    def test_the_option_outranks_it(self, write, executable):
        write({".wikilsp.toml": 'baseline = "missing"\n'})
        executable("check", "--write-baseline", "known")
        assert executable("check", "--baseline", "known").returncode == 0
        assert executable("check", "--config", 'baseline = ""').returncode == 1

    @pytest.mark.parametrize("name", ["/known", "../known", "sub/../../known"])
    def test_the_file_must_be_in_the_vault(self, write, executable, name):
        write({".wikilsp.toml": f'baseline = "{name}"\n'})
        done = executable("check")
        assert (done.returncode, ".wikilsp.toml:1: " in done.stderr) == (2, True)

    def test_several_vaults_have_one_each(self, write, executable):
        for root in ("one", "two"):
            write({f"{root}/.wikilsp.toml": 'baseline = "known"\n', f"{root}/a.md": "[[Gone]]"})
            executable("check", "--write-baseline", "known", cwd=root)
        assert executable("check", "one", "two").returncode == 0


@pytest.mark.usefixtures("vault")
class TestErrors:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (None, "this file does not exist; write it with --write-baseline"),
            ("", "line 1 is not the header of a baseline"),
            ('{"wikilsp-baseline":1}\n=======\n', "line 2 cannot be read"),
        ],
    )
    @pytest.mark.parametrize("by_setting", [True, False])
    def test_a_missing_or_broken_file_is_an_error(self, write, executable, text, message, by_setting):
        write({".wikilsp.toml": 'baseline = "known"\n'} if by_setting else {})
        write({} if text is None else {"known": text})
        for options in ((), ("--fix",)):
            done = executable("check", *options, *(() if by_setting else ("--baseline", "known")))
            assert (done.returncode, done.stdout) == (2, "")
            assert f"error: the baseline “known” cannot be used: {message}" in done.stderr

    def test_anything_but_a_file_is_an_error(self, folder, executable):
        os.mkfifo(folder / "pipe")
        for name, reason in (("sub", "Is a directory"), ("pipe", "it is a pipe, not a file")):
            done = executable("check", "--baseline", name)
            assert (done.returncode, reason in done.stderr) == (2, True)

    @pytest.mark.parametrize("name", ["a.md", "new.markdown", "nowhere/known", "sub"])
    def test_no_note_is_overwritten(self, folder, executable, name):
        done = executable("check", "--write-baseline", name)
        assert (done.returncode, "cannot be written" in done.stderr) == (2, True)
        assert (folder / "a.md").read_text() == NOTES["a.md"]

    def test_a_baseline_is_of_one_vault(self, folder, write, executable):
        write({"other/.obsidian/app.json": "{}", "other/a.md": ""})
        for option in ("--baseline", "--write-baseline"):
            done = executable("check", option, "known", ".", "other")
            assert (done.returncode, "a baseline is of one vault" in done.stderr) == (2, True)
        assert not (folder / "known").exists()

    @pytest.mark.parametrize("option", ["--baseline=known", "--diff", "--statistics", "--stdin-filename=a.md"])
    def test_writing_one_excludes_what_would_make_it_incomplete(self, executable, option):
        assert executable("check", "--write-baseline", "new", option).returncode == 2

    @pytest.mark.parametrize("path", ["a" * 5_000, "x/\\u0000"])
    def test_an_entry_may_name_what_cannot_be_a_file(self, folder, executable, path):
        executable("check", "--write-baseline", "known")
        with (folder / "known").open("a") as file:
            file.write(f'{{"path":"{path}","code":"missing-note","fingerprint":"q"}}\n')
        done = executable("check", "--baseline", "known")
        assert done.returncode == 0
        assert "no findings" in done.stdout
