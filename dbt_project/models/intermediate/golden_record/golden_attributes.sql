{{ config(schema='pii', tags=['pii']) }}

with

statements as (

    select * from {{ ref('customer_statements') }}

),

survivorship as (

    select * from {{ ref('survivorship') }}

),

-- Most customers are one profile of one source: what it says is all that there is, and nothing has to be weighed.
contested_customers as (

    select customer_id
    from statements
    group by customer_id
    having min(source) != max(source) or min(customer_ref) != max(customer_ref)

),

uncontested as (

    select
        statements.customer_id,
        statements.attribute,
        statements.stated_value as golden_value,
        statements.source,
        survivorship.rule,
        statements.stated_at,
        survivorship.is_personal
    from statements
    inner join survivorship using (attribute)
    where statements.customer_id not in (select contested_customers.customer_id from contested_customers)

),

-- What one profile says in one source of the attributes of a group stands or falls together.
weighed as (

    select
        statements.*,
        survivorship.attribute_group,
        survivorship.rule,
        survivorship.is_personal,
        coalesce(
            list_position(string_split(survivorship.source_priority, '|'), statements.source),
            list_position(string_split(survivorship.source_priority, '|'), split_part(statements.source, ':', 1))
        ) as source_place,
        count(*) over statement as attribute_count,
        sum(length(statements.stated_value)) over statement as character_count,
        max(statements.stated_at) over statement as last_stated_at
    from statements
    inner join survivorship using (attribute)
    where statements.customer_id in (select contested_customers.customer_id from contested_customers)
    window
        statement as (
            partition by
                statements.customer_id, survivorship.attribute_group, statements.source, statements.customer_ref
        )

),

-- Among equals the newest statement wins; of two of one moment that of the higher reference, so that it is always one.
settled as (

    select
        customer_id,
        attribute,
        stated_value as golden_value,
        source,
        rule,
        stated_at,
        is_personal
    from weighed
    qualify
        dense_rank() over (
            partition by customer_id, attribute_group
            order by
                case when rule = 'source_priority' then source_place end asc nulls last,
                case when rule in ('most_complete', 'longest') then attribute_count end desc nulls last,
                case when rule = 'longest' then character_count end desc nulls last,
                last_stated_at desc nulls last,
                customer_ref desc,
                source asc
        ) = 1

),

golden as (

    select * from uncontested
    union all
    select * from settled

)

select * from golden
