with

customers as (

    select * from {{ ref('int_customers__resolved') }}

),

moments as (

    select * from {{ ref('int_history_moments__listed') }}

),

-- Only their day is known, so they count when it is over.
redemptions as (

    select
        moments.as_of_on,
        redeemed.customer_ref,
        count(*) as redemption_count
    from {{ ref('stg_crm__coupon_redemptions') }} as redeemed
    inner join moments
        on redeemed.redeemed_on < moments.as_of_on
    group by moments.as_of_on, redeemed.customer_ref

),

redeemed as (

    select
        customers.customer_id,
        redemptions.as_of_on,
        cast(sum(redemptions.redemption_count) as bigint) as coupon_redemption_count
    from redemptions
    inner join customers using (customer_ref)
    group by customers.customer_id, redemptions.as_of_on

)

select * from redeemed
