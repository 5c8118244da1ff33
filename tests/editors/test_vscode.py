"""VS Code with the packaged extension: in its extension host, and in its window."""

import json
import re

import pytest
from drivers import HERE, PATH, drive, program
from expectations import DRAFT, CompletionTests, ReadingTests, WritingTests, write_vault
from vscode_server import serve_code


@pytest.fixture(scope="module")
def code(vsix, environment, tmp_path_factory):
    with serve_code(vsix, environment, tmp_path_factory.mktemp("code"), PATH) as code:
        yield code


DOUBLES = (
    "# Doubles\n\n[it](Two%20Sides.md) [facts](Two%20Sides.md#facts) [[Two Sides]] [[Two Sides#Facts]] [own](#here)\n\n"
    "## Here\n\n[[Two Sides ]]\n"
)


@pytest.fixture(scope="module")
def seen_by_host(code, vault, tmp_path_factory):
    (vault / "doubles.md").write_text(DOUBLES, encoding="utf-8")
    (vault / "render.md").write_text(RENDERED, encoding="utf-8")
    # The server comes from a virtual environment in the workspace.
    (vault / ".venv" / "bin").mkdir(parents=True)
    (vault / ".venv" / "bin" / "wikilsp").symlink_to(program("wikilsp", "--version"))
    # VS Code runs tests only with an extension in development; this one is empty.
    empty = tmp_path_factory.mktemp("empty")
    manifest = {"name": "empty", "publisher": "tests", "version": "0.0.0", "engines": {"vscode": "*"}}
    (empty / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    command = [program("node", "--version"), HERE / "vscode_host_start.js", vault, empty, HERE / "vscode_host.js"]
    return drive(command, code.environment, code.seen_by_host)


RENDERED = r"""# Render

first:: [[#Part]], #tag/a
**Second key**:: <b>bold</b>
due date:: in the line before

Text with [[render|<i>label</i>]], [[Gone]] and `[[code]]`, #1984, a#b. ^here

![[#Part]]

> [!warning]+ Mind [[render]]
> > [!quote]
> > inner

> [!note]

| a | b |
|---|---|
| [[render\|cell]] | #t |

- item ^one

```
fence
```

^two

## Part

Only [[#Part]] and four words before a:: colon, std::vector.
"""


def split_place(text):
    """Return the file, the start and the end of a place."""
    file, _, positions = text.rpartition(" ")
    start, end = (tuple(map(int, position.split(":"))) for position in positions.split("-"))
    return file, start, end


class TestExtensionHost(ReadingTests):
    @pytest.fixture
    def seen(self, seen_by_host):
        return seen_by_host

    def test_a_heading_and_a_link_are_found_once(self, seen):
        doubles = seen["doubles"]
        assert doubles["outline"] == ["# Doubles", "## Here"]
        assert doubles["workspaceSymbols"] == ["## Facts"]
        assert doubles["targets"] == {
            "heading": ["doubles.md 4:0-4:7"],
            "link": ["Two Sides.md 0:0-0:11"],
            "anchor": ["Two Sides.md 4:0-4:8"],
            "own": ["doubles.md 4:0-4:7"],
            "wikilink": ["Two Sides.md 0:0-9:0"],
        }
        references = {spot: [split_place(one) for one in found] for spot, found in doubles["references"].items()}
        assert {spot: len(found) for spot, found in references.items()} == {
            "heading": 2,
            "own": 2,
            "anchor": 4,
            "link": 8,
            "wikilink": 8,
        }
        for found in references.values():
            pairs = [(one, other) for one in found for other in found if one != other and one[0] == other[0]]
            assert all(one[2] <= other[1] or other[2] <= one[1] for one, other in pairs)

    def test_a_destination_is_offered_once(self, seen):
        assert seen["doubles"]["destinations"] == ["Two Sides.md", "doubles.md", "index.md", "render.md"]

    def test_suggestions_come_up_by_themselves_and_are_no_words(self, seen):
        assert seen["defaults"] == {
            "quickSuggestions": {"other": "on", "comments": "off", "strings": "off"},
            "wordBasedSuggestions": "off",
            "paths": False,
        }

    @pytest.mark.parametrize(
        "part",
        [
            '<span class="wikilsp-key">first</span> <a class="wikilsp-link" href="#part">Part</a>',
            '<span class="wikilsp-tag">#tag/a</span><br>',
            '<strong><span class="wikilsp-key">Second key</span></strong> <b>bold</b><br>',
            '<span class="wikilsp-key">due date</span> in the line before</p>',
            '<a class="wikilsp-link" href="render.md">&lt;i&gt;label&lt;/i&gt;</a>',
            '<a class="wikilsp-link wikilsp-missing" title="Not found" href="Gone.md">Gone</a>',
            "<code>[[code]]</code>, #1984, a#b.",
            '<a class="wikilsp-block-id" href="#^here" title="Block id">^here</a>',
            '<h2 class="">Part</h2>',
            '<details class="wikilsp-callout code-line" data-callout="warning" open=""',
            '<summary class="wikilsp-callout-title">Mind <a class="wikilsp-link" href="render.md">render</a></summary>',
            '<div class="wikilsp-callout-title">Quote</div>',
            '<div class="wikilsp-callout-title">Note</div>\n</div>',
            '<td><a class="wikilsp-link" href="render.md">cell</a></td>',
            '<li id="^one"',
            "four words before a:: colon, std::vector.",
        ],
    )
    def test_the_preview_renders(self, seen, part):
        assert part in seen["html"]

    def test_a_lone_block_id_belongs_to_the_block_before(self, seen):
        assert re.search(r'<(pre|code)[^>]* id="\^two"', seen["html"])

    def test_fix_all_applies_the_safe_fixes(self, seen):
        assert seen["fixed"] == "[[Two Sides]]"

    def test_debug_information_can_be_copied(self, seen):
        assert seen["copied"] is True

    def test_a_changed_setting_takes_effect_at_once(self, seen):
        assert seen["settings"] == "taken"

    def test_a_restarted_server_publishes_diagnostics_again(self, seen):
        assert seen["restarted"] == ["Nowhere"]


@pytest.fixture(scope="module")
def seen_in_window(code, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window")
    misconfigured = write_vault(folder / "misconfigured")
    (misconfigured / ".vscode").mkdir()
    (misconfigured / ".vscode" / "settings.json").write_text('{"wikilsp.path": "tools/wikilsp"}', encoding="utf-8")
    return code.drive_window("vscode_window.js", write_vault(folder / "vault"), misconfigured)


class TestWindow(CompletionTests):
    @pytest.fixture
    def seen(self, seen_in_window):
        return seen_in_window

    def test_the_broken_link_is_underlined(self, seen):
        assert seen["squiggles"] == 1

    def test_hover_over_a_link_shows_its_target_section(self, seen):
        assert "A page has two sides." in seen["hover"]

    def test_f12_on_a_link_opens_the_note(self, seen):
        assert seen["definition"] == "Two Sides.md"

    def test_a_click_on_a_lens_lists_the_links_it_counts(self, seen):
        assert len(seen["backlinks"]) == 2

    def test_an_invalid_server_path_is_named_with_a_button_to_fix_it(self, seen):
        assert "misconfigured/tools/wikilsp" in seen["message"]
        assert seen["buttons"] == ["Open Setting"]


@pytest.fixture(scope="module")
def seen_writing(code, tmp_path_factory):
    folder = tmp_path_factory.mktemp("window")
    return code.drive_window("vscode_writing.js", write_vault(folder / "vault", DRAFT))


class TestWriting(WritingTests):
    @pytest.fixture
    def seen(self, seen_writing):
        return seen_writing

    def test_a_refused_rename_says_why_and_changes_nothing(self, seen):
        assert "index.md" in seen["refused"]
        assert seen["refusedLine"] == 1

    def test_renaming_a_file_in_the_explorer_updates_links_to_it(self, seen):
        assert "😀 漢字 [[目次]] and [[#事実]]" in seen["moved"]

    def test_a_rename_that_merges_two_tags_is_previewed(self, seen):
        assert seen["preview"] == "#leafplant/tree"
        assert not seen["ticked"]
