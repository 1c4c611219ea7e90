select
    scope,
    from_state,
    sum(transition_probability) as probability_in_all
from {{ ref('journey_transitions') }}
group by scope, from_state
having abs(sum(transition_probability) - 1) > 1e-9
