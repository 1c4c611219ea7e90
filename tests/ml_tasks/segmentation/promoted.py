"""A model of a chosen shape, promoted by the test, and dbt models built with it."""

from dataclasses import replace

import numpy as np

from ml_tasks.segmentation.keeping.decisions import decide_on
from ml_tasks.segmentation.keeping.model_rows import model_rows
from ml_tasks.segmentation.keeping.models import store_model
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke

from .planted import AS_OF

FOUR_BY_K_MEANS = {
    "candidate_ks": (4,),
    "k_range": (4, 4),
    # The mixture of natural clusters is never near enough to theirs, so that k-means is what training proposes.
    "min_mixture_agreement": 2.0,
}


def as_it_is(model):
    """The model that training found."""
    return model


def as_mixture(model):
    """The same prototypes as a Gaussian mixture whose segments are wide and narrow, many and few."""
    random = np.random.default_rng(3)
    variances = random.uniform(0.05, 2, model.prototypes.shape)
    shares = random.dirichlet(np.full(len(variances), 5.0))
    penalties = np.log(variances).sum(axis=1) - 2 * np.log(shares)
    return replace(model, variances=variances, penalties=penalties, outlier_radius=7.5)


def promote(settings, proposal, model) -> str:
    """Store a proposal with this model instead of its own, promote it, and return the version."""
    with build_connection(settings, "test") as connection:
        store_model(connection, model_rows(replace(proposal, fit=replace(proposal.fit, model=model)), 1))
        decide_on(connection, proposal.version, "promoted", "by the test")
    return proposal.version


def run_models(settings, version: str, *models: str):
    """Build dbt models with the version as champion, and return dbt's outcome."""
    variables = {"as_of": str(AS_OF), "build_id": 1, "raw_through_batch": 1, "model_version": version}
    return invoke(settings, ["run", "--select", *models], variables=variables)


def built(settings, version: str, *models: str):
    """Build dbt models with the version as champion, and return the rows of the last one, customer by customer."""
    outcome = run_models(settings, version, *models)
    assert outcome.success, outcome.exception or [result.message for result in outcome.result]
    with build_connection(settings, "test") as connection:
        return connection.execute(f"from segments.{models[-1]} order by customer_id").df()
