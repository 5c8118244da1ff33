"""The start of the `wikilsp` command, which `python -m wikilsp` is as well."""

import gc


def main() -> None:
    """Run the command that the arguments name. Ends the process."""
    # What a run imports and makes it needs to its end. Looking for garbage, at the end as well, takes a tenth of its
    # time. Only a server lives long enough to look for it again.
    gc.disable()
    from wikilsp.cli import main as command  # noqa: PLC0415 - after that

    try:
        command(prog_name="wikilsp")
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
