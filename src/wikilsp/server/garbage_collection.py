"""When a server looks for garbage. Only here is `gc` spoken to.

What a vault says is hundreds of thousands of objects that live as long as the vault does, and to look through them
takes longer than a person who types should wait. So they count as old from the start: Python looks through these after
millions of new objects only. A vault itself is never garbage that has to be looked for, since it is in no cycle.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 50_000
"""After so many new objects garbage is looked for among these. The facts of a note are hundreds."""


def start() -> None:
    """Look for garbage from now on."""
    _let_all_be_old()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()


@contextmanager
def put_off(*, again: bool) -> Iterator[None]:
    """Look for no garbage while much is made that lives long. `again` says that this was done before.

    What became garbage meanwhile counts as old as well, and is found when this is done again.
    """
    if again:
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        _let_all_be_old()
        gc.enable()


def _let_all_be_old() -> None:
    # Without a look at them, the first puts all objects aside, and the second back among the oldest.
    gc.freeze()
    gc.unfreeze()
