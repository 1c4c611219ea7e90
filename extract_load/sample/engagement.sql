-- What follows from the real campaigns: who was addressed is real, how and what came of it is not. Of campaigns that
-- began before the sample there is nothing.
create table addressed as
select
    cast(campaign_id as varchar) as campaign_id,
    cast(household_id as varchar) as customer_ref,
    concat_ws('/', campaign_id, household_id) as touch,
    start_date,
    end_date
from campaigns
inner join campaign_descriptions using (campaign_id)
where start_date >= timestamp '2017-01-01';

-- An announcement and, ten days later, a reminder: to those who allow e-mails at that moment.
create table email_messages as
with planned as (
    select
        addressed.*,
        concat_ws('/', touch, number) as message,
        start_date + to_days(10 * (number - 1)) + to_seconds(32400 + cast(2400 * draw('sent', message) as bigint))
            as sent_at
    from addressed, unnest([1, 2]) as numbers (number)
),

allowed as (
    select planned.*
    from planned
    asof inner join (from consent_choices where purpose = 'email_marketing') as choices
        on planned.customer_ref = choices.customer_ref and planned.sent_at >= choices.occurred_at
    where choices.is_granted
),

answered as (
    select
        *,
        sent_at + to_seconds(30 + cast(172800 * pow(draw('opened', message), 3) as bigint)) as opened_at,
        opened_at + to_seconds(4 + cast(300 * draw('clicked', message) as bigint)) as clicked_at,
        opened_at + to_seconds(9 + cast(60 * draw('unsubscribed', message) as bigint)) as unsubscribed_at,
        draw('opens', message) < 0.1 + 0.6 * draw('likes e-mails', customer_ref) as is_opened,
        is_opened and draw('clicks', message) < 0.25 as is_clicked,
        is_opened and draw('unsubscribes', message) < 0.015 as is_unsubscribed
    from allowed
)

select
    *,
    min(if(is_unsubscribed, unsubscribed_at, null)) over (partition by customer_ref) as left_at
from answered
qualify left_at is null or sent_at < left_at;

create table email_events as
with actions as (
    select *, 'sent' as action, sent_at as occurred_at
    from email_messages
    union all by name
    select *, 'opened' as action, opened_at as occurred_at
    from email_messages
    where is_opened
    union all by name
    select *, 'clicked' as action, clicked_at as occurred_at
    from email_messages
    where is_clicked
    union all by name
    select *, 'unsubscribed' as action, unsubscribed_at as occurred_at
    from email_messages
    where is_unsubscribed
)

select message, action, campaign_id, customer_ref, occurred_at
from actions
where occurred_at <= sample_end();

-- Who unsubscribes takes back the consent, and this simulation does not let him give it again.
create table consent_events as
with leavers as (
    select customer_ref, min(occurred_at) as left_at
    from email_events
    where action = 'unsubscribed'
    group by customer_ref
)

select consent_choices.*
from consent_choices
left join leavers on consent_choices.customer_ref = leavers.customer_ref and purpose = 'email_marketing'
where left_at is null or occurred_at < left_at
union all by name
select
    customer_ref,
    'email_marketing' as purpose,
    false as is_granted,
    left_at as occurred_at,
    'email_footer' as source
from leavers;

create table ad_touches as
with impressions as (
    select
        campaign_id,
        customer_ref,
        concat_ws('/', touch, number) as ad,
        ['search', 'display', 'video'][1 + cast(floor(3 * draw('ad network', ad)) as integer)] as network,
        least(end_date, start_date + interval 42 days) as shown_until,
        start_date + to_seconds(cast(date_diff('second', start_date, shown_until) * draw('ad', ad) as bigint))
            as shown_at
    from addressed, unnest(range(1, 4)) as numbers (number)
    where draw('sees ads', customer_ref) < 0.4 and draw('sees ad', ad) < 0.7
),

touches as (
    select *, 'impression' as action, shown_at as occurred_at
    from impressions
    union all by name
    select *, 'click' as action, shown_at + to_seconds(2 + cast(40 * draw('ad click', ad) as bigint)) as occurred_at
    from impressions
    where draw('clicks ad', ad) < 0.05
)

select
    * exclude (shown_at, shown_until),
    cast(if(action = 'click', 0.2 + draw('click cost', ad), 0.001 + 0.004 * draw('ad cost', ad)) as decimal(10, 4))
        as cost
from touches
where occurred_at <= sample_end();

create table social_engagement as
select
    cast(household_id as varchar) as customer_ref,
    concat_ws('/', household_id, number) as act,
    ['instagram', 'facebook', 'pinterest'][1 + cast(floor(3 * draw('social network', household_id)) as integer)]
        as network,
    case
        when number = 0 then 'follow'
        when draw('social act', act) < 0.75 then 'like'
        when draw('social act', act) < 0.9 then 'comment'
        else 'share'
    end as action,
    if(number = 0, null, concat('post-', 1 + cast(floor(180 * draw('post', act)) as integer))) as post_ref,
    first_order_at + to_seconds(
        cast(date_diff('second', first_order_at, last_order_at) * draw('social time', act) as bigint)
    ) as occurred_at
from households, unnest(range(1 + cast(floor(9 * draw('social acts', household_id)) as integer))) as numbers (number)
where draw('social', household_id) < 0.1;

-- Letters go out in the morning, messages at noon and in the evening: a file an hour is a file for each of them.
create table channel_touches as
select
    campaign_id,
    customer_ref,
    touch,
    case
        when draw('channel', touch) < 0.5 then 'post'
        when draw('channel', touch) < 0.8 then 'sms'
        else 'app_push'
    end as channel,
    start_date
    + to_hours(case channel when 'post' then 6 when 'sms' then 12 else 18 end)
    + to_seconds(cast(3599 * draw('channel time', touch) as bigint)) as touched_at
from addressed;
