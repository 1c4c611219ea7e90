with

linked as (

    select * from {{ ref('int_customer_profiles__linked') }}

),

profiles as (

    select * from {{ ref('stg_crm__customers') }}

),

-- A purchase or a click is proof enough that somebody exists; the CRM may never have heard of them.
known_refs as (

    select customer_ref from linked
    union
    select customer_ref from {{ ref('int_order_lines__unioned') }}
    union
    select customer_ref from {{ ref('stg_web__events') }}
    union
    select customer_ref from {{ ref('stg_crm__campaign_touches') }}
    union
    select customer_ref from {{ ref('stg_crm__coupon_redemptions') }}

),

resolved as (

    select
        -- ids
        known_refs.customer_ref,
        coalesce(linked.canonical_customer_ref, known_refs.customer_ref) as canonical_customer_ref,
        {{ pseudonym('coalesce(linked.canonical_customer_ref, known_refs.customer_ref)') }} as customer_id,
        linked.customer_ref is not null as has_profile,

        -- demographics
        profiles.age_band,
        profiles.income_band,
        profiles.home_ownership,
        profiles.marital_status,
        profiles.household_size,
        profiles.household_composition,
        profiles.kids_count,

        -- timestamps
        profiles.registered_at,
        profiles.changed_at
    from known_refs
    left join linked using (customer_ref)
    left join profiles using (customer_ref)
    where known_refs.customer_ref is not null

)

select * from resolved
