with

source as (

    {{ raw_rows('enrichment', 'attributes') }}

),

renamed as (

    select
        -- ids
        customer_ref,

        -- text
        attribute,
        value_text,
        provider,

        -- numerics
        value_number,

        -- timestamps
        measured_on
    from source
    where {{ day_is_over('measured_on') }}
    {{ newest_by_key(['customer_ref', 'attribute', 'provider'], updated_at='measured_on') }}

)

select * from renamed
