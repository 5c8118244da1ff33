"""Entry point of the `wikilsp` command and of `python -m wikilsp`."""

import gc


def main() -> None:
    """Run the command line and exit the process."""
    # A short run frees almost nothing before it exits, and garbage collection takes a tenth of its time. Only the
    # server lives long enough to turn it on again.
    gc.disable()
    from wikilsp.cli import main as command  # noqa: PLC0415 - imported without garbage collection

    try:
        command(prog_name="wikilsp")
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
