with

history as (

    select * from {{ ref('customer_segment_history') }}

),

segments as (

    select * from {{ ref('dim_segments') }}

),

features as (

    select
        *,
        dense_rank() over (order by as_of_on) as moment_number
    from {{ ref('customer_features_history') }}

),

-- A segment that the model of today has not got is called what it was called last.
names as (

    select
        history.segment_id,
        coalesce(max(segments.segment_name), max_by(history.segment_name, history.valid_from)) as segment_name
    from history
    left join segments using (segment_id)
    group by history.segment_id

),

labelled as (

    select
        features.*,
        history.segment_id,
        history.is_backcast
    from features
    left join history
        on
            features.customer_id = history.customer_id
            and features.as_of >= history.valid_from
            and (features.as_of < history.valid_to or history.valid_to is null)

),

-- A customer is in every moment since the first order, so that the row before is of the moment before.
moved as (

    select
        as_of_on,
        is_month_end,
        moment_number,
        segment_id as to_segment_id,
        lag(segment_id) over since_first_order as from_segment_id,
        row_number() over since_first_order = 1 as is_first,
        is_backcast or lag(is_backcast, 1, false) over since_first_order as is_backcast,
        net_spend_usd - lag(net_spend_usd, 1, 0) over since_first_order as net_spend_usd,
        lag(net_spend_usd, 1, 0) over since_first_order - lag(net_spend_usd, 2, 0) over since_first_order
            as net_spend_before_usd
    from labelled
    window since_first_order as (partition by customer_id order by moment_number)

),

transitions as (

    select
        -- dates
        moved.as_of_on,

        -- ids
        moved.from_segment_id,
        moved.to_segment_id,

        -- text
        from_names.segment_name as from_segment_name,
        to_names.segment_name as to_segment_name,

        -- numerics
        count(*) as customer_count,
        cast(sum(moved.net_spend_usd) as decimal(18, 2)) as net_spend_usd,
        cast(sum(if(moved.moment_number > 2, moved.net_spend_before_usd, null)) as decimal(18, 2))
            as net_spend_before_usd,

        -- booleans
        moved.is_month_end,
        bool_or(moved.is_backcast) as is_backcast
    from moved
    inner join names as to_names on moved.to_segment_id = to_names.segment_id
    left join names as from_names on moved.from_segment_id = from_names.segment_id
    where
        (moved.is_first or moved.from_segment_id is not null)
        and moved.moment_number - 1 in (
            select labelled.moment_number from labelled
            where labelled.segment_id is not null
        )
    group by all

)

select * from transitions
