"""Twins, and fathers and sons of one name: whoever lives together agrees in more than chance has it.

splink takes comparisons for independent of each other. Of two profiles of one home that differ in the first name alone,
or in the birth date alone, that is not so: they are either one person's, of whom one was misspelled beyond recognition,
or two relatives'. How many of them are which follows from counting them: the first kind is as common among homes as
elsewhere (m, which was learned from pairs that live apart), and the rest are relatives.
"""

from math import inf, log2
from typing import Any

import duckdb

from ml_tasks.identity.matching_chance import found_level
from ml_tasks.identity.matching_comparisons import AS_NAMESAKES, AS_TWINS, AS_UNKNOWN, DIFFERENT, OF_RELATIVES
from ml_tasks.identity.matching_profiles import PROFILES
from ml_tasks.identity.matching_splink import levels_of

_LARGEST_HOME = 20
_FEW = 2
_MOST_MISSPELLED = 0.5
_OF_NAMESAKES = (AS_NAMESAKES, AS_UNKNOWN, DIFFERENT, OF_RELATIVES)


def weigh_relatives(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], excess: float) -> None:
    """Weigh the levels that relatives reach, so that such a pair is one person as often as the counts say."""
    levels = {(name, word): level for name, word, level in levels_of(settings)}
    for (_, word), level in levels.items():
        if word in OF_RELATIVES:
            _set_weight(level, 0.0)
    if not {("first_name", AS_TWINS), ("birth_date", AS_NAMESAKES), ("home", "equal")} <= levels.keys():
        return
    counted = _count_levels(connection, settings)
    matches = settings["probability_two_random_records_match"]
    at_home = log2(matches / (1 - matches)) + _weight(levels["home", "equal"])

    names = [word for name, word in levels if name == "first_name" and word not in (AS_TWINS, DIFFERENT)]
    same_person = sum(counted.get((name, "equal"), 0) for name in names)
    misspelled = _misspelled(same_person, levels["first_name", DIFFERENT])
    odds = _odds(misspelled, _beyond(misspelled, counted.get((AS_TWINS, "equal"), 0), excess))
    weight = log2(odds) - at_home - _weight(levels["birth_date", "equal"])
    _set_weight(levels["first_name", AS_TWINS], min(weight, _weight(levels["first_name", DIFFERENT])))

    dates = [word for name, word in levels if name == "birth_date" and word not in _OF_NAMESAKES]
    same_person = sum(counted.get(("equal", date), 0) for date in dates)
    misspelled = _misspelled(same_person, levels["birth_date", DIFFERENT])
    namesakes = _beyond(misspelled, counted.get(("equal", AS_NAMESAKES), 0), excess)
    known = at_home + _weight(levels["first_name", "equal"])
    weight = log2(_odds(misspelled, namesakes)) - known
    _set_weight(levels["birth_date", AS_NAMESAKES], min(weight, _weight(levels["birth_date", DIFFERENT])))
    # Where namesakes live together, whoever has no birth date is for a person to look at: as likely as not.
    _set_weight(levels["birth_date", AS_UNKNOWN], min(-known, 0.0) if namesakes else 0.0)


def _misspelled(same_person: int, different: dict[str, Any]) -> float:
    """Return how many pairs of one person are misspelled beyond recognition, for so many that are not."""
    share = min(different["m_probability"], _MOST_MISSPELLED)
    return same_person * share / (1 - share)


def _odds(for_it: float, against_it: float) -> float:
    return max(for_it, 0.5) / max(against_it, 0.5) if against_it else inf


def _beyond(expected: float, counted: int, excess: float) -> float:
    """Return how many pairs are relatives: none while misspelling may explain their number."""
    return counted - expected if counted > excess * expected + _FEW else 0.0


def _set_weight(level: dict[str, Any], weight: float) -> None:
    level |= {"m_probability": 2.0**weight, "u_probability": 1.0}


def _count_levels(connection: duckdb.DuckDBPyConnection, settings: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Return first name's level, birth date's level -> pairs of one home."""
    columns = (
        "first_name",
        "first_start",
        "last_name",
        "last_start",
        "birth_date",
        "given",
        "birthday",
        "household",
        "phone",
    )
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in columns)
    compared = [one for one in settings["comparisons"] if one["output_column_name"] in ("first_name", "birth_date")]
    words = {
        comparison["output_column_name"]: [word for name, word, _ in levels_of({"comparisons": [comparison]})]
        for comparison in compared
    }
    counted = connection.execute(
        f"""
        with shared as (select home from {PROFILES} group by home having count(*) between 2 and {_LARGEST_HOME}),

        members as (select p.* from {PROFILES} as p inner join shared using (home)),

        pairs as (select {sides} from members as l inner join members as r on l.household = r.household and l.n < r.n),

        compared as (select {", ".join(found_level(comparison) for comparison in compared)} from pairs)

        select first_name, birth_date, count(*)
        from compared
        where first_name >= 0 and birth_date >= 0
        group by first_name, birth_date
        """
    ).fetchall()
    return {(words["first_name"][name], words["birth_date"][date]): pairs for name, date, pairs in counted}


def _weight(level: dict[str, Any]) -> float:
    return log2(level["m_probability"] / level["u_probability"])
