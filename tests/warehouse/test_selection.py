"""What must be made anew follows from the project's own graph."""

import pytest

from warehouse.dbt_runner import read_manifest
from warehouse.selection import as_selection, models_to_build
from warehouse.settings import Settings


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return read_manifest(Settings(home=tmp_path_factory.mktemp("home"), _env_file=None))


def test_a_full_build_leaves_it_to_the_selector(manifest):
    assert models_to_build(manifest, "staging", "full") is None


def test_web_alone_leaves_the_staging_of_orders_and_profiles_standing(manifest):
    assert models_to_build(manifest, "staging", "web") == ["stg_web__events"]
    assert "int_web_events__sessionized" in models_to_build(manifest, "intermediate", "web")
    assert "int_products__completed" not in models_to_build(manifest, "intermediate", "web")


def test_the_vault_follows_its_source(manifest):
    assert "customer_contacts" in models_to_build(manifest, "staging", "crm")
    assert "customer_contacts" not in models_to_build(manifest, "staging", "transactions,web")


def test_when_only_the_clock_moves_no_row_is_staged_again(manifest):
    assert models_to_build(manifest, "staging", "none") == []
    assert models_to_build(manifest, "marts", "none") == [
        "customer_behaviour",
        "customer_features",
        "customer_rfm",
        "weekly_kpis",
    ]


def test_segments_are_always_made_anew(manifest):
    assert set(models_to_build(manifest, "segments", "none")) == {
        node.name for node in manifest.nodes.values() if node.resource_type == "model" and node.schema == "segments"
    }


def test_a_selection_is_the_same_whatever_the_order():
    assert as_selection(["web", "crm"]) == as_selection(["crm", "web"]) == "crm,web"
    assert as_selection([]) == "none"
