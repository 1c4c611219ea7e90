"""The benchmark of loading is fair: what it compares a load with brings the same rows."""

import duckdb
import pytest

from benchmarks import generate, loading
from benchmarks.company.landing import new_home
from extract_load.contracts import read_contracts
from extract_load.load import load_source


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    out = tmp_path_factory.mktemp("company") / "company"
    assert generate.main(["--customers", "40", "--days", "200", "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize(
    ("source", "entity_name", "records"), [("transactions", "order_lines", 400), ("web", "events", 1200)]
)
def test_the_bare_statement_reads_what_a_load_brings(company, tmp_path, source, entity_name, records):
    settings = new_home(tmp_path, company)
    contract = read_contracts(settings)[source]
    load_source(settings, contract)
    entity = contract.entities[entity_name]
    columns = ", ".join(f'"{name}"' for name in entity.columns)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        loaded = connection.execute(f"select {columns} from {contract.table(entity_name)} order by all").fetchall()
        connection.execute(f"create temp table bare as {loading.bare_query(entity, company / source / entity_name)}")
        assert connection.execute("select * from bare order by all").fetchall() == loaded
        types = [type_.lower() for _, type_, *_ in connection.execute("describe bare").fetchall()]
    assert types == [spec.type for spec in entity.columns.values()]
    assert len(loaded) == records


def test_a_company_of_no_customers_is_not_asked_for(capsys, tmp_path):
    with pytest.raises(SystemExit, match="2"):
        generate.main(["--customers", "0", "--out", str(tmp_path)])
    assert "0 is not between 1 and 4,000,000" in capsys.readouterr().err
