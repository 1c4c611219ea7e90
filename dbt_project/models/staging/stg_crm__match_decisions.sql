with

source as (

    {{ raw_rows('crm', 'match_decisions') }}

),

-- Whoever decides writes the two down in either order; a profile is always one customer with itself.
ordered as (

    select
        least(left_ref, right_ref) as left_ref,
        greatest(left_ref, right_ref) as right_ref,
        decision,
        decided_at,
        _source_file,
        _source_row
    from source
    where left_ref != right_ref

),

renamed as (

    select
        -- ids
        left_ref,
        right_ref,

        -- text
        decision,

        -- timestamps
        decided_at
    from ordered
    where decided_at <= {{ as_of() }}
    {{ newest_by_key(['left_ref', 'right_ref'], updated_at='decided_at', op='decision', deleted=['withdrawn']) }}

)

select * from renamed
