"""Fixtures of training: planted customers, a quicker configuration, and a way to put a frame into the build file."""

import numpy as np
import pandas as pd
import pytest

from ml_tasks.segmentation.config import SegmentationConfig
from warehouse.connection import build_connection

from .planted import plant


@pytest.fixture(scope="session")
def config() -> SegmentationConfig:
    """Fewer starts and bootstraps than in production; everything else as there."""
    return SegmentationConfig(n_init=4, bootstrap_count=5, bootstrap_n_init=2)


@pytest.fixture(scope="session")
def planted() -> tuple[pd.DataFrame, np.ndarray]:
    """Four hundred customers of five kinds."""
    return plant(400)


@pytest.fixture
def write_features(settings):
    """Put a frame into the build file as ``marts.customer_features``, typed as the mart is, of a build that passed."""

    def write(frame: pd.DataFrame) -> None:
        with build_connection(settings, "test") as connection:
            connection.execute("create schema if not exists marts")
            connection.register("frame", frame)
            connection.execute(
                """
                create or replace table marts.customer_features as
                select * replace (
                    cast(order_count as bigint) as order_count,
                    cast(net_spend_usd as decimal(18, 2)) as net_spend_usd,
                    cast(net_spend_last_90_days_usd as decimal(18, 2)) as net_spend_last_90_days_usd
                )
                from frame
                """
            )
            connection.execute(
                "insert or ignore into ops.builds (build_id, as_of, raw_through_batch, fingerprint, state, opened_at) "
                "values (1, '2018-01-01 04:01:20', 1, 'f', 'passed', '2018-01-01')"
            )
            connection.execute(
                "insert into ops.gate_results values ('marts', 'marts.customer_features', 'Somebody is there.', null, "
                "'400', 'at least 1', 'block', true, '2018-01-01', 1, null, '2018-01-01')"
            )

    return write
