"""Every expectation of every suite is met in a sound warehouse, and one particular piece of trouble breaks it."""

import pytest

from expectations.judge import judge
from expectations.subjects import batch_subjects, table_subjects
from expectations.suites import load_suites
from warehouse.connection import build_connection

# (gate, table): {the expectation's sentence: the trouble that it is there for}
TROUBLE = {
    ("raw", "ops.loaded_files"): {
        "Most records satisfy their contract.": "update {table} set row_count = 70, rejected_count = 90",
        "Hardly any record is rejected.": "update {table} set row_count = 150, rejected_count = 10",
    },
    ("raw", "ops.batch_figures"): {
        "The usual number of records came for each day.": (
            "update {table} set value = 40 where figure = 'records_per_day' and batch_id = 1"
        ),
        "As many values as usual are missing.": (
            "update {table} set value = 0.6 where figure = 'null_share' and batch_id = 1"
        ),
        "Amounts are what they usually are.": (
            "update {table} set value = 350 where figure = 'median_amount' and batch_id = 1"
        ),
    },
    ("raw", "raw.transactions__order_lines"): {
        "Most lines name a customer.": "update {table} set customer_ref = null where _source_row % 3 > 0",
        "A discount is a positive amount, except on a refund.": (
            "update {table} set retail_discount_amount = -retail_discount_amount"
        ),
        "Most lines bring in money.": "update {table} set sales_amount = -3.50 where _source_row % 3 > 0",
        "An order is not older than 1990.": (
            "update {table} set ordered_at = timestamp '1970-01-01' where _source_row = 5"
        ),
        "An order is not older than 1990, in at least half of the rows.": (
            "update {table} set ordered_at = timestamp '1970-01-01' where _source_row % 3 > 0"
        ),
        "A returned quantity brings in no money.": "update {table} set quantity = -1 where _source_row = 5",
        "A returned quantity brings in no money, in at least half of the rows.": (
            "update {table} set quantity = -1 where _source_row % 3 > 0"
        ),
        "Few lines are worth nothing.": "update {table} set sales_amount = 0 where _source_row % 10 = 0",
        "Few lines have a quantity of zero.": "update {table} set quantity = 0 where _source_row % 10 = 0",
        "Few lines are refunds.": "update {table} set sales_amount = -3.50 where _source_row % 4 = 0",
        "A line is worth less than 10,000.": "update {table} set sales_amount = 10000 where _source_row = 5",
    },
    ("raw", "raw.crm__customers"): {
        "No e-mail address stands in more than 50 profiles.": (
            "insert into {table} select * exclude (n) replace (concat('x', n) as customer_ref, n || phone as phone) "
            "from {table}, range(60) as copies (n) where customer_ref = '5'"
        ),
        "No phone number stands in more than 50 profiles.": (
            "insert into {table} select * exclude (n) replace (concat('x', n) as customer_ref, n || '@b.com' as email) "
            "from {table}, range(60) as copies (n) where customer_ref = '5'"
        ),
        "Most profiles have an e-mail address.": "update {table} set email = null where _source_row % 3 > 0",
        "Nearly every e-mail address has the shape of one.": (
            "update {table} set email = 'ada at example' || customer_ref where _source_row % 10 = 0"
        ),
        "Nobody changed before they registered.": (
            "update {table} set registered_at = timestamp '2017-03-01' where customer_ref = '5'"
        ),
        "A profile is not younger than its arrival.": (
            "update {table} set updated_at = timestamp '2019-01-01' where customer_ref = '5'"
        ),
    },
    ("raw", "raw.crm__consent_events"): {
        "Most people give consent rather than take it back.": "update {table} set is_granted = false",
        "Nobody says two things of one purpose at one moment.": (
            "insert into {table} select * replace (not is_granted as is_granted) from {table} "
            "where event_id = 'consent-6'"
        ),
    },
    ("raw", "raw.crm__support_tickets"): {
        "A change is an insertion, an update or a deletion.": (
            "update {table} set op = 'delete' where op = 'D' and ticket_id = 'ticket-5'"
        ),
        "A change is an insertion, an update or a deletion, in at least half of the rows.": (
            "update {table} set op = 'change' where op = 'I' or op = 'U'"
        ),
        "No ticket is closed before it is opened.": (
            "update {table} set closed_at = timestamp '2017-02-01' where ticket_id = 'ticket-5'"
        ),
        "Most tickets name a customer.": "update {table} set customer_ref = null",
    },
    ("raw", "raw.engagement__email_events"): {
        "Few e-mails make somebody unsubscribe.": "update {table} set action = 'unsubscribed' where action = 'opened'",
    },
    ("raw", "raw.enrichment__attributes"): {
        "A value is a text or a number, and not both.": (
            "update {table} set value_text = '2,5' where attribute = 'store_distance_km' and customer_ref = '5'"
        ),
        "A value is a text or a number, and not both, in at least half of the rows.": (
            "update {table} set value_text = null, value_number = null where _source_row % 3 > 0"
        ),
    },
    ("raw", "raw.web__events"): {
        "An event is of a known type, in at least half of the rows.": (
            "update {table} set event_type = 'Viewed' where _source_row % 3 > 0"
        ),
        "No visitor makes up most of a thousand events or more.": (
            "insert into {table} select * exclude (n) replace ('8' as visitor_ref) "
            "from {table}, range(1000) as copies (n) where event_id = 'event-5'"
        ),
        "An event is of a known type.": "update {table} set event_type = 'page_vew' where event_id = 'event-5'",
        "An event is not older than 1990.": (
            "update {table} set occurred_at = timestamp '1970-01-01' where event_id = 'event-5'"
        ),
        "An event is not older than 1990, in at least half of the rows.": (
            "update {table} set occurred_at = timestamp '1970-01-01' where _source_row % 3 > 0"
        ),
        "An event about a product names it.": "update {table} set product_id = null",
        "A purchase names its order.": "update {table} set order_id = null",
    },
    ("staging", "staging.stg_transactions__order_lines"): {
        "There are order lines.": "delete from {table}",
        "The newest order is at most a week older than the build's as_of.": (
            "delete from {table} where ordered_at > timestamp '2017-12-20'"
        ),
    },
    ("staging", "intermediate.int_customers__resolved"): {
        "Nobody has more than 50 references.": (
            "insert into {table} select concat('x', n), 'id-5' from range(51) as copies (n); "
            "insert into {table} select concat('y', n), concat('id-y', n) from range(200) as copies (n)"
        ),
        "Few known customers turn out to be others in one build.": (
            "update ops.identity_resolutions set merged_count = 200"
        ),
        "Few known customers are taken apart in one build.": ("update ops.identity_resolutions set split_count = 200"),
        "Few references turn out to belong to somebody else.": (
            "insert into {table} select concat('x', n), concat('id-x', n // 4) from range(100) as copies (n)"
        ),
    },
    ("staging", "intermediate.int_web_events__sessionized"): {
        "Every event is there once.": "delete from {table} where event_id = 'event-5'",
        "No session lasts longer than a day.": (
            "update {table} set session_started_at = timestamp '2017-11-01' where event_id = 'event-5'"
        ),
        "No session has more than 5,000 events.": (
            "insert into {table} select * exclude (n) from {table}, range(5000) as copies (n) "
            "where event_id = 'event-5'; "
            "insert into staging.stg_web__events select 'copy', '5', now() from range(5000)"
        ),
    },
    ("marts", "marts.customer_features"): {
        "There are customers.": "delete from {table}",
        "Every customer's orders are counted.": "update {table} set order_count = null where customer_id = 'id-5'",
        "Somebody has bought something.": "update {table} set order_count = 0, net_spend_usd = 0",
        "The median buyer has spent money.": "update {table} set net_spend_usd = 0 where customer_id != 'id-5'",
        "No customer makes up most of the spend.": (
            "update {table} set net_spend_usd = 1000 where customer_id = 'id-5'"
        ),
        "Few buyers cost more than they bring.": "update {table} set net_spend_usd = -1 where customer_id like 'id-1%'",
        "Few baskets are worth 10,000 or more.": (
            "update {table} set average_order_value_usd = 10000 where customer_id = 'id-5'"
        ),
        "Few customers are as engaged as can be.": (
            "update {table} set engagement_score = 100 where hash(customer_id) % 2 = 0"
        ),
    },
    ("marts", "marts.customer_rfm"): {
        "No label covers nearly all buyers.": "update {table} set rfm_segment = 'Lost'",
        "Most customers have bought something.": (
            "update {table} set order_count = 0 where customer_id not like 'id-1%'"
        ),
    },
    ("marts", "marts.fct_orders"): {
        "Most orders belong to a customer.": "update {table} set customer_id = null where order_id::int % 3 > 0",
        "The median order brings in money.": "update {table} set net_spend_usd = 0",
        "An order has fewer than 100 lines on average.": "update {table} set line_count = 101",
        "No day has most of a thousand orders or more.": (
            "insert into {table} select * exclude (n) from {table}, range(1000) as copies (n) where order_id = '5'"
        ),
    },
    ("marts", "marts.weekly_kpis"): {
        "The last week brought in the usual revenue.": (
            "update {table} set net_revenue_usd = 250 where week_starts_on = '2017-12-25'"
        ),
        "The last week brought in the usual number of orders.": (
            "update {table} set order_count = 130 where week_starts_on = '2017-12-25'"
        ),
        "The usual number of customers bought last week.": (
            "update {table} set active_customer_count = 25 where week_starts_on = '2017-12-25'"
        ),
    },
    ("marts", "ops.reconciliation"): {
        "What landed is in raw, or accounted for.": (
            "update {table} set landed_count = landed_count + 1 where event_day = '2017-12-01'"
        ),
        "What is in raw is in staging, or accounted for.": (
            "update {table} set repeated_amount = 0.01 where event_day = '2017-12-02'"
        ),
        "What is in staging is in its mart, or set aside for want of an exchange rate.": (
            "update {table} set without_rate_amount = 1 where event_day = '2017-12-02'"
        ),
    },
    ("marts", "marts.mart_reconciliation"): {
        "Every mart holds what was there before it.": (
            "update {table} set row_count = 81 where counted_in = 'marts.fct_sessions'"
        ),
        "What was there before is in a mart.": "delete from {table} where counted_in = 'marts.fct_order_lines'",
    },
    ("marts", "quarantine.orders_without_exchange_rate"): {
        "Every order has an exchange rate.": "insert into {table} values ('outlet', '17', 'CHF', 'unknown currency')",
    },
    ("marts", "ops.source_freshness"): {
        "No source is late whose contract blocks the build then.": (
            "update {table} set is_late = true where when_late = 'block' and build_id = 7"
        ),
        "No other source is late.": "update {table} set is_late = true where when_late = 'warn' and build_id = 7",
    },
    ("segments", "segments.cluster_assignments"): {
        "There are assignments.": "delete from {table}",
        "Every customer is assigned.": "delete from {table} where customer_id = 'id-5'",
        "Every label is one of the model's.": "update {table} set segment_id = 9 where customer_id = 'id-5'",
        "All labels come from one model.": (
            "insert into ml.model_prototypes by name "
            "select * replace ('m2' as model_version) from ml.model_prototypes; "
            "update {table} set model_version = 'm2' where customer_id = 'id-5'"
        ),
        "No cluster holds nearly everybody.": "update {table} set segment_id = 1",
        "Few customers fit nowhere.": "update {table} set is_outlier = true where customer_id like 'id-1%'",
        "A confidence is a share.": "update {table} set confidence = 1.5 where customer_id = 'id-5'",
        "Most customers have enough history.": "update {table} set segment_id = 0 where customer_id not like 'id-1%'",
    },
    ("segments", "segments.segment_profiles"): {
        "Every segment holds its usual share of the customers.": (
            "update {table} set customer_share = if(segment_id = 1, 0.3, 0.7)"
        ),
    },
    ("segments", "segments.segment_explanations"): {
        "Every customer is explained.": "delete from {table} where customer_id = 'id-5'",
        "Nearly everybody with a segment has a reason.": (
            "update {table} set driver_1_feature = null where customer_id like 'id-1%'"
        ),
        "For many customers a single change leads to another segment.": (
            "update {table} set change_feature = null where customer_id <> 'id-5'"
        ),
    },
    ("segments", "segments.segment_outliers"): {
        "Most unusual customers are not errors in the data.": "update {table} set kind = 'suspect_data'",
    },
    ("segments", "segments.customer_segments"): {
        "Every customer is in a segment.": "delete from {table} where customer_id = 'id-5'",
        "Who never bought is in no cluster.": "update {table} set rfm_segment = 'Prospect' where customer_id = 'id-5'",
    },
}
# What cannot happen alone: an empty table breaks more than one rule, and a flood breaks the rule before its limit.
ALSO_BROKEN = {
    "Most records satisfy their contract.": {"Hardly any record is rejected."},
    "Most lines bring in money.": {"Few lines are refunds."},
    **{
        f"{rule}, in at least half of the rows.": {f"{rule}."}
        for rule in (
            "A change is an insertion, an update or a deletion",
            "A value is a text or a number, and not both",
            "An event is of a known type",
            "An event is not older than 1990",
            "An order is not older than 1990",
            "A returned quantity brings in no money",
        )
    },
    "There are order lines.": {"The newest order is at most a week older than the build's as_of."},
    "There are customers.": {
        "Somebody has bought something.",
        "The median buyer has spent money.",
        "No customer makes up most of the spend.",
        "Few buyers cost more than they bring.",
        "Few customers are as engaged as can be.",
        "Few baskets are worth 10,000 or more.",
    },
    "Somebody has bought something.": {
        "The median buyer has spent money.",
        "No customer makes up most of the spend.",
    },
    "The median buyer has spent money.": {"No customer makes up most of the spend."},
    "There are assignments.": {
        "Every customer is assigned.",
        "Few customers fit nowhere.",
        "Most customers have enough history.",
    },
}
GATES = ("raw", "staging", "marts", "segments")
BATCH_OF = {"transactions": 1, "crm": 2, "web": 3, "engagement": 21, "enrichment": 22}


