"""The start of the `wikilsp` command, which `python -m wikilsp` is as well."""

import gc


def main() -> None:
    """Run the command that the arguments name. Ends the process."""
    # What is imported is never garbage, and looking for it takes a twentieth of the time that a small vault takes.
    gc.disable()
    from wikilsp.cli import main as command  # noqa: PLC0415 - after that

    command(prog_name="wikilsp")


if __name__ == "__main__":
    main()
