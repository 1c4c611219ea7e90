"""The task that resolves identities: reads the vault, finds who is one person, and gives everybody an id."""

import logging
from dataclasses import dataclass

import duckdb

from ml_tasks.identity.adopting import adopt_former_ids
from ml_tasks.identity.config import IdentityConfig
from ml_tasks.identity.contacts import mailbox, standardize_contacts
from ml_tasks.identity.grouping import group_references
from ml_tasks.identity.likeness import weigh_likeness
from ml_tasks.identity.links import doubt_links, link_by_identifiers, matches_any
from ml_tasks.identity.records import record_evidence, record_links
from ml_tasks.identity.registry import assign_ids, is_newest, propose, read_registry
from warehouse.builds import Build, require_open
from warehouse.connection import build_connection
from warehouse.keyed_hash import define_keyed_hash
from warehouse.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Resolution:
    """How many profiles turned out to be how many people."""

    profile_count: int
    person_count: int
    merged_count: int
    split_count: int
    review_pair_count: int

    def sentence(self) -> str:
        """Return the figures as a person reads them."""
        said = f"{self.profile_count:,} profiles are {self.person_count:,} people"
        if self.merged_count or self.split_count:
            said += f"; {self.merged_count:,} customer ids merged into older ones, {self.split_count:,} split off"
        return said + f"; {self.review_pair_count:,} pairs wait for review"


def resolve_identities(settings: Settings, build_id: int, config: IdentityConfig | None = None) -> Resolution:
    """Find the person behind every reference, as of a build's moment, and fill ``pii.customer_links``.

    The registry keeps what a passed build found out; a build of an earlier moment than the registry's newest starts
    from what the registry said then, and leaves it as it is.

    Raises
    ------
    Refused
        When the build is not the open one.
    """
    config = config or IdentityConfig()
    with build_connection(settings, f"build {build_id}, identities") as connection:
        build = require_open(connection, build_id)
        define_keyed_hash(connection, settings)
        is_live = is_newest(connection, build.as_of)
        _prepare(connection, config)
        link_by_identifiers(connection, config)
        model_id = weigh_likeness(connection, build, config, keep=is_live)
        if model_id:
            doubt_links(connection, config.matching.match_probability)
        group_references(connection, config.matching.match_probability)
        adopt_former_ids(connection)
        read_registry(connection, build.as_of)
        assign_ids(connection, build.as_of, build_id)
        resolution = _write(connection, build, config, model_id, is_live=is_live)
    log.info("%s", resolution.sentence())
    return resolution


def _prepare(connection: duckdb.DuckDBPyConnection, config: IdentityConfig) -> None:
    """Leave temp tables ``profiles_to_match`` and ``identifiers``."""
    connection.execute(
        "create or replace temp view profile_contacts as "
        "select customer_ref, 'email' as kind, email as as_given, '' as region from pii.profiles "
        "where email is not null "
        "union all "
        "select customer_ref, 'phone', phone, "
        f"coalesce(country, '{config.phone_region}') from pii.profiles where phone is not null"
    )
    standardize_contacts(connection, "profile_contacts")
    connection.execute(
        "create or replace temp table standard_profile_contacts as "
        "select customer_ref, kind, standard from profile_contacts "
        "inner join pii.standard_contacts using (kind, as_given, region) where standard is not null"
    )
    connection.execute(_PROFILES)
    is_placeholder = matches_any(config.phone.placeholders, "regexp_replace(as_given, '[^0-9]', '', 'g')")
    connection.execute(_IDENTIFIERS.format(mailbox=mailbox("standard"), is_placeholder=is_placeholder))


# Ordered, so that nothing that follows can depend on the order in which files were loaded.
_PROFILES = """
create or replace temp table profiles_to_match as
select
    profiles.customer_ref,
    profiles.first_name,
    profiles.last_name,
    profiles.birth_date,
    profiles.street,
    profiles.city,
    profiles.state,
    profiles.postal_code,
    split_part(emails.standard, '@', 1) as email_user,
    phones.standard as phone,
    false as is_changed,
    profiles.registered_at
from pii.profiles as profiles
left join standard_profile_contacts as emails
    on profiles.customer_ref = emails.customer_ref and emails.kind = 'email'
left join standard_profile_contacts as phones
    on profiles.customer_ref = phones.customer_ref and phones.kind = 'phone'
order by profiles.customer_ref
"""

_IDENTIFIERS = """
create or replace temp table identifiers as
select kind as identifier_type, if(kind = 'email', {mailbox}, standard) as identifier, customer_ref
from standard_profile_contacts
union all
-- What is no number of any country and stands in many profiles all the same; only placeholders are told of.
select 'phone', regexp_replace(as_given, '[^0-9]', '', 'g'), customer_ref
from profile_contacts
inner join pii.standard_contacts using (kind, as_given, region)
where kind = 'phone' and standard is null and {is_placeholder}
union all
select 'loyalty_id', loyalty_id, customer_ref from pii.profiles where loyalty_id is not null
union all
select 'cookie', visitor_id, customer_ref from pii.logins
"""


def _write(
    connection: duckdb.DuckDBPyConnection, build: Build, config: IdentityConfig, model_id: str | None, *, is_live: bool
) -> Resolution:
    connection.begin()
    try:
        record_links(connection, build)
        record_evidence(connection, build, config.matching.match_probability)
        if is_live:
            propose(connection, build.build_id)
        figures = _figures(connection, build, model_id)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return figures


def _figures(connection: duckdb.DuckDBPyConnection, build: Build, model_id: str | None) -> Resolution:
    connection.execute("delete from ops.identity_resolutions where build_id = ?", [build.build_id])
    connection.execute(_FIGURES, {"build_id": build.build_id, "as_of": build.as_of, "model_id": model_id})
    row = connection.execute(
        "select profile_count, person_count, merged_count, split_count, review_pair_count "
        "from ops.identity_resolutions where build_id = ?",
        [build.build_id],
    ).fetchone()
    return Resolution(*row)


_FIGURES = """
insert into ops.identity_resolutions by name
select
    $build_id as build_id,
    $as_of as as_of,
    links.*,
    (select count(*) from minted) as minted_count,
    (select count(*) from known_ids where customer_id in (select customer_id from heirs)
        and customer_id not in (select customer_id from survivors)) as merged_count,
    (select count(*) from assigned where reason = 'split') as split_count,
    evidence.*,
    (select count(distinct (left_ref, right_ref)) from pii.match_review) as review_pair_count,
    (select count(*) from ops.blocked_identifiers) as blocked_identifier_count,
    $model_id as match_model_id
from (
    select
        count(*) filter (where has_profile) as profile_count,
        count(*) as reference_count,
        count(distinct customer_id) filter (where has_profile) as person_count,
        count(distinct customer_id) as customer_count
    from pii.customer_links
) as links
cross join (
    select
        count(*) filter (where evidence = 'email') as email_pair_count,
        count(*) filter (where evidence = 'phone') as phone_pair_count,
        count(*) filter (where evidence = 'loyalty_id') as loyalty_id_pair_count,
        count(*) filter (where evidence = 'cookie') as cookie_pair_count,
        count(*) filter (where evidence = 'likeness') as likeness_pair_count,
        count(*) filter (where evidence = 'force_match') as force_match_pair_count
    from pii.match_evidence
) as evidence
"""
