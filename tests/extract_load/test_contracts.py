"""Contracts that say something impossible are refused with the line in which they say it."""

import pytest

from extract_load.contracts import read_contracts, select_contracts
from warehouse.errors import WrongUse
from warehouse.settings import Settings

GOOD = """\
source: shop
description: A shop.
cadence: daily
freshness_hours: 24
entities:
  lines:
    description: One record per line.
    path: lines/*.csv
    format: csv
    key: [line_id]
    columns:
      line_id: {type: varchar, required: true}
      amount: {from: Amount, type: "decimal(8, 2)", pii: none}
"""

# name: (text to replace, what by, line, words of the sentence)
FAULTS = {
    "broken YAML": ("cadence: daily", "cadence: [daily", 4, "is not YAML: "),
    "a tab": ("    path:", "\tpath:", 8, "is not YAML: "),
    "unknown key": ("cadence: daily", "cadence: daily\nowner: me", 4, "owner: Extra inputs are not permitted"),
    "unknown key of a column": (
        "required: true",
        "must: true",
        12,
        "entities.lines.columns.line_id.must: Extra inputs",
    ),
    "missing key": ("cadence: daily\n", "", 1, "cadence: Field required"),
    "missing key of an entity": ("    format: csv\n", "", 6, "entities.lines.format: Field required"),
    "unknown type": ("type: varchar", "type: text", 12, "columns.line_id.type: 'text' is no type of ours"),
    "impossible decimal": ("decimal(8, 2)", "decimal(8, 9)", 13, "a decimal(p,s) has p from 1 to 38, and s at most p"),
    "overlong decimal": ("decimal(8, 2)", "decimal(39,2)", 13, "a decimal(p,s) has p from 1 to 38"),
    "unknown format": (
        "format: csv",
        "format: xml",
        9,
        "entities.lines.format: Input should be 'csv', 'jsonl', 'json'",
    ),
    "unknown privacy class": ("pii: none", "pii: some", 13, "columns.amount.pii: Input should be 'none', "),
    "unknown time zone": ("cadence: daily", "cadence: daily\ntime_zone: Mars", 4, "'Mars' is not an IANA time zone"),
    "column of an odd name": ("line_id: {", "Line-ID: {", 12, "'Line-ID' is no name of ours"),
    "entity of an odd name": ("  lines:", "  order__lines:", 6, "'order__lines' is no name of ours"),
    "absent and required": (
        "required: true",
        "required: true, may_be_absent: true",
        12,
        "required and may_be_absent cannot both be true",
    ),
    "key without a column": ("key: [line_id]", "key: [order_id]", 6, "'order_id' is named in key, but is not among"),
    "two characters between fields": ("    key:", "    csv: {delimiter: '||'}\n    key:", 10, "at most 1 character"),
    "a line end between fields": ("    key:", '    csv: {delimiter: "\\n"}\n    key:', 10, "can part nothing"),
    "one sign for two things": (
        "    key:",
        "    csv: {quote: ','}\n    key:",
        10,
        "',' cannot be the delimiter",
    ),
    "how CSV is written, of JSON": ("format: csv", "format: json\n    csv: {}", 6, "but the format is json"),
    "lateness of what never happened": (
        "    key:",
        "    late_days: 3\n    key:",
        6,
        "late_days counts from",
    ),
    "changes of no key": ("key: [line_id]", "op: {column: line_id}", 6, "there is no key"),
    "a moment that is a text": ("    key:", "    event_time: line_id\n    key:", 6, "expected a date or a timestamp"),
    "a total of texts": ("    key:", "    control_total: {amount: line_id}\n    key:", 6, "which is no number"),
    "path out of landing": ("lines/*.csv", "../lines/*.csv", 8, "is no path below the landing folder"),
    "absolute path": ("lines/*.csv", "/lines/*.csv", 8, "is no path below the landing folder"),
    "path that cannot match": ("lines/*.csv", "lines/**.csv", 8, "is no path below the landing folder"),
    "no columns": (
        GOOD[GOOD.index("    columns:") :],
        "    columns: {}\n",
        11,
        "columns: Dictionary should have at least 1 item",
    ),
    "a column twice": ("      amount:", "      line_id:", 13, "says 'line_id' a second time"),
    "another source": ("source: shop", "source: store", None, "its file must bear that name"),
    "a word": (GOOD, "shop", 1, "the whole file: "),
    "nothing": (GOOD, "", None, "the whole file: "),
    "a control character": ("A shop.", "A \x07 shop.", None, "is not YAML: "),
    "negative hours": ("hours: 24", "hours: 0", 4, "freshness_hours: Input should be greater than 0"),
}


@pytest.fixture
def contract(tmp_path):
    """Write a contract, and read it."""

    def read(text: str | bytes, name: str = "shop.yml"):
        path = tmp_path / "sources" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_contracts(Settings(sources=path.parent, _env_file=None))

    return read


def test_a_contract_is_read(contract):
    entity = contract(GOOD)["shop"].entities["lines"]
    assert entity.source_names() == {"line_id": "line_id", "amount": "Amount"}
    assert entity.columns["amount"].type == "decimal(8,2)"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_line(contract, name):
    said, instead, line, words = FAULTS[name]
    assert said in GOOD
    with pytest.raises(WrongUse) as caught:
        contract(GOOD.replace(said, instead, 1))
    sentence = str(caught.value)
    assert words in sentence
    assert "shop.yml" in sentence
    assert sentence.endswith(".")
    assert (f"shop.yml, line {line}," in sentence) is (line is not None)


def test_a_contract_that_is_not_text(contract):
    with pytest.raises(WrongUse, match=r"shop\.yml is not UTF-8 text"):
        contract(GOOD.replace("A shop.", "Ein Gesch\xe4ft").encode("latin-1"))


def test_a_folder_without_contracts(tmp_path):
    with pytest.raises(WrongUse, match="There is no contract"):
        read_contracts(Settings(sources=tmp_path / "nowhere", _env_file=None))


def test_only_sources_that_there_are_can_be_selected(contract):
    contracts = contract(GOOD)
    assert select_contracts(contracts, []) == select_contracts(contracts, ["shop"]) == [contracts["shop"]]
    with pytest.raises(WrongUse, match="There is no source 'web'; there are shop"):
        select_contracts(contracts, ["web"])


def test_the_project_s_own_contracts_are_sound():
    contracts = read_contracts(Settings(_env_file=None))
    assert contracts.keys() == {"crm", "engagement", "enrichment", "outlet", "transactions", "web"}
