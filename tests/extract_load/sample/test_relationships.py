"""What is simulated of people and campaigns agrees with what is real, and with itself."""

import pytest

from extract_load.sample.crm import CONSENT_EVENTS, PREFERENCES, SUPPORT_TICKETS, SURVEY_ANSWERS
from extract_load.sample.engagement import AD_TOUCHES, CHANNEL_TOUCHES, EMAIL_EVENTS, SOCIAL_ENGAGEMENT
from extract_load.sample.enrichment import ATTRIBUTES

# (extract, key, time)
KEYS = {
    CONSENT_EVENTS: ("event_id", "occurred_at"),
    PREFERENCES: ("customer_ref, channel, topic, updated_at", "updated_at"),
    SURVEY_ANSWERS: ("response_id, question", "answered_at"),
    SUPPORT_TICKETS: ("ticket_id, updated_at", "updated_at"),
    EMAIL_EVENTS: ("event_id", "occurred_at"),
    AD_TOUCHES: ("event_id", "occurred_at"),
    SOCIAL_ENGAGEMENT: ("event_id", "occurred_at"),
    CHANNEL_TOUCHES: ("touch_id", "touched_at"),
    ATTRIBUTES: ("customer_ref, attribute, provider, measured_on", "measured_on"),
}


@pytest.mark.parametrize("extract", KEYS, ids=lambda extract: extract.entity)
def test_keys_are_unique_and_times_lie_in_the_samples_year(relations, extract):
    key, time = KEYS[extract]
    records, doubles, first, last = relations.execute(f"""
        select count(*), count(*) - count(distinct ({key})), min({time})::varchar, max({time})::varchar
        from ({extract.query})
    """).fetchone()
    assert records > 1000
    assert doubles == 0
    assert "2017-01-01" <= first <= last <= "2018-01-01T04:01:20Z"


@pytest.mark.parametrize("extract", KEYS, ids=lambda extract: extract.entity)
def test_everybody_is_in_the_crm(relations, extract):
    strangers = relations.execute(f"""
        select count(distinct customer_ref) from ({extract.query})
        where customer_ref is not null and customer_ref::varchar not in (select customer_ref from profiles)
    """).fetchone()
    assert strangers == (0,)


@pytest.mark.parametrize("extract", [EMAIL_EVENTS, AD_TOUCHES, CHANNEL_TOUCHES], ids=lambda extract: extract.entity)
def test_campaigns_touch_those_whom_they_really_addressed(relations, extract):
    invented = relations.execute(f"""
        select count(*) from ({extract.query}) as touches
        where not exists (
            select 1 from campaigns
            where campaigns.campaign_id::varchar = touches.campaign_id
                and campaigns.household_id::varchar = touches.customer_ref
        )
    """).fetchone()
    assert invented == (0,)


def test_an_email_is_sent_only_while_consent_stands(relations):
    sent, allowed = relations.execute(f"""
        with consents as (from ({CONSENT_EVENTS.query}) where purpose = 'email_marketing')
        select count(*), count_if(is_granted)
        from (from ({EMAIL_EVENTS.query}) where action = 'sent') as emails
        asof left join consents
            on emails.customer_ref = consents.customer_ref and emails.occurred_at >= consents.occurred_at
    """).fetchone()
    assert sent == allowed > 1000


def test_who_unsubscribes_takes_consent_back_at_that_moment(relations):
    left, taken_back = relations.execute(f"""
        select count(*), count(consents.event_id)
        from (from ({EMAIL_EVENTS.query}) where action = 'unsubscribed') as emails
        left join ({CONSENT_EVENTS.query}) as consents
            on emails.customer_ref = consents.customer_ref and emails.occurred_at = consents.occurred_at
            and consents.purpose = 'email_marketing' and not consents.is_granted
    """).fetchone()
    assert left == taken_back > 10


def test_everybody_is_asked_for_every_consent_at_registration(relations):
    unasked = relations.execute(f"""
        select count(*) from profiles
        where 3 <> (
            select count(*) from ({CONSENT_EVENTS.query}) as consents
            where consents.customer_ref = profiles.customer_ref and source = 'registration'
        )
    """).fetchone()
    assert unasked == (0,)


def test_answers_belong_to_a_person(relations):
    kept, pairs = relations.execute(f"""
        select count_if(a.answer_code = b.answer_code), count(*)
        from ({SURVEY_ANSWERS.query}) as a
        inner join ({SURVEY_ANSWERS.query}) as b using (customer_ref, question)
        where a.survey < b.survey
    """).fetchone()
    assert 0.7 < kept / pairs < 0.95


def test_tickets_are_changed_deleted_restored_and_sometimes_late(relations):
    ops = dict(relations.execute(f"select op, count(*) from ({SUPPORT_TICKETS.query}) group by op").fetchall())
    assert set(ops) == {"I", "U", "D"}
    restored, late = relations.execute(f"""
        select
            count(*) - count(distinct ticket_id),
            (select count(*) from ({SUPPORT_TICKETS.query}) where dt > left(updated_at, 10)::date)
        from ({SUPPORT_TICKETS.query})
        where op = 'I'
    """).fetchone()
    assert 0 < restored < ops["D"]
    assert late > 10


def test_a_deletion_carries_the_key_alone(relations):
    said = relations.execute(f"""
        select count(*) from ({SUPPORT_TICKETS.query})
        where op = 'D' and coalesce(customer_ref::varchar, status, category, priority, channel, opened_at, closed_at)
            is not null
    """).fetchone()
    assert said == (0,)


def test_an_attribute_is_a_text_or_a_number(relations):
    both_or_none = f"select count(*) from ({ATTRIBUTES.query}) where (value_text is null) = (value_number is null)"
    assert relations.execute(both_or_none).fetchone() == (0,)
