"""A graph of Logseq that has all of its kinds of files and blocks: it is checked, changed and renamed in."""

import os
from pathlib import Path

import pytest

GRAPH = {
    "logseq/config.edn": '{:file/name-format :triple-lowbar\n :journal/page-title-format "MMM do, yyyy"}\n',
    "journals/2022_01_11.md": "- met [[Ada]] on [[2022-01-11]]\n  id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40\n\t-\n",
    "journals/2022_01_12.org": "* [[nowhere]]\n",
    "pages/Ada.md": "alias:: Ada Lovelace, [[the countess]]\ntags:: person\n---\n- born\n  collapsed:: true\n\t-\n",
    "pages/faq.org": "#+TITLE: FAQ\n* [[nowhere]]\n",
    "pages/guide___install.md": "- # Install\n  :PROPERTIES:\n  :template: setup\n  :END:\n",
    "whiteboards/Big plan.edn": '{:blocks [{:block/content "[[nowhere]]"}]}\n',
    "pages/links.md": (
        "- [[Jan 11th, 2022]] [[2022-01-11]] [[2022_01_11]] [[2022/01/11]] [[jan 11th, 2022]]\n"
        "- [[Jan 12th, 2022]] [[2022-01-12#x]]\n"
        "- [[Feb 1st, 2022]] [[2022-02-01]] [[2022/02/01]]\n"
        "- [[Ada Lovelace]] [[the countess]] [[faq]] [[FAQ#x]] [[big plan]] [[guide/install]] [[nowhere]]\n"
    ),
    "pages/code.md": (
        "- #+BEGIN_SRC clojure\n  [[in code]] [[\n\n  - # not a heading\n  key:: value\n  #+END_SRC\n"
        "- #+BEGIN_QUERY\n  {:query [[in query]]}\n  #+END_QUERY\n"
        "- text\n  #+BEGIN_NOTE\n  key:: [[in prose]]\n  #+END_NOTE\n"
        "- text\n\n:PROPERTIES:\n:alias: Ada\n:END:\n"
    ),
}
MISSING_DAY = "daily note “Feb 1st, 2022” not found (and 2 more places in this note)"
FOUND = [
    "pages/code.md:12:11: info[missing-note] note “in prose” not found",
    f"pages/links.md:3:5: hint[missing-daily-note] {MISSING_DAY}",
    "pages/links.md:4:88: info[missing-note] note “nowhere” not found",
]


@pytest.fixture(autouse=True)
def _graph(write):
    write(GRAPH)
    for path in GRAPH:
        os.utime(path, (0, 0))


def found(run, *options):
    return run("check", "-q", "--show", "hint", "--output-format", "concise", *options).stdout.splitlines()


def test_is_checked(run):
    assert found(run) == FOUND


def test_with_a_missing_journal_each_place_is_reported_by_json(run):
    places = run("check", "-q", "--show", "hint", "--output-format", "json").stdout
    assert places.count('"missing-daily-note"') == 3
    assert places.count('"journals/2022_02_01.md"') == 3


def test_becomes_whole_when_the_journal_is_written(run, write):
    assert found(run) == FOUND
    write({"journals/2022_02_01.md": "- snow\n"})
    assert found(run) == found(run, "--no-cache") == [FOUND[0], FOUND[2]]


@pytest.mark.parametrize("file", ["journals/2022_01_12.org", "pages/faq.org", "whiteboards/Big plan.edn"])
def test_misses_a_page_of_another_kind(run, file):
    assert found(run) == FOUND
    Path(file).unlink()
    assert found(run) == found(run, "--no-cache")
    assert len(found(run)) > len(FOUND)


def test_follows_the_configuration(run, write):
    assert found(run) == FOUND
    write({"logseq/config.edn": '{:file/name-format :triple-lowbar :journal/file-name-format "yyyy-MM-dd"}\n'})
    # The name of the file is no longer in the format of journals, but it is still a date.
    assert found(run) == found(run, "--no-cache") == FOUND
    write({"logseq/config.edn": '{:file/name-format :triple-lowbar :journal/page-title-format "EEEE d.M.yyyy"}\n'})
    assert found(run) == found(run, "--no-cache") == FOUND
    write({"pages/links.md": "- [[Tuesday 11.1.2022]] [[Monday 11.1.2022]] [[Wednesday 12.1.2022]]\n"})
    assert found(run)[1:] == ["pages/links.md:1:27: info[missing-note] note “Monday 11.1.2022” not found"]


def test_a_journal_is_renamed_with_the_links_to_it(run):
    result = run("rename", "journals/2022_01_11.md", "journals/2023_01_02.md")
    assert (result.exit_code, result.stderr) == (0, "")
    after = "- [[Jan 2nd, 2023]] [[2023-01-02]] [[2023_01_02]] [[2023/01/02]] [[Jan 2nd, 2023]]"
    assert Path("pages/links.md").read_text("utf-8").splitlines()[0] == after
    assert Path("journals/2023_01_02.md").read_text("utf-8").startswith("- met [[Ada]] on [[2023-01-02]]\n")
    assert found(run) == FOUND


def test_an_org_page_is_renamed_with_the_links_to_it(run):
    assert run("rename", "pages/faq.org", "pages/help___faq.org").exit_code == 0
    assert "[[help/faq]] [[help/faq#x]]" in Path("pages/links.md").read_text("utf-8")
    assert [line.partition(": ")[2] for line in found(run)] == [line.partition(": ")[2] for line in FOUND]


def test_an_unusable_format_is_explained(run, write):
    write({"logseq/config.edn": '{:file/name-format :triple-lowbar :journal/page-title-format "YYYY"}\n'})
    explained = "the format “YYYY” of daily notes in logseq/config.edn is not used: “YYYY” is none of yyyy, yy, MMMM,"
    assert explained in run("check", "-v").stderr
    assert found(run) == FOUND
