"""What else the CRM sends: consent, preferences, surveys and support tickets. Simulated, all of it."""

from pathlib import Path

import duckdb

from extract_load.sample.extract import Extract

_SQL = Path(__file__).parent

CONSENT_EVENTS = Extract(
    entity="crm/consent_events",
    file_name="consent_events.jsonl.gz",
    query="""
        select
            cast(md5(concat_ws('|', 'consent', customer_ref, purpose, occurred_at)) as uuid) as event_id,
            customer_ref,
            purpose,
            is_granted,
            source,
            strftime(occurred_at, '%Y-%m-%dT%H:%M:%SZ') as occurred_at,
            true as simulated,
            cast(consent_events.occurred_at as date) as dt
        from consent_events
    """,
    order_by="occurred_at, event_id",
)

PREFERENCES = Extract(
    entity="crm/preferences",
    file_name="preferences.csv",
    query="""
        select
            customer_ref,
            channel,
            topic,
            is_opted_in,
            strftime(updated_at, '%Y-%m-%dT%H:%M:%SZ') as updated_at,
            true as simulated,
            cast(preference_choices.updated_at as date) as dt
        from preference_choices
    """,
    order_by="updated_at, customer_ref, channel, topic",
)

SURVEY_ANSWERS = Extract(
    entity="crm/survey_answers",
    file_name="survey_answers.json.gz",
    query="""
        select
            response_id,
            survey,
            customer_ref,
            question_group,
            question,
            answer_code,
            strftime(answered_at, '%Y-%m-%dT%H:%M:%SZ') as answered_at,
            true as simulated,
            cast(survey_answers.answered_at as date) as dt
        from survey_answers
    """,
    order_by="answered_at, response_id, question",
)

# A deletion carries the key alone, as a database's log does.
SUPPORT_TICKETS = Extract(
    entity="crm/support_tickets",
    file_name="support_tickets.csv",
    query="""
        select
            op,
            ticket_id,
            if(op = 'D', null, household_id) as customer_ref,
            status,
            if(op = 'D', null, category) as category,
            if(op = 'D', null, priority) as priority,
            if(op = 'D', null, channel) as channel,
            if(status = 'solved', satisfaction_score, null) as satisfaction_score,
            if(op = 'D', null, strftime(opened_at, '%Y-%m-%dT%H:%M:%SZ')) as opened_at,
            if(status = 'solved', strftime(closed_at, '%Y-%m-%dT%H:%M:%SZ'), null) as closed_at,
            strftime(updated_at, '%Y-%m-%dT%H:%M:%SZ') as updated_at,
            true as simulated,
            dt
        from ticket_changes
    """,
    order_by="updated_at, ticket_id",
)


def create_consents(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``consent_choices`` and ``preference_choices`` with a whole year; needs ``profiles``."""
    connection.execute((_SQL / "consents.sql").read_text(encoding="utf-8"))


def create_surveys_and_tickets(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``survey_answers`` and ``ticket_changes`` with a whole year."""
    for step in ("surveys", "support_tickets"):
        connection.execute((_SQL / f"{step}.sql").read_text(encoding="utf-8"))
