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
),

happened as (
    select
        *,
        anchor_at + to_milliseconds(since_anchor_ms + cast(pause_ms as bigint)) as occurred_at,
        lag(path, 1, '') over (partition by session_id order by position) as previous_path,
        path <> previous_path as is_on_new_page
    from timed
    where ended_before <= sample_end()
)

-- A browser knows how long somebody stayed on a page when the next one opens, and where each page was come to from.
select
    *,
    is_known and position >= coalesce(login_position, 0) as is_identified,
    case
        when is_on_new_page
            then date_diff('second', max(if(is_on_new_page, occurred_at, null)) over steps_before, occurred_at)
    end as time_on_previous_page_seconds,
    coalesce(
        'https://shop.example.com'
        || nullif(last_value(if(is_on_new_page, previous_path, null) ignore nulls) over steps_so_far, ''),
        came_from
    ) as referrer,
    cast(occurred_at as date) as dt
from happened
window
    steps_before as (partition by session_id order by position rows between unbounded preceding and 1 preceding),
    steps_so_far as (partition by session_id order by position rows between unbounded preceding and current row);

create or replace macro segment_time(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ');
