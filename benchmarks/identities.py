"""How well people are recognised, and how long it takes: febrl's data sets, and a company whose truth is known.

febrl is matched by likeness alone. The company goes through the whole step that a build runs, from a vault as staging
leaves it: once from scratch, and once more after one profile in a hundred changed. False merges are people who were
merged with somebody else, of 10,000.
"""

import argparse
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarks.company.writing import MOST_CUSTOMERS, Company, plant_people
from ml_tasks.identity.matching import score_pairs, train_matching
from ml_tasks.identity.matching_config import MatchingConfig
from tests.ml_tasks.identity.febrl import LOADERS, joined, load_febrl
from tests.ml_tasks.identity.people import People
from warehouse.cli import console
from warehouse.quiet_exit import leave_quietly
from warehouse.settings import Settings

CUSTOMERS = 1_000_000
GOALS = {"febrl1": "F1 >= 0.998", "febrl2": "F1 >= 0.995", "febrl3": "F1 >= 0.998", "febrl4": "recall >= 0.99"}


def main(arguments: list[str]) -> int:
    """Print the figures."""
    leave_quietly()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help=f"at most {MOST_CUSTOMERS:,}; 0: febrl only")
    options = parser.parse_args(arguments)
    _show(("data set", "precision", "recall", "F1", "seconds", "goal"), [_febrl(name) for name in LOADERS])
    if options.customers:
        with tempfile.TemporaryDirectory() as folder:
            _resolve_company(Path(folder), options.customers)
    return 0


def _show(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = console.table(*columns)
    for row in rows:
        table.add_row(*row)
    console.out.print(table)


def _febrl(name: str) -> tuple[str, ...]:
    config = MatchingConfig()
    began = time.monotonic()
    with duckdb.connect() as connection:
        truth = load_febrl(connection, name)
        score_pairs(connection, "profiles", train_matching(connection, "profiles", config), config, only_changed=False)
        merged = connection.execute(
            "select left_ref, right_ref from scored_pairs where match_probability >= ?", [config.match_probability]
        ).fetchall()
    seconds = time.monotonic() - began
    # The fourth links two files, pair by pair; in the others a person may have many profiles.
    pairs = set(merged) if name == "febrl4" else joined(set(merged))
    right = len(pairs & truth)
    return (name, *_figures(right, len(pairs), len(truth)), f"{seconds:.1f}", GOALS[name])


def _figures(right: int, found: int, wanted: int) -> tuple[str, str, str]:
    return f"{right / found:.4f}", f"{right / wanted:.4f}", f"{2 * right / (found + wanted):.4f}"


def _resolve_company(folder: Path, customers: int) -> None:
    people = People(Settings(home=folder / "home", pii_key="of a benchmark", _env_file=None))
    _fill_vault(people, folder, customers)
    console.say(f"{customers:,} people, resolved from scratch:")
    seconds = _timed(people, 1)
    people.run("create table before as select customer_ref, customer_id from pii.customer_links")
    _say_quality(people, seconds)
    people.run(
        "update pii.profiles set street = concat(1 + hash(customer_ref) % 900, ' new harbour road') "
        "where hash(customer_ref, 'changed') % 100 = 0"
    )
    seconds = _timed(people, 2)
    (moved,) = people.ask(_MOVED_UNRELATED)[0]
    console.say(f"After one in a hundred profiles changed: {seconds:.1f} s; {moved:,} unrelated ones have another id.")


# Unrelated to a change is who was together with nobody who changed, and is not now.
_MOVED_UNRELATED = """
with changed as (
    select customer_ref from pii.profiles where street like '%new harbour road'
),

touched as (
    select customer_id from before semi join changed using (customer_ref)
    union
    select customer_id from pii.customer_links semi join changed using (customer_ref)
)

select count(*)
from before
inner join pii.customer_links as now using (customer_ref)
where
    before.customer_id <> now.customer_id
    and before.customer_id not in (from touched)
    and now.customer_id not in (from touched)
"""


def _fill_vault(people: People, folder: Path, customers: int) -> None:
    """Write the company's profiles into the vault, in the spelling that staging gives them; and the truth beside."""
    with duckdb.connect() as connection:
        plant_people(connection, Company(customers))
        connection.execute(
            f"""
            copy (
                select
                    customer_ref, upper(trim(loyalty_id)) as loyalty_id, lower(first_name) as first_name,
                    lower(last_name) as last_name, birth_date, lower(street) as street, lower(city) as city, state,
                    postal_code, 'US' as country, email, phone,
                    timestamp '2017-01-01' + to_milliseconds(registered_ms) as registered_at
                from profiles
            ) to '{folder}/profiles.parquet'
            """
        )
        connection.execute(
            "copy (select customer_ref, second_ref, second_kind from people where second_ref is not null) "
            f"to '{folder}/truth.parquet'"
        )
    people.run(
        f"insert into pii.profiles by name from '{folder}/profiles.parquet'",
        "insert into pii.customer_refs select customer_ref from pii.profiles",
        f"create table truth as select least(customer_ref, second_ref) as l, greatest(customer_ref, second_ref) as r, "
        f"second_kind from '{folder}/truth.parquet'",
    )


def _timed(people: People, day: int) -> float:
    began = time.monotonic()
    resolution = people.build(datetime(2018, 1, day))
    seconds = time.monotonic() - began
    console.say(resolution.sentence())
    return seconds


def _say_quality(people: People, seconds: float) -> None:
    merged = (
        "select a.customer_ref as l, b.customer_ref as r from pii.customer_links as a "
        "inner join pii.customer_links as b on a.customer_id = b.customer_id and a.customer_ref < b.customer_ref"
    )
    found, right = people.ask(
        f"select count(*), count(truth.l) from ({merged}) as m left join truth on truth.l = m.l and truth.r = m.r"
    )[0]
    kinds = people.ask(
        f"select second_kind, count(*), count(m.l) from truth left join ({merged}) as m "
        "on truth.l = m.l and truth.r = m.r group by second_kind order by second_kind"
    )
    (profiles,) = people.ask("select count(*) from pii.profiles")[0]
    wanted = sum(count for _, count, _ in kinds)
    precision, recall, f1 = _figures(right, found, wanted)
    _show(
        ("figure", "value", "goal"),
        [
            ("seconds", f"{seconds:.0f}", "< 180 for 1,000,000"),
            ("precision", precision, ""),
            ("recall", recall, ""),
            ("F1 of planted second profiles", f1, ">= 0.97"),
            ("false merges of 10,000 profiles", f"{10_000 * (found - right) / profiles:.2f}", "< 1"),
            *((f"recall: {kind}", f"{hit / count:.4f}", "") for kind, count, hit in kinds),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
