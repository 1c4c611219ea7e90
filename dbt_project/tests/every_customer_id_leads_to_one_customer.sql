-- Each customer is its own current id, once; and each id that was ever given away leads to one customer.
with

customers as (

    select customer_id from {{ ref('dim_customers') }}

),

history as (

    select * from {{ ref('customer_id_history') }}

),

not_their_own_id as (

    select customers.customer_id
    from customers
    left join history
        on
            customers.customer_id = history.old_customer_id
            and history.new_customer_id = customers.customer_id
            and history.is_current
    where history.old_customer_id is null

),

ambiguous as (

    select old_customer_id as customer_id
    from history
    group by old_customer_id
    having count(*) filter (where is_current) != 1

)

select customer_id from not_their_own_id
union all
select customer_id from ambiguous
