with

touches as (

    select
        *,
        {{ days_before_as_of('touched_on') }} as days_ago,
        -- Their own log tells of e-mails; another one of all channels may say too that one was delivered.
        source = 'engagement' and channel = 'email' and touch_type != 'delivered' as is_email,
        channel = 'ad' as is_ad,
        touch_type = 'redemption' as is_redemption,
        (is_email and touch_type = 'clicked') or (is_ad and touch_type = 'click') or is_redemption as is_response
    from {{ ref('int_marketing_touches__unioned') }}

),

customers as (

    select distinct customer_id from {{ ref('int_customers__resolved') }}

),

-- What was never loaded is unknown, not zero.
loaded as (

    select
        coalesce(bool_or(is_email), false) as has_emails,
        coalesce(bool_or(is_email or is_ad or is_redemption), false) as has_responses
    from touches

),

totals as (

    select
        customer_id,
        {% for days in behaviour_windows() -%}
        count(*) filter (where is_email and touch_type = 'opened' and days_ago < {{ days }})
            as email_opens_last_{{ days }}_days_count,
        count(*) filter (where is_email and touch_type = 'clicked' and days_ago < {{ days }})
            as email_clicks_last_{{ days }}_days_count,
        count(*) filter (where is_response and days_ago < {{ days }})
            as campaign_responses_last_{{ days }}_days_count,
        {% endfor -%}
        count(*) as touch_count
    from touches
    where customer_id is not null
    group by customer_id

),

summarized as (

    select
        {% for days in behaviour_windows() -%}
        if(loaded.has_emails, coalesce(totals.email_opens_last_{{ days }}_days_count, 0), null)
            as email_opens_last_{{ days }}_days_count,
        if(loaded.has_emails, coalesce(totals.email_clicks_last_{{ days }}_days_count, 0), null)
            as email_clicks_last_{{ days }}_days_count,
        if(loaded.has_responses, coalesce(totals.campaign_responses_last_{{ days }}_days_count, 0), null)
            as campaign_responses_last_{{ days }}_days_count,
        {% endfor -%}
        customers.customer_id
    from customers
    cross join loaded
    left join totals using (customer_id)

)

select * from summarized
