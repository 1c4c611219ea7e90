"""What mail, advertising and social networks send of the campaigns. Simulated around who was really addressed."""

from pathlib import Path

import duckdb

from extract_load.sample.extract import Extract

_CREATE_TABLES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

EMAIL_EVENTS = Extract(
    entity="engagement/email_events",
    file_name="email_events.jsonl.gz",
    query="""
        select
            cast(md5(concat_ws('|', 'email', message, action)) as uuid) as event_id,
            cast(md5(concat_ws('|', 'email', message)) as uuid) as message_id,
            action,
            campaign_id,
            customer_ref,
            strftime(occurred_at, '%Y-%m-%dT%H:%M:%SZ') as occurred_at,
            true as simulated,
            cast(email_events.occurred_at as date) as dt
        from email_events
    """,
    order_by="occurred_at, event_id",
)

AD_TOUCHES = Extract(
    entity="engagement/ad_touches",
    file_name="ad_touches.csv.gz",
    query="""
        select
            cast(md5(concat_ws('|', 'ad', ad, action)) as uuid) as event_id,
            network,
            action,
            campaign_id,
            customer_ref,
            cost,
            strftime(occurred_at, '%Y-%m-%dT%H:%M:%SZ') as occurred_at,
            true as simulated,
            cast(ad_touches.occurred_at as date) as dt
        from ad_touches
    """,
    order_by="occurred_at, event_id",
)

SOCIAL_ENGAGEMENT = Extract(
    entity="engagement/social_engagement",
    file_name="social_engagement.jsonl.gz",
    query="""
        select
            cast(md5(concat_ws('|', 'social', act)) as uuid) as event_id,
            network,
            action,
            post_ref,
            customer_ref,
            strftime(occurred_at, '%Y-%m-%dT%H:%M:%SZ') as occurred_at,
            true as simulated,
            cast(social_engagement.occurred_at as date) as dt
        from social_engagement
    """,
    order_by="occurred_at, event_id",
)

# A folder an hour, as Kafka Connect and Firehose write it.
CHANNEL_TOUCHES = Extract(
    entity="engagement/campaign_touches",
    file_name="campaign_touches.jsonl.gz",
    query="""
        select
            cast(md5(concat_ws('|', 'touch', touch)) as uuid) as touch_id,
            campaign_id,
            customer_ref,
            channel,
            strftime(touched_at, '%Y-%m-%dT%H:%M:%SZ') as touched_at,
            true as simulated,
            cast(channel_touches.touched_at as date) as dt,
            strftime(channel_touches.touched_at, '%H') as hr
        from channel_touches
    """,
    order_by="touched_at, touch_id",
    folders=("dt", "hr"),
)


def create_engagement(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill a table an entity, and ``consent_events``, with a whole year; needs ``consent_choices``."""
    connection.execute(_CREATE_TABLES)
