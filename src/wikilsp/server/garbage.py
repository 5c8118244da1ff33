"""When a server looks for garbage. Only here is `gc` spoken to.

What a vault says is hundreds of thousands of objects that live as long as the vault does, and to look through them
once takes longer than a person should wait. They are left out, which is no leak: none is part of a cycle, so they go as
soon as their vault does, which a change of settings may replace.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 50_000
"""After so many new objects garbage is looked for. The facts of a note are hundreds."""


def start() -> None:
    """Look for garbage from now on, but not among what was imported."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()


@contextmanager
def put_off() -> Iterator[None]:
    """Look for none while what lives long is made, and never look through that."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
