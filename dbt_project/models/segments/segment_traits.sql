{%- set traits = {
    'age_band': 'customers.age_band',
    'household_size': 'customers.household_size',
    'region': 'customers.state',
    'daypart': 'behaviour.favourite_daypart',
    'weekday': 'behaviour.favourite_weekday',
    'device': 'behaviour.favourite_device',
} -%}

with

segments as (

    select * from {{ ref('dim_segments') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

behaviour as (

    select * from {{ ref('customer_behaviour') }}

),

described as (

    select
        {%- for trait, column in traits.items() %}
        cast({{ column }} as varchar) as {{ trait }},
        {%- endfor %}
        assignments.segment_id
    from assignments
    inner join customers using (customer_id)
    inner join behaviour using (customer_id)

),

counted as (

    {% for trait in traits -%}
    select
        segment_id,
        '{{ trait }}' as trait,
        {{ trait }} as trait_label,
        count(*) as customer_count
    from described
    where {{ trait }} is not null
    group by segment_id, {{ trait }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

shares as (

    select
        segment_id,
        trait,
        trait_label,
        customer_count,
        customer_count / sum(customer_count) over (partition by segment_id, trait) as known_share,
        sum(customer_count) over (partition by trait, trait_label) as customer_count_of_all,
        sum(customer_count) over (partition by trait) as known_count_of_all,
        row_number() over (partition by segment_id, trait order by customer_count desc, trait_label asc) as place
    from counted

),

-- So few people are nobody's description, and might be told who they are.
traits as (

    select
        shares.segment_id,
        segments.segment_name,
        shares.trait,
        shares.trait_label,
        shares.customer_count,
        cast(shares.known_share as double) as known_share,
        cast(shares.customer_count_of_all / shares.known_count_of_all as double) as known_share_of_all,
        cast(shares.place as integer) as place,
        segments.as_of,
        segments.model_version
    from shares
    inner join segments using (segment_id)
    where shares.customer_count >= {{ var('smallest_described_group') }}

)

select * from traits
