"""The fingerprints of the findings of a report, unique in it."""

from collections.abc import Iterator
from itertools import groupby

from wikilsp.fingerprints import digest, fingerprints
from wikilsp.report.located import LocatedDiagnostic, Report


def identified(report: Report) -> Iterator[tuple[LocatedDiagnostic, str]]:
    """Yield each finding to show with its fingerprint.

    If several vaults have the same finding in notes of one vault path, each further fingerprint is derived from the one
    before it.
    """
    prints = _all_fingerprints(report)
    used = set[str]()
    for located in report.shown:
        fingerprint = prints[id(located.diagnostic)]
        while fingerprint in used:
            fingerprint = digest(fingerprint)
        used.add(fingerprint)
        yield located, fingerprint


def _all_fingerprints(report: Report) -> dict[int, str]:
    """Return the fingerprint of each finding in the notes with a finding to show, by the identity of the finding.

    Findings that are not shown count as well, so that neither --show nor a baseline changes a fingerprint.
    """
    prints: dict[int, str] = {}
    shown = {(located.checked.root, located.diagnostic.path) for located in report.shown}
    for checked in report.results:
        for path, group in groupby(checked.known or checked.diagnostics, key=lambda diagnostic: diagnostic.path):
            if (checked.root, path) in shown:
                found = list(group)
                prints |= zip(map(id, found), fingerprints(path, checked.read(path), found), strict=True)
    return prints
