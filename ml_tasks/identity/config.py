"""Every knob of identity resolution, typed, in one place."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ml_tasks.identity.matching_config import MatchingConfig

LinksWhen = Literal["not_contradicted", "nothing_differs", "names_agree"]


class Identifier(BaseModel):
    """Something that two profiles may share because they are one person.

    ``not_contradicted`` links unless first names and birth dates both differ; ``nothing_differs`` unless one of them
    does, which leaves a family with one phone apart; ``names_agree`` links only those whose first and last names are
    known and alike.
    """

    model_config = ConfigDict(frozen=True)

    max_people: int = Field(ge=1, description="One that references of more names than this share links nobody.")
    max_references: int = Field(50, ge=2, description="The same, of however many names they are.")
    links_when: LinksWhen
    placeholders: tuple[str, ...] = Field((), description="Regular expressions of what people type to get past a form.")


class IdentityConfig(BaseModel):
    """How references are found to be one person."""

    model_config = ConfigDict(frozen=True)

    email: Identifier = Identifier(
        max_people=5,
        links_when="not_contradicted",
        placeholders=(
            r"(none|null|no|nobody|noemail|no-?reply|unknown|na|test|xxx*|a+|anonymous)@.*",
            r".*@(none|nowhere|noemail|test|nomail|invalid)(\..*)?",
        ),
    )
    phone: Identifier = Identifier(
        max_people=5,
        links_when="nothing_differs",
        placeholders=(r"(\+1)?(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)", r"(\+1)?(0?123456789?0?|123456|1234567)"),
    )
    loyalty_id: Identifier = Identifier(
        max_people=5, links_when="not_contradicted", placeholders=(r"0+|1+|9+|none|null|n/?a|unknown|x+|-+",)
    )
    cookie: Identifier = Identifier(max_people=3, links_when="names_agree")
    similar_name: float = Field(0.85, ge=0, le=1, description="Names are alike from this Jaro-Winkler similarity on.")
    phone_region: str = Field("US", description="Country of phone numbers without a country code, unless known.")
    matching: MatchingConfig = MatchingConfig()
    retrain_growth: float = Field(4, gt=1, description="A model learns anew from this many times its profiles on.")
    partial_share: float = Field(0.3, description="From this share of changed profiles on all are compared again.")

    def identifiers(self) -> dict[str, Identifier]:
        """Return the identifiers by their type."""
        return {"email": self.email, "phone": self.phone, "loyalty_id": self.loyalty_id, "cookie": self.cookie}
