-- A purchase or a click is proof enough that somebody exists; the CRM may never have heard of them.
with

named as (

    select customer_ref from {{ ref('profiles') }}
    union
    {% for shop, lines in shop_lines() if lines.startswith('stg_') -%}
    select {{ id_across_shops(shop, 'customer_ref') }} from {{ ref(lines) }}
    union
    {% endfor -%}
    select customer_ref from {{ ref('stg_web__events') }}
    union
    select customer_ref from {{ ref('stg_crm__campaign_touches') }}
    union
    select customer_ref from {{ ref('stg_crm__coupon_redemptions') }}

),

known as (

    select customer_ref
    from named
    where customer_ref is not null

)

select * from known
