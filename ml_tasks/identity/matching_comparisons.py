"""What is compared of two profiles, and in which words the outcome is told. Levels are tried from the first on."""

from pydantic import BaseModel, ConfigDict


class Level(BaseModel):
    """One outcome of a comparison; ``sql`` sees a column of both profiles as ``<column>_l`` and ``<column>_r``.

    Equal values of ``weighed_by`` weigh more the rarer they are, down to a share of ``rarest``. An outcome that
    ``says_nothing`` speaks neither for one person nor against it.
    """

    model_config = ConfigDict(frozen=True)

    word: str
    sql: str
    weighed_by: str | None = None
    rarest: float = 0.0
    says_nothing: bool = False


class Comparison(BaseModel):
    """Columns that are compared together, because they are not independent of each other."""

    model_config = ConfigDict(frozen=True)

    name: str
    columns: tuple[str, ...]
    levels: tuple[Level, ...]


def _missing(column: str) -> Level:
    return Level(word="missing", sql=f"{column}_l is null or {column}_r is null", says_nothing=True)


def _jaro(column: str, least: float, word: str) -> Level:
    return Level(word=word, sql=f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}")


DIFFERENT = "different"
AS_TWINS = "different, as twins are"
AS_NAMESAKES = "different, as of a father and a son of one name"
# The copies of columns below are for relatives only: splink lets no rule teach a comparison that uses its columns.
AS_UNKNOWN = "missing, where a father and a son may have one name"
OF_RELATIVES = (AS_TWINS, AS_NAMESAKES, AS_UNKNOWN)
TOGETHER = "(household_l = household_r or phone_l = phone_r)"
_DIFFERENT = Level(word=DIFFERENT, sql="ELSE")
# Equal beginnings are quick to see, and spare most pairs the slow function.
_SWAPPED = (
    "(first_start_l = last_start_r or last_start_l = first_start_r) "
    "and jaro_winkler_similarity(first_name_l, last_name_r) >= 0.8 "
    "and jaro_winkler_similarity(last_name_l, first_name_r) >= 0.8"
)
_POSTCODE = "post_digits_l = post_digits_r"
_CITY = "jaro_winkler_similarity(city_l, city_r) >= 0.9"
_PLACE = f"({_POSTCODE} or {_CITY})"
_ROAD = "jaro_winkler_similarity(road_l, road_r) >= 0.9"
# Dates have eight digits: counting unequal places is quick, and spares most pairs the slow function.
_SLIPS = "hamming(birth_date_l, birth_date_r) <= 4 and damerau_levenshtein(birth_date_l, birth_date_r) <= "

COMPARISONS = (
    Comparison(
        name="first_name",
        columns=("first_name",),
        levels=(
            _missing("first_name"),
            Level(word="equal", sql="first_name_l = first_name_r", weighed_by="first_name", rarest=0.003),
            Level(word="swapped with the last", sql=_SWAPPED),
            _jaro("first_name", 0.92, "similar"),
            Level(word="one of the two swapped", sql="first_name_l = last_name_r or last_name_l = first_name_r"),
            _jaro("first_name", 0.8, "close"),
            Level(word=AS_TWINS, sql=f"birthday_l = birthday_r and {TOGETHER}"),
            _DIFFERENT,
        ),
    ),
    Comparison(
        name="last_name",
        columns=("last_name",),
        levels=(
            _missing("last_name"),
            # Who lives together mostly has one name: there it proves nothing that the address has not said already.
            Level(word="equal at one home", sql=f"last_name_l = last_name_r and {TOGETHER}", says_nothing=True),
            Level(word="equal", sql="last_name_l = last_name_r", weighed_by="last_name", rarest=0.0005),
            # That the two names are swapped is one observation, and the first name has told it.
            Level(word="swapped with the first", sql=_SWAPPED, says_nothing=True),
            _jaro("last_name", 0.92, "similar"),
            _jaro("last_name", 0.8, "close"),
            _DIFFERENT,
        ),
    ),
    Comparison(
        name="birth_date",
        columns=("birth_date",),
        levels=(
            Level(
                word=AS_UNKNOWN,
                sql=f"(birth_date_l is null or birth_date_r is null) and given_l = given_r and {TOGETHER}",
            ),
            _missing("birth_date"),
            Level(word="equal", sql="birth_date_l = birth_date_r"),
            Level(
                word="one slip",
                sql=f"{_SLIPS} 1 "
                "or birth_date_l = left(birth_date_r, 4) || right(birth_date_r, 2) || substr(birth_date_r, 5, 2)",
            ),
            Level(word="two slips", sql=f"{_SLIPS} 2"),
            Level(word=AS_NAMESAKES, sql=f"given_l = given_r and {TOGETHER}"),
            _DIFFERENT,
        ),
    ),
    Comparison(
        name="home",
        columns=("street", "postal_code", "city", "phone"),
        levels=(
            Level(
                word="missing",
                sql="(street_l is null or street_r is null) and (postal_code_l is null or postal_code_r is null) "
                "and (city_l is null or city_r is null) and (phone_l is null or phone_r is null)",
                says_nothing=True,
            ),
            # A household shares its number as it shares its address: the second says no more than the first.
            Level(word="equal", sql=f"(street_l = street_r and {_PLACE}) or phone_l = phone_r"),
            Level(word="similar", sql=f"{_ROAD} and {_PLACE}"),
            Level(word="house number and town", sql=f"house_l = house_r and {_PLACE}"),
            Level(word="street only", sql=_ROAD),
            Level(word="town", sql=f"{_POSTCODE} and {_CITY}"),
            Level(word="part of the town", sql=_PLACE),
            _DIFFERENT,
        ),
    ),
    Comparison(
        name="email_user",
        columns=("email_user",),
        levels=(
            _missing("email_user"),
            Level(word="equal", sql="email_user_l = email_user_r"),
            # It is built of the names, which have been compared: namesakes write theirs alike.
            Level(word="similar", sql="jaro_winkler_similarity(email_user_l, email_user_r) >= 0.8", says_nothing=True),
            _DIFFERENT,
        ),
    ),
)
