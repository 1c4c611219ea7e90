-- What people at the desk decided by hand: two profiles are one person though they share nothing, two are two people
-- though they share a telephone, and one decision was taken back.
create table match_decisions as
with pairs as (
    select
        others.customer_ref as second_ref,
        firsts.customer_ref as first_ref,
        others.tie,
        others.registered_at,
        row_number() over (partition by others.tie order by others.registered_at, others.customer_ref) as place
    from profiles as others
    inner join profiles as firsts on others.home_ref = firsts.customer_ref
    where others.tie in ('nothing', 'household')
)

select
    second_ref as left_ref,
    first_ref as right_ref,
    'force_match' as decision,
    'Dana Whitfield' as decided_by,
    timestamp '2017-03-08 09:30:00' as decided_at
from pairs
where tie = 'nothing' and place = 1
union all
select first_ref, second_ref, 'never_match', 'Dana Whitfield', registered_at + interval 3 day
from pairs
where tie = 'household' and place = 1
union all
select first_ref, second_ref, 'never_match', 'Rory Ashdown', registered_at + interval 1 day
from pairs
where tie = 'nothing' and place = 2
union all
select second_ref, first_ref, 'withdrawn', 'Dana Whitfield', registered_at + interval 5 day
from pairs
where tie = 'nothing' and place = 2;
