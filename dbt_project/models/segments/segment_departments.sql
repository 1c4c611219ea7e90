with

segments as (

    select * from {{ ref('dim_segments') }}

),

assignments as (

    select * from {{ ref('cluster_assignments') }}

),

lines as (

    select * from {{ ref('fct_order_lines') }}
    where not is_refund

),

products as (

    select * from {{ ref('dim_products') }}
    where department is not null

),

bought as (

    select
        assignments.segment_id,
        products.department,
        count(distinct lines.customer_id) as customer_count,
        sum(lines.net_spend_usd) as spend_usd
    from lines
    inner join assignments using (customer_id)
    inner join products using (product_id)
    group by assignments.segment_id, products.department

),

compared as (

    select
        segment_id,
        department,
        customer_count,
        spend_usd,
        cast(spend_usd as double) / nullif(sum(spend_usd) over (partition by segment_id), 0) as spend_share,
        cast(sum(spend_usd) over (partition by department) as double) as department_spend_usd,
        nullif(sum(spend_usd) over (), 0) as all_spend_usd
    from bought

),

departments as (

    select
        compared.segment_id,
        segments.segment_name,
        compared.department,
        compared.customer_count,
        cast(compared.spend_usd as decimal(18, 2)) as spend_usd,
        compared.spend_share,
        100 * compared.spend_share / nullif(compared.department_spend_usd / compared.all_spend_usd, 0) as spend_index,
        -- A hundredth of the spend, or a fifth more than everybody, is little to say of somebody.
        coalesce(spend_index >= 120 and compared.spend_share >= 0.01, false) as is_favoured,
        segments.as_of,
        segments.model_version
    from compared
    inner join segments using (segment_id)
    where compared.customer_count >= {{ var('smallest_described_group') }}

)

select * from departments
