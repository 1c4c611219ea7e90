"""What loads say they brought is what a build finds, hop by hop; whatever is lost or changed on the way is missed."""

from dataclasses import replace
from datetime import datetime

import pytest

from expectations.marts.reconciliation import SUITE
from expectations.set_aside import set_rows_aside
from extract_load.books import counting_of, note_what_was_loaded
from warehouse.builds import Build
from warehouse.connection import build_connection
from warehouse.control_totals import agree_on, book_forgotten
from warehouse.reconciliation import Trail, begin, reconcile

CONTRACT = """
  {entity}:
    description: Lines.
    path: {entity}/*.csv
    format: csv
    {key}
    event_time: sold_at
    updated_at: changed_at
    op: {{column: op}}
    control_total: {{amount: paid, currency: currency}}
    columns:
      line_id: {{type: varchar, required: true}}
      paid: {{type: "decimal(12,2)", required: true}}
      currency: {{type: varchar}}
      sold_at: {{type: timestamp, required: true}}
      changed_at: {{type: timestamp}}
      op: {{type: varchar}}
"""
HEADER = "line_id,paid,currency,sold_at,changed_at,op\n"
LINES = HEADER + "".join(
    f"l{n},{n}.50,{'EUR' if n % 2 else 'gbp'},2017-06-0{1 + n % 3}T12:00:00Z,,\n" for n in range(9)
)
AS_OF = datetime(2017, 6, 30)
READ = "_superseded_in is null or _superseded_in not in (select batch_id from ops.batches where state = 'passed')"
STAGED = f"""
create or replace table staging.stg as
select line_id, paid, upper(currency) as currency, sold_at
from (from raw.shop__lines where ({READ}) and sold_at <= timestamp '{AS_OF}'
    qualify row_number() over (partition by line_id order by changed_at desc, _source_file desc, _source_row desc) = 1)
where coalesce(op, '') <> 'D';
create or replace table marts.fct as from staging.stg
"""
TRAIL = Trail(
    same=("line_id",),
    has_key=True,
    reached=f"sold_at <= timestamp '{AS_OF}'",
    updated_at="changed_at",
    gone="coalesce(op, '') = 'D'",
    staging="staging.stg",
    day="sold_at",
    amount="paid",
    currency="currency",
    mart="marts.fct",
)


class Books:
    """A shop with one entity, ``lines``, whose loads are booked and whose builds are reconciled."""

    def __init__(self, shop, *, trail=TRAIL, staged=STAGED):
        self.shop, self.trail, self.staged = shop, trail, staged
        key = "key: [line_id]" if trail.has_key else ""
        contract = CONTRACT.format(entity="lines", key=key)
        shop.promise(contract if trail.has_key else contract.replace("    op: {column: op}\n", ""))

    def load(self, **files: str) -> int:
        """Land files, load and pass them; return the batch."""
        for name, content in files.items():
            self.shop.land(f"lines/{name}.csv", content)
        self.shop.load()
        (batch_id,) = self.shop.unjudged()
        self.book(batch_id)
        self.shop.judge(batch_id, is_passed=True)
        return batch_id

    def book(self, batch_id: int) -> None:
        with build_connection(self.shop.settings, "test") as connection:
            if connection.execute("select 1 from ops.control_totals where batch_id = ?", [batch_id]).fetchone():
                return
            names = connection.execute("select file from ops.loaded_files where batch_id = ?", [batch_id]).fetchall()
            names = [name for (name,) in names]
            note_what_was_loaded(connection, self.shop.contract, "lines", batch_id, names=names, layouts={})

    def execute(self, sql: str) -> None:
        with build_connection(self.shop.settings, "test") as connection:
            connection.execute(sql)

    def build(self) -> None:
        self.execute("create schema if not exists staging; create schema if not exists marts")
        self.execute(self.staged)

    def differences(self) -> list[str]:
        """Reconcile as a build does before its gate, and return what the gate would say."""
        with build_connection(self.shop.settings, "test") as connection:
            (through,) = connection.execute("select max(batch_id) from ops.batches where state = 'passed'").fetchone()
            counted = counting_of(self.shop.contract, "lines")
            build = Build(7, AS_OF, through, "f", "full", "open", None, None)
            begin(connection)
            agree_on(connection, counted)
            book_forgotten(connection, counted)
            reconcile(connection, build, counted, self.trail)
            queries = [one.unexpected_rows_query.format(batch="ops.reconciliation") for one in SUITE.expectations]
            return [subject for query in queries for (subject,) in connection.execute(query).fetchall()]

    def totals(self, *figures: str) -> tuple:
        said = ", ".join(f"sum({figure}_count)::int" for figure in figures)
        (row,) = self.shop.query(f"select {said} from ops.reconciliation")
        return row


