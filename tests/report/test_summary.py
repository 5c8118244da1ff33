from wikilsp.report.summary import format_summary, no_notes_summary
from wikilsp.settings import Severity


def test_reports_no_findings():
    assert format_summary(1, [], Severity.INFO, 0.049) == "1 note: no findings (0.05 s)"


def test_counts_by_severity_the_highest_first():
    found = [Severity.INFO, Severity.WARNING, Severity.ERROR, Severity.WARNING]
    assert format_summary(1200, found, Severity.HINT, 1.5) == "1,200 notes: 1 error, 2 warnings, 1 info (1.50 s)"


def test_counts_hidden_findings():
    found = [Severity.HINT, Severity.INFO, Severity.INFO]
    line = format_summary(2, found, Severity.WARNING, 0)
    assert line == "2 notes: no findings (0.00 s); not shown: 2 infos, 1 hint (see --show)"


def test_without_notes_the_paths_and_criteria_are_listed():
    line = no_notes_summary(["drafts", "x.txt"], [])
    assert line.startswith("no notes found in “drafts”, “x.txt”; the name of a note ends in .md or .markdown")
    assert line.endswith("and is ignored neither by .gitignore nor by “exclude”")


def test_without_notes_nested_vaults_are_listed():
    assert no_notes_summary(["."], ["garden"]).endswith("; nested vaults must be checked separately: “garden”")
