from wikilsp.report.summary import no_notes_summary, summary
from wikilsp.settings import Severity


def test_says_that_nothing_was_found():
    assert summary(1, [], Severity.INFO, 0.049) == "1 note: no findings (0.05 s)"


def test_counts_by_severity_the_worst_first():
    found = [Severity.INFO, Severity.WARNING, Severity.ERROR, Severity.WARNING]
    assert summary(1200, found, Severity.HINT, 1.5) == "1,200 notes: 1 error, 2 warnings, 1 info (1.50 s)"


def test_tells_what_is_not_shown():
    found = [Severity.HINT, Severity.INFO, Severity.INFO]
    line = summary(2, found, Severity.WARNING, 0)
    assert line == "2 notes: no findings (0.00 s); not shown: 2 infos, 1 hint (see --show)"


def test_no_note_is_said_with_the_places_and_what_was_looked_for():
    line = no_notes_summary(["drafts", "x.txt"], [])
    assert line.startswith("no note was found at “drafts”, “x.txt”: the name of a note ends in .md or .markdown")
    assert line.endswith("leaves it out")


def test_folders_that_are_vaults_of_their_own_are_named_where_no_note_was_found():
    assert no_notes_summary(["."], ["garden"]).endswith("; vaults of their own, to be checked by name: “garden”")