@pytest.fixture
def books(shop) -> Books:
    return Books(shop)


def test_a_load_adds_up_by_day_and_currency_down_to_the_mart(books):
    books.load(a=LINES)
    books.build()

    assert books.differences() == []
    assert books.shop.query(
        "select event_day::varchar, currency, landed_count, landed_amount, mart_amount "
        "from ops.reconciliation order by all limit 2"
    ) == [
        ("2017-06-01", "EUR", 1, 3.5, 3.5),
        ("2017-06-01", "GBP", 2, 7, 7),
    ]


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (
            "delete from raw.shop__lines where line_id = 'l3'; delete from staging.stg where line_id = 'l3'; "
            "delete from marts.fct where line_id = 'l3'",
            "shop.lines of 2017-06-01 in EUR: records expected 1 (3.50), found 0 (0.00)",
        ),
        (
            "update raw.shop__lines set sold_at = '2017-06-02' where line_id = 'l3'; update staging.stg set sold_at = "
            "'2017-06-02' where line_id = 'l3'; update marts.fct set sold_at = '2017-06-02' where line_id = 'l3'",
            "shop.lines of 2017-06-01 in EUR: records expected 1 (3.50), found 0 (0.00)",
        ),
        (
            "update staging.stg set paid = 3.51 where line_id = 'l3'; update marts.fct set paid = 3.51 "
            "where line_id = 'l3'",
            "shop.lines of 2017-06-01 in EUR: records expected 1 (3.50), found 1 (3.51)",
        ),
        (
            "insert into marts.fct from staging.stg where line_id = 'l3'",
            "shop.lines of 2017-06-01 in EUR: records expected 1 (3.50), found 2 (7.00)",
        ),
        (
            "update marts.fct set currency = 'CAD' where line_id = 'l3'",
            "shop.lines of 2017-06-01 in CAD: records expected 0 (0.00), found 1 (3.50)",
        ),
    ],
)
def test_what_is_lost_changed_or_doubled_is_missed(books, planted, said):
    books.load(a=LINES)
    books.build()
    books.execute(planted)

    assert said in books.differences()


def test_everything_that_happens_to_records_is_accounted_for(books):
    books.load(a=LINES, b=HEADER + "b1,1,EUR,2017-06-05,,\nb2,x,EUR,2017-06-05,,\n")
    # Corrected content of b, an overlap with a, a newer version, a deletion, an insertion of what was deleted, and
    # something that as_of has not reached.
    books.load(
        b=HEADER + "b1,1.25,EUR,2017-06-05,,\n",
        c=LINES + "late,9,EUR,2017-07-02,,\n",
        d=HEADER + "l1,2,EUR,2017-06-02,2017-06-03,\nl2,2.50,GBP,2017-06-03,2017-06-03,D\n"
        "l4,4.50,GBP,2017-06-02,2017-06-03,D\nl4,5,GBP,2017-06-02,2017-06-04,I\n",
    )
    books.build()

    assert books.differences() == []
    figures = ("landed", "superseded", "raw", "later", "repeated", "deleted", "staging", "mart")
    assert books.totals(*figures) == (25, 1, 24, 1, 13, 1, 9, 9)


def test_rows_that_the_gate_sets_aside_are_accounted_for(books):
    batch_id = books.load(a=LINES)
    with build_connection(books.shop.settings, "test") as connection:
        set_rows_aside(connection, "raw.shop__lines", batch_id, {"It is dear.": "paid > 7"})
    books.build()

    assert books.differences() == []
    assert books.totals("landed", "set_aside", "raw", "mart") == (9, 2, 7, 7)
    assert books.shop.query("from ops.rejections") == [(batch_id, "shop", "lines", "lines/a.csv", "It is dear.", 2)]


def test_a_batch_that_no_gate_passed_is_on_neither_side(books):
    books.load(a=LINES)
    books.shop.land("lines/a.csv", LINES + "extra,1,EUR,2017-06-01,,\n")
    books.shop.load()
    (refused,) = books.shop.unjudged()
    books.book(refused)
    books.shop.judge(refused, is_passed=False)
    books.build()
    books.execute("delete from staging.stg where line_id = 'extra'; delete from marts.fct where line_id = 'extra'")
    books.execute(
        "create or replace table staging.stg as select line_id, paid, upper(currency) as currency, sold_at "
        f"from raw.shop__lines where _batch_id <> {refused}; create or replace table marts.fct as from staging.stg"
    )

    assert books.differences() == []
    assert books.totals("landed", "superseded", "raw") == (9, 0, 9)


