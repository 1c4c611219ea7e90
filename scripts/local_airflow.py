"""Airflow on this machine, for the home that SEGMART_HOME names: ``up``, ``down``, or any command of Airflow's own."""

import os
import sys
from collections.abc import Iterator

from orchestration.airflow_server import login
from orchestration.local_airflow import LocalAirflow
from warehouse.errors import EnvironmentFault, SegmartError, WrongUse
from warehouse.faults import system_faults
from warehouse.pii_key import read_pii_key
from warehouse.settings import Settings, load_settings

_USE = "Say what to do: `up`, `down`, or `cli` with a command of Airflow's, for example `cli dags list`."
_INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Do what the first argument says and return the exit status."""
    command, *rest = arguments or [""]
    try:
        airflow = LocalAirflow(load_settings())
        with system_faults("The command", "Mend that and run it again."):
            if command == "up" and not rest:
                up(airflow)
            elif command == "down" and not rest:
                down(airflow)
            elif command == "cli" and rest:
                cli(airflow, rest)
            else:
                raise WrongUse(_USE)
    except SegmartError as error:
        say(f"segmart: {error}")
        return error.exit_status
    except KeyboardInterrupt:
        say("segmart: Interrupted.")
        return _INTERRUPTED
    return 0


def up(airflow: LocalAirflow) -> None:
    """Start what does not run yet, and say where it is and how to come in."""
    say(f"Starting Airflow for {airflow.settings.home}: half a minute, longer on a busy machine.")
    is_new = airflow.start()
    entry = login(airflow.settings)
    say(f"""
Airflow {"is up" if is_new else "was up already"}: {airflow.url}
  login   {entry.user} / {entry.password}  (kept in {entry.kept_in})
  logs    a task's own are in the UI; the components' are in {airflow.logs.folder}
  stop    make down""")
    for advice in missing(airflow.settings):
        say(advice)


def missing(settings: Settings) -> Iterator[str]:
    """Say what has to be there before a load or a build can do anything."""
    if not any(path.is_file() for path in settings.landing.rglob("*")):
        yield f"There is nothing to load in {settings.landing} yet: put extracts there, or run `segmart sample`."
    try:
        read_pii_key(settings)
    except EnvironmentFault as error:
        yield str(error)


def down(airflow: LocalAirflow) -> None:
    """Stop everything, and say so."""
    count = airflow.stop()
    if count:
        say(f"Airflow is down: {count} processes ended. What it knows stays in {airflow.settings.airflow_home}.")
    else:
        say(f"No Airflow runs for {airflow.settings.home}.")


def say(sentence: str) -> None:
    """Print one sentence at once, whoever reads it."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def cli(airflow: LocalAirflow, arguments: list[str]) -> None:
    """Become Airflow's own command line, in this home."""
    os.execve(sys.executable, [sys.executable, "-m", "airflow", *arguments], airflow.environment())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
