"""Prepares measurements: generated vaults, and the byte code of wikilsp."""

import compileall
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generate import SHAPES, generate, save

import wikilsp


@contextmanager
def vaults_folder(folder: Path | None) -> Iterator[Path]:
    """Yield the folder for vaults, created if necessary and without old caches; without one, a temporary folder."""
    if folder is None:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary)
        return
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "cache", ignore_errors=True)
    yield folder.resolve()


def generated_vault(folder: Path, notes: int, shape_name: str) -> Path:
    """Return a vault with this number of notes, generated unless the folder has it already."""
    vault = folder / f"{notes} {shape_name} notes"
    if not vault.exists():
        shape = SHAPES[shape_name]._replace(notes=notes)
        save(vault, generate(shape), shape)
    return vault


def compile_wikilsp() -> None:
    """Compile wikilsp to byte code, as an installer does. A checkout may have none and be compiled at each start."""
    compileall.compile_dir(Path(wikilsp.__file__).parent, quiet=1)
