-- Steps follow each other at the session's pace; a purchase happens at the very moment of the real order.
create table web_events as
with paced as (
    select
        *,
        cast(row_number() over session_steps as bigint) as step,
        cast(count(*) over (partition by session_id) as bigint) as step_count
    from steps
    window session_steps as (partition by session_id order by position)
),

timed as (
    select
        paced.* exclude (step, step_count),
        wanted_sessions.* exclude (session_id),
        if(basket_id is null, step - 1, step - step_count) * pace_ms as since_anchor_ms,
        if(event = 'purchase', 0, 0.8 * pace_ms * draw('pause', concat_ws('/', session_id, position))) as pause_ms,
        anchor_at + to_milliseconds(if(basket_id is null, step_count * pace_ms, 0)) as ended_before
    from paced
    inner join wanted_sessions using (session_id)
)

select
    *,
    anchor_at + to_milliseconds(since_anchor_ms + cast(pause_ms as bigint)) as occurred_at,
    is_known and position >= coalesce(login_position, 0) as is_identified,
    cast(occurred_at as date) as dt
from timed
where ended_before <= timestamp '2018-01-01 04:01:20';
