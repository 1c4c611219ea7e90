"""What a staging model says of its reconciliation and cannot be followed is said in a sentence."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from orchestration import reconcile
from warehouse.builds import Build
from warehouse.connection import build_connection
from warehouse.errors import WrongUse

CONTRACT = """
source: shop
description: A shop.
cadence: daily
freshness_hours: 24
entities:
  lines:
    description: Lines.
    path: lines/*.csv
    format: csv
    key: [line_id]
    event_time: sold_at
    control_total: {amount: paid, currency: currency}
    columns:
      line_id: {type: varchar, required: true}
      paid: {type: "decimal(12,2)"}
      currency: {type: varchar}
      sold_at: {type: timestamp}
"""
TABLES = """
create table raw.shop__lines (
    line_id varchar, paid decimal(12, 2), currency varchar, sold_at timestamp, _batch_id bigint, _source_file varchar,
    _source_row bigint, _loaded_at timestamp, _superseded_in bigint
);
create schema staging; create table staging.stg_shop__lines (line_id varchar, sold_at timestamp, currency varchar)
"""


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ({}, "paid, and there is no such thing"),
        ({"amount": "1", "mart": "staging.no_mart"}, "no_mart, and there is no such thing"),
        ({"amount": "1 +"}, "an expression that is no SQL"),
    ],
)
def test_a_column_that_the_model_does_not_have_is_named(settings, tmp_path, monkeypatch, said, needed):
    (tmp_path / "shop.yml").write_text(CONTRACT)
    model = SimpleNamespace(
        name="stg_shop__lines",
        schema="staging",
        patch_path="segmart://models/staging/stg_shop__lines.yml",
        original_file_path="models/staging/stg_shop__lines.sql",
        config=SimpleNamespace(meta={"reconciled": said}),
    )
    manifest = SimpleNamespace(nodes={"model.segmart.stg_shop__lines": model})
    monkeypatch.setattr(reconcile, "read_manifest", lambda settings: manifest)
    with build_connection(settings, "test") as connection:
        connection.execute("create schema if not exists raw")
        connection.execute(TABLES)
    build = Build(1, datetime(2017, 7, 1), 5, "fingerprint", "full", "open", None, None)

    with pytest.raises(WrongUse, match=rf"^models/staging/stg_shop__lines\.yml: .* needs {needed.replace('+', '.')}"):
        reconcile.reconcile_build(settings.model_copy(update={"sources": tmp_path}), build)
