"""`wikilsp server`: runs the language server."""

import ipaddress
import sys

import click

from wikilsp.cli.exit_status import USAGE_ERROR
from wikilsp.server import calm_log

_LEVELS = click.Choice(["debug", "info", "warning", "error"])
_HIGHEST_PORT = 65_535


def _parse_address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, int] | None:
    if value is None:
        return None
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) <= _HIGHEST_PORT):
        raise click.BadParameter(f"“{value}” is not HOST:PORT, such as 127.0.0.1:5007")
    return host.strip("[]"), int(port)


@click.command(
    "server",
    short_help="Run the language server.",
    epilog="Example: wikilsp server --log-file wikilsp.log --log-level debug",
)
@click.option("--stdio", is_flag=True, help="Use stdio (the default).")
@click.option("--tcp", metavar="HOST:PORT", callback=_parse_address, help="Listen for one connection, for debugging.")
@click.option("--allow-remote", is_flag=True, help="Allow --tcp addresses that other machines can reach.")
@click.option("--log-file", type=click.Path(dir_okay=False), help="Log to this file instead of stderr.")
@click.option("--paranoid", is_flag=True, hidden=True, help="Compare the index with a new one after each change.")
@click.option("--log-level", type=_LEVELS, default="warning", show_default=True, help="The least severe level to log.")
def command(
    *,
    stdio: bool,
    tcp: tuple[str, int] | None,
    allow_remote: bool,
    log_file: str | None,
    paranoid: bool,
    log_level: str,
) -> None:
    """Run the language server, which an editor starts and talks to over stdio."""
    if tcp and stdio:
        raise click.UsageError("--stdio and --tcp are mutually exclusive")
    if tcp and not allow_remote and not _is_loopback(tcp[0]):
        raise click.UsageError(f"other machines can reach “{tcp[0]}”; use --allow-remote to permit that")
    _start_log(log_file, log_level)
    from wikilsp.server import app  # noqa: PLC0415 - slow, only needed here

    server = app.create_server()
    server.publisher.is_paranoid = paranoid
    if tcp:
        try:
            listening = app.listen(*tcp)
        except OSError as error:
            address = f"{tcp[0]}:{tcp[1]}"
            raise click.ClickException(f"cannot listen on {address}: {error.strerror}") from error
        app.serve_connection(server, listening)
    elif sys.stdin is None or sys.stdout is None:
        closed = "input" if sys.stdin is None else "output"
        raise _StreamClosedError(f"the standard {closed}, through which an editor talks to the server, is closed")
    else:
        app.serve_stdio(server)
    # An editor that disconnects without `exit` has most likely crashed.
    raise click.exceptions.Exit(0 if server.protocol.has_ended else 1)


class _StreamClosedError(click.ClickException):
    exit_code = USAGE_ERROR


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _start_log(file: str | None, level: str) -> None:
    """Log to a file or stderr; stdout belongs to the protocol."""
    try:
        calm_log.start(file, sys.stderr, level)
    except OSError as error:
        raise click.UsageError(f"“{file}” cannot be written: {error.strerror}") from error
