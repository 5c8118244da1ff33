"""`python -m wikilsp`: the same as the `wikilsp` command."""

from wikilsp.cli import main

main(prog_name="wikilsp")
