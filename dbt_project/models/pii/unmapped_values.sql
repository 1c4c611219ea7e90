with

profiles as (

    select * from {{ ref('profiles') }}

),

unmapped as (

    {% for attribute in ['birth_date', 'gender', 'city', 'state', 'country', 'income_band'] %}
    select
        '{{ attribute }}' as attribute,
        {{ attribute }}_as_given as value_as_given
    from profiles
    where
        {{ attribute }} is null
        and {{ attribute }}_as_given is not null
        {%- if attribute == 'state' %}
        -- There is no standard for the states of other countries here, so nothing is amiss.
        and {{ is_american('country', 'country_as_given') }}
        {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

counted as (

    select
        attribute,
        value_as_given,
        {{ keyed_hash('value_as_given') }} as value_hash,
        count(*) as profile_count
    from unmapped
    group by attribute, value_as_given

)

select * from counted
