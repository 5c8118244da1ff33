"""Fuzz one target in this process, as a child of `fuzz.py`. Needs the extra `fuzz`."""

import logging
import sys
from importlib import import_module

import atheris

_INSTRUMENTED = ("tomllib", "pygls.protocol", "pygls.io_")

# Only modules imported in this block are instrumented, so modules that are imported lazily are listed too.
with atheris.instrument_imports(include=["wikilsp", *_INSTRUMENTED]):
    from fuzz_targets import TARGETS

    for name in (*_INSTRUMENTED, "wikilsp.syntax.markdown"):
        import_module(name)

if __name__ == "__main__":
    program, target, *options = sys.argv
    logging.disable(logging.CRITICAL)
    atheris.Setup([program, *options], TARGETS[target])
    atheris.Fuzz()
