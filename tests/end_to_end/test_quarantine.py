"""A thousand records of which 37 are bad in nine ways, as the person sees them who has to mend that."""

import pytest

from warehouse.cli import console, run

CONTRACT = """
source: shop
description: A shop.
cadence: daily
freshness_hours: 24
entities:
  lines:
    description: One record per line.
    path: lines/*.csv
    format: csv
    event_time: sold_at
    columns:
      line_id: {from: Line, type: varchar, required: true}
      quantity: {from: Pieces, type: integer}
      amount: {from: Amount, type: "decimal(8,2)"}
      email: {from: E-Mail, type: varchar, pii: direct}
      age: {from: Age, type: integer, pii: quasi}
      sold_at: {from: Sold, type: timestamp, required: true}
"""
GOOD = "{n},1,9.99,a@example.org,41,2020-02-29T12:00:00Z"
# What is said of it: (how many, the record)
BAD = {
    "line_id is missing": (9, ",1,9.99,,,2020-02-29"),
    "quantity: … is not an integer": (7, "{n},many,9.99,,,2020-02-29"),
    "amount: … is not a decimal(8,2)": (6, "{n},1,9.999,,,2020-02-29"),
    "age: … is not an integer": (5, "{n},1,9.99,,forty,2020-02-29"),
    "sold_at: … is not a timestamp": (4, "{n},1,9.99,,,2020-02-30"),
    "sold_at: … lies in the future": (2, "{n},1,9.99,,,2999-01-01"),
    "it has 7 fields where the header has 6": (2, "{n},1,9,99,,,2020-02-29"),
    "a quote is opened and not closed, or stands inside a field": (1, '{n},1,9.99,5" pipe,,2020-02-29'),
    "the line is not UTF-8 text": (1, "{n},1,9.99,\udcff,,2020-02-29"),
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home with the contract, at which the command line looks."""
    contracts, landing = tmp_path / "sources", tmp_path / "home" / "landing" / "lines"
    contracts.mkdir()
    landing.mkdir(parents=True)
    (contracts / "shop.yml").write_text(CONTRACT)
    monkeypatch.setenv("SEGMART_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SEGMART_SOURCES", str(contracts))
    bad = [record for count, record in BAD.values() for _ in range(count)]
    # Bad records stand among the others, as they would.
    records = [bad.pop() if n % 26 == 3 and bad else GOOD for n in range(1000)]
    assert not bad
    text = "Line,Pieces,Amount,E-Mail,Age,Sold\n" + "".join(
        f"{record.format(n=n)}\n" for n, record in enumerate(records)
    )
    (landing / "day.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    yield tmp_path
    console.stop_logging()


def said(capsys, *command):
    status = run(list(command))
    return status, capsys.readouterr().out


def test_a_thousand_records(home, capsys):
    status, printed = said(capsys, "load", "shop")
    assert status == 0
    assert "963 loaded, 37 quarantined from 1 file" in printed
    counted = dict(line.split(None, 1)[::-1] for line in printed.splitlines() if line.startswith("  "))
    assert counted == {reason: str(count) for reason, (count, _) in BAD.items()}

    _, printed = said(capsys, "quarantine", "list")
    assert all(reason in printed for reason in BAD)
    assert "shop: 37 records in quarantine" in printed

    _, printed = said(capsys, "quarantine", "show", "shop", "--reason", "UTF-8")
    assert printed.count("lines/day.csv, record ") == 1
    assert "example.org" not in printed

    mended = CONTRACT.replace("Line, type: varchar, required: true", "Line, type: varchar")
    mended = mended.replace("event_time: sold_at", "updated_at: sold_at")
    (home / "sources" / "shop.yml").write_text(mended)
    assert said(capsys, "quarantine", "replay", "shop") == (
        0,
        "shop.lines: 11 loaded, 26 still quarantined\n",
    )
    _, printed = said(capsys, "quarantine", "list")
    assert "shop: 26 records in quarantine" in printed
    assert said(capsys, "load", "shop") == (0, "shop: nothing new\n")


def test_one_record_s_text_is_shown_on_request(home, capsys):
    said(capsys, "load", "shop")
    _, printed = said(capsys, "quarantine", "show", "shop", "--reason", "quote", "--text")
    assert '5" pipe' in printed


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["quarantine", "show", "shap"], "There is no source 'shap'; there are shop."),
        (["quarantine", "replay", "shop", "--entity", "line"], "shop has no entity 'line'; it has lines."),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(home, capsys, command, sentence):
    assert run(command) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"segmart: {sentence}"


def test_an_empty_quarantine(home, capsys):
    assert said(capsys, "quarantine", "list") == (0, "Nothing stands in quarantine.\n")
    assert said(capsys, "quarantine", "replay", "shop") == (0, "shop: nothing stands in quarantine\n")
