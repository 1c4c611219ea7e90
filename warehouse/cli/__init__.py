"""The command line ``segmart``: errors become one sentence and an exit status, and nothing else happens here."""

import sys

from warehouse.errors import SegmartError, WrongUse
from warehouse.quiet_exit import leave_quietly

_INTERRUPTED = 130


def main() -> None:
    """Run ``segmart``. Exit status: 0 done, 1 a gate or file refused, 2 used wrongly, 3 the environment."""
    leave_quietly()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    try:
        status = _run(arguments)
    except SegmartError as error:
        _say(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except RuntimeError as error:
        # What DuckDB makes of Ctrl-C in the middle of a query.
        if "interrupted" not in str(error).lower():
            raise
        status = _INTERRUPTED
    if status == _INTERRUPTED:
        _say("Interrupted. What was published stays, and the next run recovers by itself.")
    return status


def _run(arguments: list[str]) -> int:
    # Imported here, so that Ctrl-C in the first second is answered as at any other time.
    import typer  # noqa: PLC0415

    from warehouse.cli.commands import app  # noqa: PLC0415
    from warehouse.faults import system_faults  # noqa: PLC0415

    try:
        with system_faults("The command", "Nothing that was committed is lost; mend that and run it again."):
            # Not standalone: Typer would turn Ctrl-C into a bare "Aborted!".
            return app(arguments, standalone_mode=False) or 0
    except typer.TyperException as error:
        if not str(error):
            # Help was shown instead of an error.
            return WrongUse.exit_status
        raise WrongUse(f"{str(error).rstrip('.')}. `segmart --help` lists the commands.") from error


def _say(sentence: str) -> None:
    print(f"segmart: {sentence}", file=sys.stderr)  # noqa: T201