def unmet(world, gate: str, table: str) -> set[str]:
    with build_connection(world, "tests") as connection:
        subjects = (
            [
                s
                for source, batch in BATCH_OF.items()
                for s in batch_subjects(connection, load_suites(gate), source, batch)
            ]
            if gate == "raw"
            else table_subjects(connection, gate, load_suites(gate))
        )
    judged = next(subject for subject in subjects if subject.suite.table == table)
    return {verdict.expectation for verdict in judge(world, "test", [judged]) if not verdict.is_met}


def test_every_expectation_has_its_trouble():
    expected = {
        (gate, suite.table): {expectation.meta["sentence"] for expectation in suite.expectations}
        for gate in GATES
        for suite in load_suites(gate)
    }

    assert {table: set(trouble) for table, trouble in TROUBLE.items()} == expected


@pytest.mark.parametrize(("gate", "table"), TROUBLE)
def test_a_sound_table_passes(world, gate, table):
    assert unmet(world, gate, table) == set()


@pytest.mark.parametrize(
    ("gate", "table", "sentence"), [(*table, sentence) for table, trouble in TROUBLE.items() for sentence in trouble]
)
def test_trouble_breaks_its_expectation_and_no_other(world, execute, gate, table, sentence):
    execute(TROUBLE[gate, table][sentence].format(table=table))

    assert unmet(world, gate, table) == {sentence} | ALSO_BROKEN.get(sentence, set())
