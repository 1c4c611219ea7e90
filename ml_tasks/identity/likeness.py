"""Pairs of profiles that share nothing and are alike: weighed by a model, and only those that are new."""

import hashlib
import json
import logging

import duckdb

from ml_tasks.identity.config import IdentityConfig
from warehouse.builds import Build

log = logging.getLogger(__name__)

_PROFILES = "profiles_to_match"


def weigh_likeness(
    connection: duckdb.DuckDBPyConnection, build: Build, config: IdentityConfig, *, keep: bool
) -> str | None:
    """Leave the temp table ``scored_pairs``, and return the id of the model that weighed them.

    With ``keep``, what was weighed before is not weighed again unless the profile changed, and the model stays until
    there are several times the profiles that it learned from. Without, nothing is kept: a build of the past learns
    from what was known then. With too few profiles to learn from there are no pairs, and no model.
    """
    (count,) = connection.execute(f"select count(*) from {_PROFILES}").fetchone()
    if count < config.matching.min_profile_count:
        log.info("likeness of profiles is not weighed: %d are too few to learn from", count)
        connection.execute("create or replace temp table scored_pairs as from pii.scored_pairs where false")
        return None
    model_id, settings = _model(connection, build, config, count, keep=keep)
    if keep:
        _score_what_changed(connection, model_id, settings, config, count)
    else:
        # splink takes seconds to import, which a home with few profiles should not pay.
        from ml_tasks.identity.matching import score_pairs  # noqa: PLC0415

        score_pairs(connection, _PROFILES, settings, config.matching, only_changed=False)
    return model_id


def _model(
    connection: duckdb.DuckDBPyConnection, build: Build, config: IdentityConfig, count: int, *, keep: bool
) -> tuple[str, dict]:
    config_hash = hashlib.sha256(config.matching.model_dump_json().encode()).hexdigest()[:16]
    known = connection.execute(
        "select model_id, settings from pii.match_models "
        "where as_of <= $as_of and config_hash = $hash and profile_count * $growth > $count "
        # What a refused build has learned was learned from what a gate refused.
        "and build_id in (select build_id from ops.builds where state = 'passed' or build_id = $build) "
        "order by as_of desc, profile_count desc limit 1",
        {
            "as_of": build.as_of,
            "hash": config_hash,
            "count": count,
            "growth": config.retrain_growth,
            "build": build.build_id,
        },
    ).fetchone()
    if known:
        return known[0], json.loads(known[1])
    from ml_tasks.identity.matching import train_matching  # noqa: PLC0415

    settings = train_matching(connection, _PROFILES, config.matching)
    text = json.dumps(settings, sort_keys=True)
    model_id = hashlib.sha256(text.encode()).hexdigest()[:16]
    log.info("learned from %d profiles how those of one person are alike: model %s", count, model_id)
    if keep:
        connection.execute(
            "insert into pii.match_models by name select $1 as model_id, $2 as config_hash, $3::timestamp as as_of, "
            "$4::bigint as profile_count, $5::json as settings, $6::bigint as build_id",
            [model_id, config_hash, build.as_of, count, text, build.build_id],
        )
    return model_id, settings


_HASH = "hash(first_name, last_name, birth_date, street, city, state, postal_code, email_user, phone)"


def _score_what_changed(
    connection: duckdb.DuckDBPyConnection, model_id: str, settings: dict, config: IdentityConfig, count: int
) -> None:
    connection.execute(
        f"update {_PROFILES} set is_changed = true where customer_ref not in ("
        f"select customer_ref from {_PROFILES} as now inner join pii.compared_profiles as before using (customer_ref) "
        f"where before.model_id = ? and before.content_hash = {_HASH})",
        [model_id],
    )
    (changed,) = connection.execute(f"select count(*) from {_PROFILES} where is_changed").fetchone()
    is_partly = changed < count * config.partial_share
    if changed or _some_have_gone(connection):
        from ml_tasks.identity.matching import score_pairs  # noqa: PLC0415

        score_pairs(connection, _PROFILES, settings, config.matching, only_changed=is_partly)
        _keep(connection, model_id, is_partly=is_partly)
    connection.execute("create or replace temp table scored_pairs as from pii.scored_pairs")
    log.info("compared %d of %d profiles with all others", changed if is_partly else count, count)


def _some_have_gone(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        connection.execute(
            f"select 1 from pii.compared_profiles anti join {_PROFILES} using (customer_ref) limit 1"
        ).fetchall()
    )


def _keep(connection: duckdb.DuckDBPyConnection, model_id: str, *, is_partly: bool) -> None:
    connection.begin()
    try:
        if is_partly:
            standing = f"select customer_ref from {_PROFILES} where not is_changed"
            connection.execute(
                f"delete from pii.scored_pairs where left_ref not in ({standing}) or right_ref not in ({standing})"
            )
        else:
            connection.execute("delete from pii.scored_pairs")
        connection.execute("insert into pii.scored_pairs by name from scored_pairs")
        connection.execute("delete from pii.compared_profiles")
        connection.execute(
            "insert into pii.compared_profiles by name "
            f"select customer_ref, ? as model_id, {_HASH} as content_hash from {_PROFILES}",
            [model_id],
        )
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
