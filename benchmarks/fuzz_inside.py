"""Fuzzes one target in this process, which ends with it: `fuzz.py` starts it. Needs the extra `fuzz`."""

import logging
import sys
from importlib import import_module

import atheris

_WATCHED = ("tomllib", "pygls.protocol", "pygls.io_")

# What is to be watched is imported here, and so is what would be imported only once it is needed.
with atheris.instrument_imports(include=["wikilsp", *_WATCHED]):
    from fuzz_targets import TARGETS

    for name in (*_WATCHED, "wikilsp.syntax.markdown"):
        import_module(name)

if __name__ == "__main__":
    program, target, *options = sys.argv
    logging.disable(logging.CRITICAL)
    atheris.Setup([program, *options], TARGETS[target])
    atheris.Fuzz()
