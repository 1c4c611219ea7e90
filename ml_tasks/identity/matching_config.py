"""Every knob of the probabilistic matching, typed, in one place: one configuration for every source of profiles."""

from pydantic import BaseModel, ConfigDict, Field

from ml_tasks.identity.matching_comparisons import COMPARISONS, Comparison


class BlockingRule(BaseModel):
    """Profiles that agree in all of ``keys`` are compared; SQL over the columns of ``matching_profiles``.

    With ``either``, they have to agree in one more, wherever it stands: somebody's first name in the other's last.
    """

    model_config = ConfigDict(frozen=True)

    keys: tuple[str, ...]
    either: tuple[str, ...] = ()
    max_block_size: int | None = None

    @property
    def name(self) -> str:
        """What the rule is called in evidence."""
        return " + ".join((*self.keys, *([" or ".join(self.either)] if self.either else [])))


class TrainingRule(BaseModel):
    """Blocks in which EM learns about the comparisons that it ``teaches``.

    ``apart`` leaves out pairs of one home: twins and namesakes of a family would pass for one person's profiles.
    """

    model_config = ConfigDict(frozen=True)

    keys: tuple[str, ...]
    teaches: tuple[str, ...]
    apart: bool = False


def _rule(*keys: str, either: tuple[str, ...] = (), max_block_size: int | None = None) -> BlockingRule:
    return BlockingRule(keys=keys, either=either, max_block_size=max_block_size)


_NAMES = ("first_start", "last_start")


class MatchingConfig(BaseModel):
    """How profiles that share no key are compared, and from when on two of them count as one person."""

    model_config = ConfigDict(frozen=True)

    match_probability: float = Field(0.65, gt=0, lt=1, description="From here on two profiles are merged.")
    review_probability: float = Field(
        0.25,
        gt=0,
        lt=1,
        description="From here on, below a merge, a person is asked; what is less likely is forgotten.",
    )
    min_profile_count: int = Field(500, description="Fewer profiles teach nothing: then nothing is matched at all.")
    max_missing_share: float = Field(0.8, description="A comparison that more of the profiles lack is left out.")
    comparisons: tuple[Comparison, ...] = COMPARISONS
    blocking_rules: tuple[BlockingRule, ...] = (
        _rule("birth_date", either=_NAMES),
        _rule("birth_date", "post_digits"),
        _rule("birth_date", "city"),
        _rule("birth_date", "road_start"),
        _rule("postal_code", either=_NAMES),
        _rule("post_digits", "city_start", either=_NAMES),
        _rule("post_digits", "house", either=_NAMES),
        _rule("road_start", "house", either=_NAMES),
        _rule("city", "first_start", "last_start"),
        _rule("names", either=("left(birth_date, 4)", "right(birth_date, 4)", "city_start")),
        # Rare names alone; those that many have say too little.
        _rule("names", max_block_size=12),
        _rule("road_start", "post_digits"),
        _rule("road_start", "house", "city"),
        _rule("email_user"),
        _rule("phone"),
    )
    max_block_size: int = Field(
        60, ge=2, description="A block that holds more profiles says nothing of who is who, and its pairs explode."
    )
    certain_rules: tuple[BlockingRule, ...] = Field(
        (
            _rule("first_name", "last_name", "birth_date"),
            _rule("first_name", "birth_date", "postal_code"),
            _rule("first_name", "last_name", "street", "postal_code", "email_user"),
        ),
        description="Pairs that are one person by all appearances; their number says how common second profiles are.",
    )
    certain_share: float = Field(
        0.7, description="The share of all second profiles that certain rules are taken to find."
    )
    training_rules: tuple[TrainingRule, ...] = Field(
        (
            TrainingRule(keys=("birth_date",), teaches=("first_name", "last_name"), apart=True),
            TrainingRule(keys=("first_name", "last_name"), teaches=("birth_date",), apart=True),
            TrainingRule(keys=("first_name", "last_name", "birth_date"), teaches=("home", "email_user")),
            # For sources without birth dates or names: only what nobody has learned by then is taken from these.
            TrainingRule(keys=("email_user",), teaches=("first_name", "last_name", "birth_date", "home")),
            TrainingRule(keys=("first_name", "last_name"), teaches=("home", "email_user", "birth_date")),
        ),
        description="In this order, the first that teaches a comparison is believed.",
    )
    max_training_pair_count: int = Field(500_000, description="At most about so many pairs of a training rule.")
    min_training_pair_count: int = Field(50, description="A training rule with fewer pairs teaches nothing.")
    relatives_excess: float = Field(
        4, ge=1, description="So many times the misspelled profiles that are expected at home count as relatives."
    )
    sample_size: int = Field(
        2_000, description="Profiles whose pairs, all of them, show how strangers agree by chance."
    )
    least_probability: float = Field(1e-7, description="What was never seen in a sample is not taken for impossible.")
    least_m_probability: float = Field(
        1e-3, description="The same for what was never seen among one person's profiles."
    )
    doubt_probability: float = Field(
        0.02, description="A pair of the sample that may be one person is no pair of strangers."
    )
    max_rounds: int = Field(6, ge=1, description="How often chance is measured anew, without whoever was found twice.")
