"""`wikilsp server`: the language server."""

import ipaddress
import sys

import click

from wikilsp.cli.ending import USAGE_ERROR
from wikilsp.server import calm_log

_LEVELS = click.Choice(["debug", "info", "warning", "error"])
_HIGHEST_PORT = 65_535


def _address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, int] | None:
    if value is None:
        return None
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) <= _HIGHEST_PORT):
        raise click.BadParameter(f"“{value}” is not HOST:PORT, such as 127.0.0.1:5007")
    return host.strip("[]"), int(port)


@click.command("server", short_help="Serve an editor: the language server.")
@click.option("--stdio", is_flag=True, help="Talk over standard input and output, as it does anyway.")
@click.option("--tcp", metavar="HOST:PORT", callback=_address, help="Wait for one connection there, for debugging.")
@click.option("--allow-remote", is_flag=True, help="Let --tcp listen on more than this machine.")
@click.option("--log-file", type=click.Path(dir_okay=False), help="Log to this file instead of the error output.")
@click.option("--log-level", type=_LEVELS, default="warning", show_default=True, help="How much is logged.")
def command(
    *, stdio: bool, tcp: tuple[str, int] | None, allow_remote: bool, log_file: str | None, log_level: str
) -> None:
    """Serve an editor over standard input and output, by the Language Server Protocol."""
    if tcp and stdio:
        raise click.UsageError("--stdio and --tcp exclude each other")
    if tcp and not allow_remote and not _is_loopback(tcp[0]):
        raise click.UsageError(f"“{tcp[0]}” can be reached from other machines; say --allow-remote if that is meant")
    _log(log_file, log_level)
    from wikilsp.server import app  # noqa: PLC0415 - slow, only needed here

    server = app.create_server()
    if tcp:
        try:
            listening = app.listen(*tcp)
        except OSError as error:
            address = f"{tcp[0]}:{tcp[1]}"
            raise click.ClickException(f"no connection can be waited for at {address}: {error.strerror}") from error
        app.serve_connection(server, listening)
    elif sys.stdin is None or sys.stdout is None:
        closed = "input" if sys.stdin is None else "output"
        raise _NobodyThere(f"the standard {closed}, by which an editor talks to the server, is closed")
    else:
        app.serve_stdio(server)
    # An editor that goes without a word has most likely crashed.
    raise click.exceptions.Exit(0 if server.protocol.has_ended else 1)


class _NobodyThere(click.ClickException):
    exit_code = USAGE_ERROR


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _log(file: str | None, level: str) -> None:
    """Log to a file or the error output; the standard output is the wire."""
    try:
        calm_log.start(file, sys.stderr, level)
    except OSError as error:
        raise click.UsageError(f"“{file}” cannot be written: {error.strerror}") from error
