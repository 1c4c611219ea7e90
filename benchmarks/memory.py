"""Load a company's web events into a new home, and print rows, seconds and this process's peak of memory as JSON.

Arguments: the company's folder, a folder for the home, and DuckDB's memory_limit.
"""

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.company.landing import new_home
from extract_load.contracts import read_contracts
from extract_load.load import load_source
from warehouse.quiet_exit import leave_quietly


def main(company: str, folder: str, memory_limit: str) -> int:
    """Print what was found."""
    leave_quietly()
    settings = new_home(Path(folder), Path(company), memory_limit=memory_limit)
    contract = read_contracts(settings)["web"]
    began = time.monotonic()
    report = load_source(settings, contract)
    seconds = time.monotonic() - began
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    json.dump({"rows": report.row_count, "seconds": seconds, "peak_bytes": peak_bytes}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
