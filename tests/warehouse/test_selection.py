"""What must be made anew follows from the project's own graph."""

import pytest

from warehouse.dbt_runner import read_manifest
from warehouse.selection import as_selection, nodes_to_build
from warehouse.settings import Settings

LAYERS = ("staging", "intermediate", "marts", "segments")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return read_manifest(Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))


def models(manifest, layer, selection):
    names = {node.name for node in manifest.nodes.values() if node.resource_type == "model"}
    return [name for name in nodes_to_build(manifest, layer, selection) if name in names]


def test_a_full_build_leaves_it_to_the_selector(manifest):
    assert nodes_to_build(manifest, "staging", "full") is None


def test_web_alone_leaves_the_staging_of_orders_and_profiles_standing(manifest):
    assert models(manifest, "staging", "web") == [
        "customer_refs",
        "logins",
        "stg_web__changed_events",
        "stg_web__events",
    ]
    assert "int_web_events__sessionized" in models(manifest, "intermediate", "web")
    assert "int_products__completed" not in models(manifest, "intermediate", "web")


def test_the_vault_follows_its_source(manifest):
    assert "profiles" in models(manifest, "staging", "crm")
    assert "profiles" not in models(manifest, "staging", "transactions,web")


def test_when_only_the_clock_moves_no_row_is_staged_again(manifest):
    assert models(manifest, "staging", "none") == []
    assert models(manifest, "marts", "none") == [
        "cohort_retention",
        "customer_attributes",
        "customer_attributes_encoded",
        "customer_behaviour",
        "customer_features",
        "customer_features_history",
        "customer_journeys",
        "customer_profile",
        "customer_rfm",
        "customer_rfm_history",
        "customer_timeline",
        "dim_campaigns",
        "dim_customers",
        "dim_dates",
        "funnel_daily",
        "int_journeys__solved",
        "journey_conversion",
        "journey_transitions",
        "mart_reconciliation",
        "rfm_thresholds",
        "weekly_kpis",
    ]


def test_a_day_older_nobody_says_anything_new(manifest):
    """Ages alone grow with the clock; what they are computed from is chosen anew when somebody said something."""
    assert "int_customer_attributes__survived" in models(manifest, "intermediate", "none")
    assert "golden_attributes" not in models(manifest, "intermediate", "none")
    for source in ("crm", "enrichment"):
        assert "golden_attributes" in models(manifest, "intermediate", source)


def test_segments_are_always_made_anew(manifest):
    assert set(models(manifest, "segments", "none")) == {
        node.name for node in manifest.nodes.values() if node.resource_type == "model" and "segments" in node.tags
    }


def test_a_selection_is_the_same_whatever_the_order():
    assert as_selection(["web", "crm"]) == as_selection(["crm", "web"]) == "crm,web"
    assert as_selection([]) == "none"


@pytest.mark.parametrize(
    ("selection", "layer", "test"),
    [
        ("none", "marts", "weekly_kpis_add_up_to_orders"),
        ("none", "marts", "orders_of_customers_add_up"),
        ("web", "marts", "relationships_fct_order_lines_product_id__product_id__ref_dim_products_"),
    ],
)
def test_a_table_that_is_made_anew_is_tested_against_those_that_stand(manifest, selection, layer, test):
    assert test in nodes_to_build(manifest, layer, selection)


def test_a_test_waits_for_the_last_of_its_tables(manifest):
    for selection in ("web", "crm", "transactions", "none"):
        named = [name for layer in LAYERS for name in nodes_to_build(manifest, layer, selection)]
        assert len(named) == len(set(named))
