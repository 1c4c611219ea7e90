-- A session is made of its events in their order, so that this is a fault of ours.
select
    session_id,
    started_at,
    ended_at
from {{ ref('fct_sessions') }}
where ended_at < started_at or duration_seconds < 0
