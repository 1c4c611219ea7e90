with

source as (

    {{ raw_rows('crm', 'survey_answers') }}

),

renamed as (

    select
        -- ids
        response_id,
        customer_ref,

        -- text
        survey,
        question_group,
        question,
        answer_code,

        -- timestamps
        answered_at
    from source
    where answered_at <= {{ as_of() }}
    {{ newest_by_key(['response_id', 'question']) }}

)

select * from renamed
