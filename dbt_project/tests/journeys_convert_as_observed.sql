-- From start, the chain must say just what was counted: the share of paths that ended in a purchase.
with

observed as (

    select
        scope,
        coalesce(sum(transition_count) filter (where to_state = 'conversion'), 0)
        / sum(transition_count) filter (where to_state in ('conversion', 'exit')) as conversion_share
    from {{ ref('journey_transitions') }}
    group by scope

)

select
    observed.scope,
    observed.conversion_share,
    conversion.conversion_probability
from observed
left join {{ ref('journey_conversion') }} as conversion
    on observed.scope = conversion.scope and conversion.state = 'start'
where abs(observed.conversion_share - conversion.conversion_probability) < 1e-9 is not true
