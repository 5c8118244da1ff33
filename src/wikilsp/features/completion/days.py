"""Completes words for a day, such as “today” and “next monday”, to the name of its daily note."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from wikilsp.dates import WEEKDAYS
from wikilsp.features.completion.items import Choice, ItemKind
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.index.ranking import Fit
from wikilsp.note import Note
from wikilsp.targets import is_writable
from wikilsp.vault.daily_notes import daily_notes
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_FEWEST_LETTERS = 3
"""With fewer letters, a name of a note is usually meant."""


def days(vault: Vault, note: Note, link: TypedLink, today: date) -> Iterator[Choice]:
    """Yield the daily notes of the days whose words start with the typed text in the path of `link`."""
    typed = fold(link.typed.text)
    if len(typed) < _FEWEST_LETTERS:
        return
    for words, day in _days_by_words(today):
        if words.startswith(typed):
            name = daily_notes(vault.settings.dialect).name(day)
            target = vault.resolve_text(note, name).target
            insert = vault.shortest(target, note) if target else name
            if is_writable(insert):
                detail = name if target else f"{name}; does not exist yet"
                kind: ItemKind = "note" if target else "missing"
                yield Choice(
                    words, kind, insert, Fit.WHOLE if words == typed else Fit.START, target or "", detail=detail
                )


def after_equal_names(choices: Iterable[Choice], more: Iterable[Choice]) -> Iterator[Choice]:
    """Yield the choices, best first, with `more` after those that equal the typed text."""
    rest = iter(choices)
    for choice in rest:
        if choice.fit is not Fit.WHOLE:
            yield from more
            yield choice
            break
        yield choice
    else:
        yield from more
    yield from rest


def _days_by_words(today: date) -> Iterator[tuple[str, date]]:
    yield "today", today
    yield "tomorrow", today + timedelta(1)
    yield "yesterday", today - timedelta(1)
    for number, weekday in enumerate(WEEKDAYS):
        yield f"next {fold(weekday)}", today + timedelta((number - today.weekday() - 1) % len(WEEKDAYS) + 1)
