-- Who was in which segment at the end of any company day: what builds believed then, and before the first of them what
-- the model of today would have said at the month end before (is_backcast). Of a day that had not begun at the build's
-- as_of nothing is known, nor of days before the first month end. It lives in the published file, where DuckDB 1.1 must
-- understand it.
create macro main.segments_as_of(day) as table
select
    history.customer_id,
    least(built.as_of, main.company_day_end(cast(day as date))) as as_of,
    history.segment_id,
    history.segment_name,
    history.model_version,
    history.is_backcast
from segments.customer_segment_history as history
cross join (select max(as_of) as as_of from segments.dim_segments) as built
where
    cast(day as date) <= main.company_day(built.as_of)
    and history.valid_from <= main.company_day_end(cast(day as date))
    and (history.valid_to is null or history.valid_to > main.company_day_end(cast(day as date)));