def test_replayed_rows_belong_to_their_file_and_go_when_it_is_replaced(books):
    """A replay brings rows of a file in a later batch; a later content of that file supersedes both."""
    books.load(a=LINES)
    (replay,) = [batch for (batch,) in books.shop.query("select nextval('ops.batch_ids')")]
    books.execute(
        f"insert into ops.batches values ({replay}, 'shop', 'loaded', '2017-06-04', '2017-06-04', 1, 1, 0); "
        "insert into raw.shop__lines by name select * replace ("
        f"'again' as line_id, {replay} as _batch_id, 99 as _source_row) from raw.shop__lines where line_id = 'l3'; "
        "update ops.loaded_files set row_count = row_count + 1, record_count = record_count + 1"
    )
    with build_connection(books.shop.settings, "test") as connection:
        note_what_was_loaded(connection, books.shop.contract, "lines", replay, names=["lines/a.csv"], layouts={})
    books.shop.judge(replay, is_passed=True)
    books.build()
    assert books.differences() == []
    assert books.totals("landed", "raw", "mart") == (10, 10, 10)

    books.execute("delete from ops.control_totals; delete from ops.counted_entities")
    assert books.differences() == []
    assert books.totals("landed", "raw", "mart") == (10, 10, 10)

    books.load(a=HEADER + "l1,1,EUR,2017-06-01,,\n")
    books.build()
    assert books.differences() == []
    assert books.totals("landed", "superseded", "raw", "mart") == (11, 10, 1, 1)


def test_without_a_key_records_count_as_often_as_the_file_that_has_them_most_often(shop):
    same = ("line_id", "paid", "currency", "sold_at", "changed_at", "op")
    kept = """
        create or replace table staging.stg as
        select line_id, paid, currency, sold_at
        from (
            select line_id, paid, currency, sold_at, _source_file, count(*) as n from raw.shop__lines group by all
        ) group by line_id, paid, currency, sold_at having max(n) > 0;
        insert into staging.stg select line_id, paid, currency, sold_at from staging.stg where line_id = 'twice';
        create or replace table marts.fct as from staging.stg
    """
    books = Books(shop, trail=replace(TRAIL, same=same, has_key=False, gone=None, updated_at=None), staged=kept)
    twice = "twice,2,EUR,2017-06-01,,\n"
    books.load(a=LINES + twice + twice, b=LINES + twice)
    books.build()

    assert books.differences() == []
    assert books.totals("landed", "repeated", "staging") == (21, 10, 11)
    books.execute("insert into staging.stg from staging.stg where line_id = 'l1'")
    assert books.differences() != []


def test_books_of_a_home_that_kept_none_are_made_up_for(books):
    books.load(a=LINES)
    books.execute("delete from ops.control_totals; delete from ops.counted_entities")
    books.build()
    assert books.differences() == []

    books.execute("delete from ops.control_totals; delete from raw.shop__lines where line_id = 'l3'")
    books.build()
    assert books.differences() == ["shop.lines: records expected 1 (0.00), found 0 (0.00)"]


def test_a_contract_that_adds_up_another_column_begins_its_books_anew(books):
    books.load(a=LINES)
    books.build()
    books.shop.promise(CONTRACT.format(entity="lines", key="key: [line_id]").replace(", currency: currency}", "}"))
    books.trail = replace(TRAIL, currency="cast(null as varchar)")

    assert books.differences() == []
    assert books.shop.query("select distinct currency from ops.reconciliation") == [(None,)]


def test_without_amounts_records_are_counted(books):
    books.shop.promise(
        CONTRACT.format(entity="lines", key="key: [line_id]").replace(
            "    control_total: {amount: paid, currency: currency}\n", ""
        )
    )
    books.trail = replace(TRAIL, amount=None)
    books.load(a=LINES)
    books.build()
    assert books.differences() == []

    books.execute("delete from staging.stg where line_id = 'l3'")
    assert books.differences() == [
        "shop.lines of 2017-06-01: records expected 3, found 2",
        "shop.lines of 2017-06-01: records expected 2, found 3",
    ]


def test_a_replay_takes_back_the_reasons_of_what_it_brings(books):
    books.load(a=LINES + "odd,x,EUR,2017-06-01,,\nodder,y,EUR,2017-06-01,,\n")
    books.execute("update quarantine.rejected_rows set replayed_in = 99 where source_row = 11")
    with build_connection(books.shop.settings, "test") as connection:
        note_what_was_loaded(connection, books.shop.contract, "lines", 99, names=["lines/a.csv"], layouts={})

    assert books.shop.query("select sum(record_count)::int, count(*) from ops.rejections group by reason") == [(1, 2)]
