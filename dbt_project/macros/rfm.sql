{# So many equal shares of the buyers does a score tell apart: quartiles, quintiles or deciles. #}
{% macro rfm_bins() %}
    {%- set bins = var('rfm_bins') | int -%}
    {%- if execute and bins not in [4, 5, 10] -%}
        {{ exceptions.raise_compiler_error(
            "The dbt var 'rfm_bins' is " ~ var('rfm_bins') ~ "; expected 4 (quartiles), 5 (quintiles) or 10 (deciles)."
        ) }}
    {%- endif -%}
    {{ return(bins) }}
{% endmacro %}

{#
    The scores of buyers, beside their measures. `measured` holds buyers only, with `moment`, the column that says as of
    when they are measured; each moment is scored by itself. customer_number counts the customers in the order of their
    customer_id: breaking ties by a number is several times as fast as by a text.
#}
{% macro rfm_scored(measured, moment) -%}
    select
        measured.*,
        {% for score, order in [
            ('recency_score', 'days_since_last_order desc'),
            ('frequency_score', 'order_count asc'),
            ('monetary_score', 'net_spend_usd asc'),
        ] -%}
        cast(
            ntile({{ rfm_bins() }}) over (
                partition by measured.{{ moment }}
                order by measured.{{ order }}, measured.customer_number asc
            ) as integer
        ) as {{ score }},
        {% endfor -%}
        -- Where all have ordered equally often, nobody stands out.
        coalesce(
            (measured.order_count - spans.lowest_order_count)
            / nullif(spans.highest_order_count - spans.lowest_order_count, 0),
            0
        ) as frequency_scaled
    from {{ measured }} as measured
    inner join (
        select
            {{ moment }},
            min(order_count) as lowest_order_count,
            max(order_count) as highest_order_count
        from {{ measured }}
        group by {{ moment }}
    ) as spans using ({{ moment }})
{%- endmacro %}

{# The label of every combination of scores: looked up by equality, where a million buyers against ranges are slow. #}
{% macro rfm_labels(ranges) -%}
    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score,
        concat_ws('-', recency.score, frequency.score, monetary.score) as rfm_code,
        ranges.rfm_segment
    from range(1, {{ rfm_bins() + 1 }}) as recency (score)
    cross join range(1, {{ rfm_bins() + 1 }}) as frequency (score)
    cross join range(1, {{ rfm_bins() + 1 }}) as monetary (score)
    inner join {{ ranges }} as ranges
        on
            ranges.score_bins = {{ rfm_bins() }}
            and recency.score between ranges.recency_score_from and ranges.recency_score_to
            and (frequency.score + monetary.score) / 2.0
            between ranges.frequency_monetary_score_from and ranges.frequency_monetary_score_to
{%- endmacro %}

{# The last day of the period of customer_rfm_history in which a company day lies. #}
{% macro rfm_period_end(day) -%}
    {%- set grain = var('rfm_history_grain') -%}
    {%- if grain == 'month' -%}
        last_day({{ day }})
    {%- elif grain == 'week' -%}
        ({{ company_week(day) }} + 6)
    {%- elif grain == 'quarter' -%}
        (
            cast(
                date_trunc('quarter', {{ on_fiscal_calendar(day) }})
                + interval '{{ var('first_month_of_fiscal_year') | int + 2 }} months' as date
            ) - 1
        )
    {%- elif execute -%}
        {{ exceptions.raise_compiler_error(
            "The dbt var 'rfm_history_grain' is " ~ grain ~ "; expected month, week or quarter."
        ) }}
    {%- endif -%}
{%- endmacro %}

{#
    A row per customer_number and period_number since the first order: the sums of all bookings until then. Each sum
    holds until the next booking, so that only bookings are sorted, and not a row per customer and period.
#}
{% macro rfm_running_sums(bookings, periods) -%}
    select
        customer_number,
        unnest(range(period_number, next_period_number)) as period_number,
        order_count,
        net_spend_usd,
        last_ordered_on
    from (
        select
            bookings.customer_number,
            periods.period_number,
            lead(periods.period_number, 1, periods.period_count + 1) over until_then as next_period_number,
            sum(bookings.order_count) over until_then as order_count,
            sum(bookings.net_spend_usd) over until_then as net_spend_usd,
            max(bookings.last_ordered_on) over until_then as last_ordered_on
        from {{ bookings }} as bookings
        inner join {{ periods }} as periods using (as_of_on)
        window until_then as (partition by bookings.customer_number order by periods.period_number)
    )
    where order_count > 0
{%- endmacro %}

{# Before customer_rfm_history adds rows: forget all from the first period on that does not stand as it is today. #}
{% macro forget_changed_rfm_periods() -%}
    {% if is_incremental() -%}
    {%- set wanted -%}
        select as_of_on, orders_fingerprint from {{ ref('int_rfm_periods__fingerprinted') }}
    {%- endset -%}
    {%- set held -%}
        select distinct as_of_on, orders_fingerprint from {{ this }}
    {%- endset -%}
    delete from {{ this }}
    where as_of_on >= (
        select min(as_of_on)
        from (({{ wanted }} except {{ held }}) union all ({{ held }} except {{ wanted }}))
    )
    {%- endif %}
{%- endmacro %}

{# Before rfm_thresholds adds rows: forget those of the moment of an earlier build, and of periods that were forgotten. #}
{% macro forget_changed_rfm_thresholds() -%}
    {% if is_incremental() -%}
    delete from {{ this }}
    where (as_of_on, orders_fingerprint) not in (
        select (as_of_on, orders_fingerprint) from {{ ref('int_rfm_periods__fingerprinted') }}
    )
    {%- endif %}
{%- endmacro %}
