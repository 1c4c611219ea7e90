{%- set types = {
    'gender': 'varchar', 'age_years': 'integer', 'age_band': 'varchar', 'income_band': 'varchar',
    'household_size': 'varchar', 'home_ownership': 'varchar',
} -%}
{%- set facts = ['value', 'method', 'confidence'] -%}
{#- Known years tell the band (a child's none, so none is guessed), and the band holds guessed years within it. -#}
{%- set known = {'age_band': 'coalesce(' ~ age_band_of('age_years_known') ~ ', age_band_known)'} -%}
{%- set unless_years_are_known = 'case when age_years_known is null then coalesce(' -%}
{%- set guessed = {
    'age_years_value': within_age_band('age_years_value', 'coalesce(age_band_known, age_band_value)'),
    'age_band_value': unless_years_are_known ~ 'age_band_value, ' ~ age_band_of('age_years_value') ~ ') end',
    'age_band_method': unless_years_are_known ~ 'age_band_method, age_years_method) end',
    'age_band_confidence': unless_years_are_known ~ 'age_band_confidence, age_years_confidence) end',
} -%}

with

customers as (

    select * from {{ ref('dim_customers') }}

),

rfm as (

    select * from {{ ref('customer_rfm') }}

),

imputed_attributes as (

    select * from {{ source('ml', 'imputed_attributes') }}
    where imputation_version = {{ newest_imputation() }}

),

fallbacks as (

    select * from {{ source('ml', 'imputation_fallbacks') }}
    where imputation_version = {{ newest_imputation() }}

),

imputed as (

    select
        customer_id,
        {{ by_attribute(types, facts) }}
    from imputed_attributes
    group by customer_id

),

-- For customers who came later; the one without a stratum is for strata of which nobody was known.
by_stratum as (

    select
        coalesce(stratum, '') as stratum_or_none,
        {{ by_attribute(types, facts) }}
    from fallbacks
    group by coalesce(stratum, '')

),

stated as (

    select
        customers.customer_id,
        rfm.as_of,
        {% for attribute, type in types.items() -%}
        customers.{{ attribute }} as {{ attribute }}_known,
        {% for fact in facts -%}
        cast(coalesce(
            imputed.{{ attribute }}_{{ fact }}, same.{{ attribute }}_{{ fact }}, everybody.{{ attribute }}_{{ fact }}
        ) as {{ {'value': type, 'method': 'varchar', 'confidence': 'double'}[fact] }}) as {{ attribute }}_{{ fact }},
        {% endfor -%}
        {% endfor -%}
        {{ newest_imputation() }} as imputation_version
    from customers
    inner join rfm using (customer_id)
    left join imputed using (customer_id)
    left join by_stratum as same on rfm.rfm_segment = same.stratum_or_none
    left join by_stratum as everybody on everybody.stratum_or_none = ''

),

completed as (

    select
        customer_id,
        as_of,
        {% for attribute in types -%}
        {%- set is_known = known.get(attribute, attribute ~ '_known') -%}
        {%- set value = guessed.get(attribute ~ '_value', attribute ~ '_value') -%}
        coalesce({{ is_known }}, {{ value }}) as {{ attribute }},
        {{ is_known }} is null and {{ value }} is not null as is_{{ attribute }}_imputed,
        {% for fact in facts[1:] -%}
        case when {{ is_known }} is null then {{ guessed.get(attribute ~ '_' ~ fact, attribute ~ '_' ~ fact) }} end
            as {{ attribute }}_imputation_{{ fact }},
        {% endfor -%}
        {% endfor -%}
        imputation_version
    from stated

)

select * from completed
