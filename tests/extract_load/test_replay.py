"""What comes back from quarantine, and what has to stay there."""

from expectations.set_aside import set_rows_aside
from extract_load.replay import replay
from warehouse.connection import build_connection

CONTRACT = """
  rows:
    description: Rows.
    path: rows/*
    format: csv
    {dialect}
    columns:
      id: {{type: varchar, required: true}}
      amount: {{type: {amount}}}
      at: {{type: timestamp}}
      name: {{type: varchar}}
"""
HEAD = "id,amount,at,name"


def promise(shop, dialect="key: [id]", amount='"decimal(30,4)"'):
    shop.promise(CONTRACT.format(dialect=dialect, amount=amount))


def load(shop, *, is_passed=True):
    report = shop.load()
    for batch_id in shop.unjudged():
        shop.judge(batch_id, is_passed=is_passed)
    return report


def replayed(shop, **options):
    (report,) = replay(shop.settings, shop.contract, [], **options)
    for batch_id in shop.unjudged():
        shop.judge(batch_id, is_passed=True)
    return report.row_count, report.remaining_count


def set_aside(shop, condition):
    with build_connection(shop.settings, "test") as connection:
        set_rows_aside(connection, "raw.shop__rows", 1, {"a rule": condition})


def test_a_row_that_the_gate_set_aside_comes_back_as_it_was(shop):
    promise(shop)
    shop.land("rows/one", f"{HEAD},colour\na,12345678901234567890.1234,2020-01-01 14:30,Ann,red\nb,1,,,\n")
    shop.load()
    before = shop.query("select * exclude (_batch_id, _loaded_at) from raw.shop__rows order by id")
    set_aside(shop, "id = 'a'")
    shop.judge(1, is_passed=True)
    assert shop.bar() == {"rows/one": (1, 1)}

    assert replayed(shop) == (0, 1)
    assert replayed(shop, with_set_aside=True) == (1, 0)

    assert shop.bar() == {"rows/one": (2, 0)}
    assert shop.query("select * exclude (_batch_id, _loaded_at) from raw.shop__rows order by id") == before


def test_what_was_called_otherwise_then_is_kept_beside(shop):
    promise(shop)
    shop.land("rows/one", f"{HEAD}\na,1,,Ann\n")
    shop.load()
    set_aside(shop, "true")
    shop.judge(1, is_passed=True)
    shop.promise(
        CONTRACT.format(dialect="key: [id]", amount="bigint").replace(
            "amount: {type: bigint}", "sum: {from: amount, type: bigint}"
        )
    )
    assert replayed(shop, with_set_aside=True) == (1, 0)
    assert shop.query("select sum, _extra ->> 'amount' from raw.shop__rows") == [(None, "1.0000")]


def test_what_a_refused_batch_rejected_waits_with_it(shop):
    promise(shop)
    shop.land("rows/one", f"{HEAD}\na,1,,\n,2,,\n")
    load(shop)
    shop.land("rows/one", f"{HEAD}\na,1,,\n,3,,\n")
    load(shop, is_passed=False)
    shop.promise(CONTRACT.format(dialect="key: [id]", amount='"decimal(30,4)"').replace(", required: true", ""))

    assert replayed(shop) == (0, 1)
    shop.judge(2, is_passed=True)
    assert replayed(shop) == (1, 0)
    assert shop.query("select id, amount::integer from raw.shop__rows where _superseded_in is null order by id") == [
        ("a", 1),
        (None, 3),
    ]


def test_a_superseded_file_takes_its_replayed_records_along(shop):
    promise(shop)
    path = shop.land("rows/one", f"{HEAD}\na,1,,\n,2,,\n")
    load(shop)
    shop.promise(CONTRACT.format(dialect="key: [id]", amount='"decimal(30,4)"').replace(", required: true", ""))
    assert replayed(shop) == (1, 0)
    path.write_text(f"{HEAD}\nb,5,,\n")
    load(shop)
    assert shop.bar() == {"rows/one": (1, 0)}
    assert replayed(shop) == (0, 0)


def test_without_a_header_the_contract_of_today_names_the_fields(shop):
    promise(shop, "csv: {header: false}")
    shop.land("rows/one", "a,1,,Ann,x\nb,2,,Bob,y\n")
    load(shop)
    assert shop.rejected("rows/one") == {n: ["it has 5 fields where the contract has 4"] for n in (1, 2)}
    entities = CONTRACT.format(dialect="csv: {header: false}", amount='"decimal(30,4)"')
    shop.promise(entities + "      colour: {type: varchar}\n")
    assert replayed(shop) == (2, 0)
    assert shop.query("select name, colour from raw.shop__rows order by id") == [("Ann", "x"), ("Bob", "y")]
