"""Team policy over dbt's manifest; the message of each failure names the model and the mend."""

import re

import pytest

from extract_load.contracts import read_contracts
from warehouse.settings import REPOSITORY, Settings

_PERSONAL = re.compile(r"name$|mail|phone|street|address|birth|postcode|zip|customer_ref|visitor_ref")
_NAMES_OF_THINGS = {
    "segment_name",
    "target_segment_name",
    "previous_segment_name",
    "from_segment_name",
    "to_segment_name",
}
_CLOCKS = re.compile(
    r"current_date|current_timestamp|localtimestamp|run_started_at|getdate\(|\bnow\s*\(|\btoday\s*\(|date\.today|"
    r"datetime\.now|utcnow|time\.time\("
)
_COMMENTS = re.compile(r"--[^\n]*|{#.*?#}", re.DOTALL)
_DECISIONS = re.compile(r"\bcase\b|\bover\b\s*\(|\bover\s+\w+\b|\bqualify\b")
# Read inside the build file by whoever may, to send something to people.
_LOOKED_UP = {"customer_contacts"}


def _published_models(manifest) -> list[dict]:
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    found = [model for model in models if model["schema"] in ("marts", "segments")]
    assert {"customer_features", "customer_rfm", "dim_customers", "fct_orders"} <= {model["name"] for model in found}
    return found


def test_marts_read_intermediate_models_and_marts_only(manifest):
    for model in _published_models(manifest):
        for parent in model["depends_on"]["nodes"]:
            node = manifest["nodes"].get(parent) or manifest["sources"][parent]
            assert node["schema"] not in ("raw", "staging", "pii"), (
                f"{model['name']} reads {node['schema']}.{node['name']}; put an intermediate model between them"
            )


def test_the_vault_is_left_through_few_doors(manifest):
    """Whoever else needs a profile joins its half that may be read, stg_crm__customers."""
    doors = {
        "stg_crm__customers",
        "int_profiles__aged",
        "int_customer_refs__moved",
        "int_customer_attributes__survived",
    }
    vault = {key for key, node in manifest["nodes"].items() if node["schema"] == "pii"}
    assert "model.segmart.profiles" in vault
    readers = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] != "pii" and vault & set(node["depends_on"]["nodes"])
    }
    assert readers <= doors, f"{readers - doors} read schema pii; read stg_crm__customers instead"


def test_descriptions_begin_with_the_grain(manifest):
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
    for node in nodes:
        assert node["description"].startswith("One row per "), (
            f"{node['name']}: the first sentence of its description must be the grain, 'One row per …'"
        )


def test_every_published_column_is_described_and_typed(manifest):
    for model in _published_models(manifest):
        assert model["config"]["contract"]["enforced"], f"{model['name']} needs an enforced contract"
        for column in model["columns"].values():
            place = f"{model['name']}.{column['name']}"
            assert column["description"].strip(), f"{place} needs a description"
            assert column["data_type"], f"{place} needs a data_type"


def test_published_columns_do_not_identify_people(manifest):
    for model in _published_models(manifest):
        for column in model["columns"]:
            # How many e-mails somebody opened tells no address.
            is_harmless = column in _NAMES_OF_THINGS or column.endswith("_count")
            assert is_harmless or not _PERSONAL.search(column), (
                f"{model['name']}.{column} looks like personal data; keep it in schema pii, or carry its keyed hash"
            )


def test_every_model_has_a_primary_key_test(manifest):
    tested = {
        parent
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "primary_key"
        for parent in node["depends_on"]["nodes"]
    }
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "view":
            assert unique_id in tested, f"{node['name']} needs the data test primary_key"


def test_every_case_and_every_window_has_a_unit_test(manifest):
    tested = {unit_test["model"] for unit_test in manifest["unit_tests"].values()}
    found = 0
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model" or node["schema"] not in ("marts", "intermediate"):
            continue
        decision = _DECISIONS.search(_COMMENTS.sub("", node["raw_code"]))
        if decision and node["language"] == "sql":
            found += 1
            assert node["name"] in tested, f"{node['name']} has a `{decision[0]}`, so it needs a unit test in its .yml"
    assert found > 10, "models are not searched any more; mend this test"


def test_exposures_have_owners_and_read_what_is_published(manifest):
    assert manifest["exposures"], "dbt_project/models/exposures.yml has moved; mend this test"
    for exposure in manifest["exposures"].values():
        assert exposure["owner"]["name"], f"exposure {exposure['name']} needs an owner"
        assert exposure["description"].strip(), f"exposure {exposure['name']} needs a description"
        read = [manifest["nodes"][key] for key in exposure["depends_on"]["nodes"]]
        assert read, f"exposure {exposure['name']} reads nothing"
        for node in read:
            assert node["schema"] in ("marts", "segments") or node["name"] in _LOOKED_UP, (
                f"exposure {exposure['name']} reads {node['schema']}.{node['name']}, which is never published"
            )


@pytest.mark.parametrize("folder", ["dbt_project/models", "dbt_project/macros", "ml_tasks"])
def test_as_of_is_the_only_clock(folder):
    paths = [path for path in (REPOSITORY / folder).rglob("*") if path.suffix in (".sql", ".py")]
    assert paths, f"{folder} has moved; mend this test"
    for path in paths:
        clock = _CLOCKS.search(path.read_text(encoding="utf-8"))
        assert clock is None, f"{path.relative_to(REPOSITORY)} asks the clock ({clock[0]}); use as_of"


def test_staging_repeats_what_contracts_say_of_deletions():
    """The macro cannot read a contract, so its arguments must say the same."""
    found = 0
    for contract in read_contracts(Settings(_env_file=None)).values():
        for name, entity in contract.entities.items():
            if entity.op is None:
                continue
            found += 1
            path = REPOSITORY / "dbt_project" / "models" / "staging" / f"stg_{contract.source}__{name}.sql"
            call = re.search(r"newest_by_key\((.*?)\)", path.read_text(encoding="utf-8"), re.DOTALL)
            said = re.search(r"deleted=\[(.*?)\]", call[1])
            deleted = re.findall(r"'(.*?)'", said[1]) if said else ["D"]
            assert f"op='{entity.op.column}'" in call[1], f"{path.name} does not heed {entity.op.column}"
            assert deleted == entity.op.deleted, f"{path.name} takes other values for deletions than the contract"
    assert found, "no contract has an op; mend this test"


def test_staging_repeats_the_currency_that_a_contract_says():
    """Where amounts have no currency of their own, the model writes down that of the contract."""
    found = 0
    for contract in read_contracts(Settings(_env_file=None)).values():
        for name, entity in contract.entities.items():
            path = REPOSITORY / "dbt_project" / "models" / "staging" / f"stg_{contract.source}__{name}.sql"
            said = re.findall(r"'(\w+)' as currency\b", path.read_text(encoding="utf-8"))
            total = entity.control_total
            expected = [contract.currency] if contract.currency and total and not total.currency else []
            if expected or said:
                found += 1
                assert said == (expected or [contract.currency]), (
                    f"{path.name} says that its currency is {said}, and the contract {contract.currency}"
                )
    assert found, "no contract has a currency; mend this test"
