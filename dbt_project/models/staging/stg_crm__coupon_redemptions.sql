with

source as (

    {{ raw_rows('crm', 'coupon_redemptions') }}

),

renamed as (

    select
        customer_ref,
        coupon_upc,
        campaign_id,
        redeemed_on
    from source
    where {{ day_is_over('redeemed_on') }}
    {{ newest_by_key(['customer_ref', 'coupon_upc', 'campaign_id', 'redeemed_on']) }}

)

select * from renamed
