-- Tickets as the changes that a database sends: inserted, updated, now and then deleted, seldom restored; some late.
create table tickets as
with opened as (
    select
        household_id,
        concat_ws('/', household_id, number) as ticket,
        first_order_at + to_seconds(
            3600 + cast(date_diff('second', first_order_at, last_order_at) * draw('ticket', ticket) as bigint)
        ) as opened_at,
        opened_at + to_seconds(3600 + cast(700000 * pow(draw('ticket time', ticket), 2) as bigint)) as closed_at
    from
        households,
        unnest(range(1 + cast(floor(3 * pow(draw('tickets', household_id), 2)) as integer))) as numbers (number)
    where draw('support', household_id) < 0.18
)

select
    *,
    concat('T', upper(left(md5(concat_ws('|', 'ticket', ticket)), 10))) as ticket_id,
    ['delivery', 'payment', 'product_quality', 'returns', 'account'][
        1 + cast(floor(5 * draw('ticket category', ticket)) as integer)
    ] as category,
    ['low', 'normal', 'normal', 'normal', 'high'][1 + cast(floor(5 * draw('ticket priority', ticket)) as integer)]
        as priority,
    ['phone', 'email', 'chat', 'store'][1 + cast(floor(4 * draw('ticket channel', ticket)) as integer)] as channel,
    if(draw('is satisfied', ticket) < 0.6, 1 + cast(floor(5 * sqrt(draw('satisfaction', ticket))) as integer), null)
        as satisfaction_score
from opened;

create table ticket_changes as
with changes as (
    select *, 'I' as op, 'open' as status, opened_at as updated_at
    from tickets
    union all by name
    select *, 'U' as op, 'pending' as status, opened_at + (closed_at - opened_at) / 3 as updated_at
    from tickets
    where draw('ticket waits', ticket) < 0.6
    union all by name
    select *, 'U' as op, 'solved' as status, closed_at as updated_at
    from tickets
    union all by name
    select *, 'D' as op, null as status, closed_at + interval 1 day as updated_at
    from tickets
    where draw('ticket goes', ticket) < 0.06
    union all by name
    select *, 'I' as op, 'solved' as status, closed_at + interval 3 days as updated_at
    from tickets
    where draw('ticket goes', ticket) < 0.02
)

select
    * replace (date_trunc('second', updated_at) as updated_at),
    draw('change is late', concat_ws('/', ticket, op, status)) < 0.03 as is_late,
    cast(updated_at + if(is_late, interval 2 days, interval 0 days) as date) as dt
from changes
where updated_at <= sample_end();
