with

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

touches as (

    select
        customer_ref,
        count(*) as touch_count
    from {{ ref('stg_crm__campaign_touches') }}
    group by customer_ref

),

redemptions as (

    select
        customer_ref,
        count(*) as redemption_count
    from {{ ref('stg_crm__coupon_redemptions') }}
    group by customer_ref

),

-- What was never loaded is unknown, not zero.
loaded as (

    select
        (select count(*) from touches) > 0 as has_touches,
        (select count(*) from redemptions) > 0 as has_redemptions

),

counted as (

    select
        customers.customer_id,
        cast(if(loaded.has_touches, coalesce(sum(touches.touch_count), 0), null) as bigint) as campaign_touch_count,
        cast(if(loaded.has_redemptions, coalesce(sum(redemptions.redemption_count), 0), null) as bigint)
            as coupon_redemption_count
    from customers
    cross join loaded
    left join touches using (customer_ref)
    left join redemptions using (customer_ref)
    group by customers.customer_id, loaded.has_touches, loaded.has_redemptions

)

select * from counted
