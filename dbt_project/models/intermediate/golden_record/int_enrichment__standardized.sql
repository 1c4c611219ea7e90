with

enrichment as (

    select * from {{ ref('stg_enrichment__attributes') }}

),

spellings as (

    select * from {{ ref('stg_standard__spellings') }}

),

-- Attributes that the seeds know: of these, a spelling that they do not know is none.
with_standard as (

    select distinct attribute from spellings

),

looked_up as (

    select
        enrichment.customer_ref,
        enrichment.attribute,
        enrichment.provider,
        enrichment.measured_on,
        case
            when with_standard.attribute is not null then spellings.standard_value
            else coalesce(enrichment.value_text, cast(enrichment.value_number as varchar))
        end as standard_value,
        spellings.standard_order
    from enrichment
    left join with_standard using (attribute)
    left join spellings
        on
            enrichment.attribute = spellings.attribute
            and {{ key_of_attribute('enrichment.attribute', 'enrichment.value_text') }} = spellings.spelling

),

standardized as (

    select
        customer_ref,
        attribute,
        provider,
        measured_on,
        standard_value
    from looked_up
    where standard_value is not null
    union all
    -- Bands are told with their place among the bands, so that whoever gives the one gives the other.
    select
        customer_ref,
        concat(attribute, '_order') as attribute,
        provider,
        measured_on,
        cast(standard_order as varchar) as standard_value
    from looked_up
    where standard_order is not null

)

select * from standardized
