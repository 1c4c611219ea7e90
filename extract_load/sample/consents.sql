-- What people allow when they register, and how some change their minds. Unsubscribing from e-mails comes on top of it
-- in engagement.sql.
create table consent_choices as
with asked as (
    select
        customer_ref,
        purpose,
        registered_at,
        concat_ws('/', customer_ref, purpose) as choice,
        draw('consents', choice) < likelihood as is_granted_at_first,
        registered_at + to_seconds(432000 + cast(20000000 * draw('mind changed', choice) as bigint)) as changed_at,
        changed_at + to_seconds(864000 + cast(8000000 * draw('mind changed back', choice) as bigint)) as changed_back_at
    from profiles, (
        values ('analytics', 0.93), ('personalisation', 0.85), ('email_marketing', 0.72)
    ) as purposes (purpose, likelihood)
),

minds as (
    select *, draw('changes mind', choice) < 0.08 as changes, draw('changes back', choice) < 0.3 as changes_back
    from asked
),

choices as (
    select
        customer_ref,
        purpose,
        is_granted_at_first as is_granted,
        registered_at as occurred_at,
        'registration' as source
    from minds
    union all
    select customer_ref, purpose, not is_granted_at_first, changed_at, 'preference_centre'
    from minds
    where changes
    union all
    select customer_ref, purpose, is_granted_at_first, changed_back_at, 'call_centre'
    from minds
    where changes and changes_back
)

select *
from choices
where occurred_at <= sample_end();

-- Which letters, e-mails and messages people want to have, by topic.
create table preference_choices as
with wanted as (
    select
        customer_ref,
        channel,
        topic,
        concat_ws('/', customer_ref, channel, topic) as choice,
        draw('opts in', choice) < 0.6 as is_opted_in,
        registered_at + to_seconds(3600 + cast(5000000 * draw('preference', choice) as bigint)) as stated_at,
        stated_at + to_seconds(864000 + cast(15000000 * draw('other preference', choice) as bigint)) as changed_at
    from
        profiles,
        unnest(['email', 'app', 'post']) as channels (channel),
        unnest(['offers', 'recipes', 'events']) as topics (topic)
    where draw('has preferences', customer_ref) < 0.25 and draw('has a preference', choice) < 0.4
),

choices as (
    select customer_ref, channel, topic, is_opted_in, stated_at as updated_at
    from wanted
    union all
    select customer_ref, channel, topic, not is_opted_in, changed_at
    from wanted
    where draw('changes preference', choice) < 0.1
)

select *
from choices
where updated_at <= sample_end();
