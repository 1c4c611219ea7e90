"""Readers that query all through the soak, as dashboards do, and tell what they did not like."""

import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb

READERS = 3


def read_all_the_time(link: Path, number: int, until: Event, errors: Queue, counts: Queue) -> None:
    """Query like a dashboard: connect, look several times, close; what does not add up is an error like any other."""
    queries = 0
    while not until.is_set():
        try:
            with duckdb.connect(str(link), read_only=True) as connection:
                seen = set()
                for _ in range(5 * number):
                    seen.add(connection.execute(_LOOK).fetchone())
                    queries += 1
                    time.sleep(0.2)
            (look,) = seen
            if len(set(look[1:4])) != 1 or look[4] != 1:
                errors.put(f"reader {number} saw a mixture: {look}")
        except Exception as error:
            errors.put(f"reader {number}: {type(error).__name__}: {error}")
    counts.put(queries)


_LOOK = """
select
    (select max(version) from ops.publications),
    (select count(*) from marts.dim_customers),
    (select count(*) from marts.customer_rfm),
    (select count(*) from segments.customer_segments),
    (select count(distinct as_of) from marts.customer_features)
"""


@contextlib.contextmanager
def readers(link: Path) -> Iterator[tuple[list[str], list[int]]]:
    """Let readers work for as long as the block runs; yields their errors and their numbers of queries, at its end."""
    context = multiprocessing.get_context("spawn")
    until, errors, counts = context.Event(), context.Queue(), context.Queue()
    processes = [
        context.Process(target=read_all_the_time, args=(link, number, until, errors, counts))
        for number in range(1, READERS + 1)
    ]
    for process in processes:
        process.start()
    found: tuple[list[str], list[int]] = ([], [])
    try:
        yield found
    finally:
        until.set()
        found[1].extend(counts.get(timeout=60) for _ in processes)
        for process in processes:
            process.join()
        while not errors.empty():
            found[0].append(errors.get())
