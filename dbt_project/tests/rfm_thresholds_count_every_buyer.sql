-- As of the build, the scores of each measure hold every buyer exactly once.
with

thresholds as (

    select
        measure,
        sum(customer_count) as customer_count
    from {{ ref('rfm_thresholds') }}
    where as_of_on = {{ company_day(as_of()) }}
    group by measure

),

buyers as (

    select count(*) as customer_count
    from {{ ref('customer_rfm') }}
    where order_count > 0

)

select
    thresholds.measure,
    thresholds.customer_count,
    buyers.customer_count as expected_customer_count
from thresholds
cross join buyers
where thresholds.customer_count != buyers.customer_count
