-- What is current in the history is what this build says, of everybody.
select
    customer_id,
    history.segment_id as segment_id_of_history,
    assignments.segment_id
from (
    select * from {{ ref('customer_segment_history') }}
    where is_current
) as history
full outer join {{ ref('cluster_assignments') }} as assignments using (customer_id)
where history.segment_id is distinct from assignments.segment_id
