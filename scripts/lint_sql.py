"""Check the models' SQL with sqlfluff, whose dbt templater compiles them; ``--fix`` mends what it can.

The dbt project is compiled for the target ``lint``, an empty database in memory: linting must neither open a build file
nor need a key.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run sqlfluff and return its exit status."""
    command = ["fix", "--force"] if "--fix" in sys.argv[1:] else ["lint"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SEGMART_BUILD_FILE": ":memory:",
            "DBT_TARGET_PATH": f"{folder}/target",
            "DBT_LOG_PATH": f"{folder}/logs",
        }
        finished = subprocess.run(
            [Path(sys.executable).with_name("sqlfluff"), *command, "dbt_project/models"],
            cwd=REPOSITORY,
            env=environment,
            check=False,
        )
    return finished.returncode


if __name__ == "__main__":
    sys.exit(main())
