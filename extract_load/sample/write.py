"""Write the sample's extracts, one file per entity and UTC day, as a shop's systems would have sent them."""

import filecmp
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from extract_load.sample.campaigns import CAMPAIGN_TOUCHES, CAMPAIGNS, COUPON_REDEMPTIONS
from extract_load.sample.clickstream import EVENTS, create_web_events
from extract_load.sample.crm import (
    CONSENT_EVENTS,
    PREFERENCES,
    SUPPORT_TICKETS,
    SURVEY_ANSWERS,
    create_consents,
    create_surveys_and_tickets,
)
from extract_load.sample.demo_key import write_demo_key
from extract_load.sample.engagement import (
    AD_TOUCHES,
    CHANNEL_TOUCHES,
    EMAIL_EVENTS,
    SOCIAL_ENGAGEMENT,
    create_engagement,
)
from extract_load.sample.enrichment import ATTRIBUTES, create_attributes
from extract_load.sample.extract import Extract
from extract_load.sample.outlet import OUTLET_EXTRACTS, create_outlet
from extract_load.sample.profiles import CUSTOMERS, MATCH_DECISIONS, create_profiles
from extract_load.sample.purchases import ORDER_LINES, PRODUCTS
from extract_load.sample.real_data import open_real_data
from warehouse.errors import EnvironmentFault, WrongUse
from warehouse.settings import Settings

log = logging.getLogger(__name__)

FIRST_DAY = date(2017, 1, 1)
LAST_DAY = date(2018, 1, 1)
"""New Year's Eve in the shops ends on this UTC day, at 04:01:20."""

EXTRACTS = (
    ORDER_LINES,
    PRODUCTS,
    CUSTOMERS,
    MATCH_DECISIONS,
    CAMPAIGNS,
    CAMPAIGN_TOUCHES,
    COUPON_REDEMPTIONS,
    CONSENT_EVENTS,
    PREFERENCES,
    SURVEY_ANSWERS,
    SUPPORT_TICKETS,
    EVENTS,
    EMAIL_EVENTS,
    AD_TOUCHES,
    SOCIAL_ENGAGEMENT,
    CHANNEL_TOUCHES,
    ATTRIBUTES,
)


@dataclass(frozen=True)
class EntitySummary:
    """What one entity's day files hold together."""

    records: int
    files: int
    bytes: int
    changed_files: int
    """Files that were not in place yet with the same bytes."""


@dataclass(frozen=True)
class SampleSummary:
    """What was written, by ``source/entity``."""

    entities: dict[str, EntitySummary]
    seconds: float


def write_sample(
    settings: Settings, first: date = FIRST_DAY, last: date = LAST_DAY, *, with_outlet: bool = False
) -> SampleSummary:
    """Write the extracts of the UTC days ``first`` to ``last`` into the landing folder, and the demo's key.

    A day's bytes depend on the day alone, never on the range; a file that is in place with the same bytes is left
    untouched. A day on which an entity has nothing to send has no file. The outlet, a simulated second shop, is left
    out unless asked for: without it, the marts' figures are those of the real data set.

    Raises
    ------
    WrongUse
        When the days are not within the sample's year.
    EnvironmentFault
        When a package of the ``demo`` extra is missing, or the home cannot be written.
    """
    _check_days(first, last)
    started = time.monotonic()
    with open_real_data(settings) as connection, _faults_in_words(settings), _partial_folder(settings) as partial:
        connection.execute("set temp_directory = ?", [str(partial / "spill")])
        log.info("Simulating what the package does not hold, from %s to %s.", first, last)
        simulate(connection, first, last)
        if with_outlet:
            create_outlet(connection)
        # Two threads would write other bytes each time, whatever the order.
        connection.execute("set threads = 1")
        entities = {
            extract.entity: _write_entity(connection, extract, partial, settings.landing, first=first, last=last)
            for extract in EXTRACTS + (OUTLET_EXTRACTS if with_outlet else ())
        }
        write_demo_key(settings.pii_key_file, partial)
    summary = SampleSummary(entities, time.monotonic() - started)
    log.info("The sample is in %s, written in %.0f s.", settings.landing, summary.seconds)
    return summary


def simulate(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Fill the tables that the extracts of simulated records read: web events for the days, the others for the year."""
    create_profiles(connection)
    create_consents(connection)
    create_engagement(connection)
    create_surveys_and_tickets(connection)
    create_attributes(connection)
    create_web_events(connection, first, last)


def _check_days(first: date, last: date) -> None:
    if first > last:
        raise WrongUse(f"The first day, {first}, lies after the last, {last}: swap them.")
    if first < FIRST_DAY or last > LAST_DAY:
        raise WrongUse(
            f"The sample has no data from {first} to {last}: choose days between {FIRST_DAY} and {LAST_DAY}."
        )


@contextmanager
def _partial_folder(settings: Settings) -> Iterator[Path]:
    """Give a folder on the landing folder's disk, so that moving a file into place is one atomic step."""
    partial = settings.home / "landing.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _faults_in_words(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise EnvironmentFault(
            f"The sample cannot be written to {settings.home}: {error}. "
            "Free some disk space, or point SEGMART_HOME to a folder that this user may write."
        ) from error


def _write_entity(
    connection: duckdb.DuckDBPyConnection, extract: Extract, partial: Path, landing: Path, *, first: date, last: date
) -> EntitySummary:
    folder = partial / extract.entity
    folder.mkdir(parents=True)
    folders = ", ".join(extract.folders)
    records = connection.execute(
        f"""
        copy (
            select * from ({extract.query})
            where dt between date '{first}' and date '{last}'
            order by {folders}, {extract.order_by}
        ) to '{str(folder).replace("'", "''")}'
        ({extract.copy_options}, partition_by ({folders}), filename_pattern 'part_{{i}}')
        """
    ).fetchone()[0]
    files = sorted(path for path in folder.rglob("dt=*/**/*") if path.is_file())
    for path in files if extract.encoding != "utf-8" else []:
        path.write_bytes(path.read_text(encoding="utf-8").encode(extract.encoding))
    size = sum(path.stat().st_size for path in files)
    changed = sum(
        _move_into_place(path, landing / path.parent.relative_to(partial) / extract.file_name) for path in files
    )
    log.info("%s: %s records in %s files, %s of them new or changed.", extract.entity, records, len(files), changed)
    return EntitySummary(records, len(files), size, changed)


def _move_into_place(source: Path, target: Path) -> bool:
    """Say whether the file was moved; one with the same bytes stays, with its time of change."""
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    return True
