with

sessions as (

    select
        *,
        coalesce(customer_id, visitor_id) as person_id,
        if(customer_id is null, 'visitor', 'customer') as person_kind
    from {{ ref('int_sessions__counted') }}

),

visits as (

    select
        *,
        row_number() over (partition by person_kind, person_id order by started_at, session_id) as visit_number
    from sessions

),

persons as (

    select
        person_kind,
        coalesce(min(device_type) filter (where visit_number = 1), 'unknown') as first_device_type,
        min(visit_number) filter (where has_purchase) as bought_at_visit_number
    from visits
    group by person_kind, person_id

),

counted as (

    select
        person_kind,
        first_device_type,
        case
            when bought_at_visit_number is null then 'never'
            when bought_at_visit_number > 3 then 'later'
            else bought_at_visit_number::varchar
        end as bought_at_visit,
        count(*) as person_count
    from persons
    group by all

),

totals as (

    select
        person_kind,
        first_device_type,
        sum(person_count) as person_count
    from counted
    group by person_kind, first_device_type

),

ways (bought_at_visit) as (

    values ('1'), ('2'), ('3'), ('later'), ('never')

),

conversion as (

    select
        totals.person_kind,
        totals.first_device_type,
        ways.bought_at_visit,
        coalesce(counted.person_count, 0) as person_count,
        coalesce(counted.person_count, 0) / totals.person_count as person_share
    from totals
    cross join ways
    left join counted using (person_kind, first_device_type, bought_at_visit)

)

select * from conversion
