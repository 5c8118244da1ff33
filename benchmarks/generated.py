"""What is there before anything is measured: vaults, and the byte code of wikilsp."""

import compileall
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generate import Shape, generate, save

import wikilsp


@contextmanager
def kept_or_temporary(folder: Path | None) -> Iterator[Path]:
    """Give the folder, made if need be, without what caches have left there; or one that is gone in the end."""
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)
        return
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "cache", ignore_errors=True)
    yield folder.resolve()


def vault_of(folder: Path, notes: int) -> Path:
    """Give a vault of so many notes, which is made if it is not there."""
    vault = folder / f"{notes} notes"
    if not vault.exists():
        shape = Shape(notes)
        save(vault, generate(shape), shape)
    return vault


def compile_wikilsp() -> None:
    """Make the byte code that an installation has; a checkout may have none, and would be compiled at each start."""
    compileall.compile_dir(Path(wikilsp.__file__).parent, quiet=1)
