-- noqa: disable=PRS
-- The linter does not know `using key`.
with recursive

profiles as (

    select * from {{ ref('stg_crm__customers') }}

),

contact_keys as (

    select
        customer_ref,
        'email ' || email_hash as contact_key
    from profiles
    where email_hash is not null
    union all
    select
        customer_ref,
        'phone ' || phone_hash as contact_key
    from profiles
    where phone_hash is not null

),

-- A contact in too many profiles is none@none.com or a switchboard. A star, not a clique: n profiles need n edges.
stars as (

    select
        contact_key,
        min(customer_ref) as hub_ref
    from contact_keys
    group by contact_key
    having count(*) between 2 and {{ var('max_profiles_per_contact') }}

),

edges as (

    select
        contact_keys.customer_ref as from_ref,
        stars.hub_ref as to_ref
    from contact_keys
    inner join stars using (contact_key)
    where contact_keys.customer_ref != stars.hub_ref
    union
    select
        stars.hub_ref as from_ref,
        contact_keys.customer_ref as to_ref
    from contact_keys
    inner join stars using (contact_key)
    where contact_keys.customer_ref != stars.hub_ref

),

-- Exact connected components: the smallest ref wanders along the edges until no label becomes smaller.
labels (customer_ref, component_ref) using key (customer_ref) as (

    select distinct
        from_ref as customer_ref,
        from_ref as component_ref
    from edges
    union
    select
        edges.to_ref as customer_ref,
        min(labels.component_ref) as component_ref
    from labels
    inner join edges on labels.customer_ref = edges.from_ref
    inner join recurring.labels as known on edges.to_ref = known.customer_ref
    where labels.component_ref < known.component_ref
    group by edges.to_ref

),

linked as (

    select
        profiles.customer_ref,
        first_value(profiles.customer_ref) over (
            partition by coalesce(labels.component_ref, profiles.customer_ref)
            order by profiles.registered_at asc nulls last, profiles.customer_ref asc
        ) as canonical_customer_ref
    from profiles
    left join labels using (customer_ref)

)

select * from linked
