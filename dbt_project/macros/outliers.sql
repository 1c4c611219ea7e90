{# The scale for skewed columns: a logarithm that is defined for zero and below too, and its inverse. #}
{% macro on_log_scale(value) -%}
    (sign({{ value }}) * ln(1 + abs({{ value }})))
{%- endmacro %}

{% macro off_log_scale(value) -%}
    (sign({{ value }}) * (exp(abs({{ value }})) - 1))
{%- endmacro %}

{#
    The fences of columns, by their policies in the seed outlier_policies: a row for each. `columns` maps the columns of
    `table_name` to expressions over `relation`; where an expression is NULL there is nothing to judge. A policy that
    looks at one side has the fence of that side only; the other one is NULL.

    Without a spread (no row, one row, all equal, equal quartiles) there are no fences, and so no outliers: else
    whatever differs from the crowd would be one. Fences are rounded, or the order in which threads add up would show.
#}
{% macro outlier_fences(relation, table_name, columns) -%}
    {%- for column, value in columns.items() %}
    {%- set own_policy -%}
        (
            select * from {{ ref('outlier_policies') }}
            where table_name = '{{ table_name }}' and column_name = '{{ column }}'
        )
    {%- endset %}
    select
        policies.table_name,
        policies.column_name,
        policies.method,
        policies.threshold,
        policies.is_log_scale,
        policies.treatment,
        measured.row_count,
        {% for side in ['lower', 'upper'] -%}
        {%- set fence -%}
            (measured.{{ side }}_base {{ '-' if side == 'lower' else '+' }} policies.threshold * measured.spread)
        {%- endset -%}
        if(
            policies.side = '{{ 'upper' if side == 'lower' else 'lower' }}',
            null,
            round(if(policies.is_log_scale, {{ off_log_scale(fence) }}, {{ fence }}), 6)
        ) as {{ side }}_fence
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ own_policy }} as policies
    cross join (
        select
            count(value) as row_count,
            if(min(method) = 'iqr', quantile_cont(value, 0.25) filter (where method = 'iqr'), avg(value)) as lower_base,
            if(min(method) = 'iqr', quantile_cont(value, 0.75) filter (where method = 'iqr'), avg(value)) as upper_base,
            nullif(round(if(min(method) = 'iqr', upper_base - lower_base, stddev_samp(value)), 9), 0) as spread
        from (
            select
                policies.method,
                if(policies.is_log_scale, {{ on_log_scale('seen.value') }}, seen.value) as value
            from (select cast({{ value }} as double) as value from {{ relation }}) as seen
            cross join {{ own_policy }} as policies
            where seen.value is not null
        )
    ) as measured
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}

{# Every row of `rows` with the fences of all columns beside it. Without a policy a column has no outliers. #}
{% macro between_fences(rows, fences, columns) -%}
    select
        {{ rows }}.*,
        side_by_side.*
    from {{ rows }}
    cross join (
        select
            {% for column in columns -%}
            min(lower_fence) filter (where column_name = '{{ column }}') as {{ column }}_lower_fence,
            min(upper_fence) filter (where column_name = '{{ column }}') as {{ column }}_upper_fence,
            min(treatment) filter (where column_name = '{{ column }}') as {{ column }}_treatment
            {%- if not loop.last %},{% endif %}
            {% endfor -%}
        from {{ fences }}
    ) as side_by_side
{%- endmacro %}

{#
    Two columns beside a third one: whether its value is an outlier, and the treated value, by the fences that the row
    was joined to. `value` is what is judged, if it is not the column itself; it may be NULL, and is no outlier then.
    `unjudged` is the treated value of what is not judged.
#}
{% macro outlier_columns(column, value=none, unjudged='null') -%}
    {%- set value = value or column -%}
    coalesce({{ value }} < {{ column }}_lower_fence or {{ value }} > {{ column }}_upper_fence, false)
        as is_{{ column }}_outlier,
    cast(
        case
            when {{ value }} is null then {{ unjudged }}
            when {{ column }}_treatment = 'transform' then {{ on_log_scale(value) }}
            when {{ column }}_treatment = 'cap' and {{ value }} < {{ column }}_lower_fence then {{ column }}_lower_fence
            when {{ column }}_treatment = 'cap' and {{ value }} > {{ column }}_upper_fence then {{ column }}_upper_fence
            when
                {{ column }}_treatment = 'exclude'
                and ({{ value }} < {{ column }}_lower_fence or {{ value }} > {{ column }}_upper_fence)
                then null
            else {{ value }}
        end as double
    ) as {{ column }}_treated
{%- endmacro %}

{# What is judged of a fact: its columns, and where a column is not judged in all rows, the expression that says so. #}
{% macro judged_columns(fact) -%}
    {{ return({
        'fct_orders': {
            'net_spend_usd': 'if(is_refund_only, null, net_spend_usd)',
            'line_count': 'line_count',
        },
        'fct_order_lines': {'quantity': 'if(is_refund, null, quantity)'},
        'fct_sessions': {'duration_seconds': 'duration_seconds', 'event_count': 'event_count'},
    }[fact]) }}
{%- endmacro %}

{#
    Whether a row of a fact has to be judged anew by a partial build: its key is among the changed ones, or its value
    lies beyond a fence as it is now or was in the base, and so may have become an outlier or be none any more. The same
    is asked of the rows that are taken out of the fact and of those that come anew.
#}
{% macro is_judged_anew(fact, fences, key) -%}
    {%- set changed = ref({'order_id': 'int_orders__changed', 'visitor_id': 'int_web_visitors__changed'}[key]) -%}
    (
        {{ key }} in (select {{ key }} from {{ changed }})
        {%- for column, value in judged_columns(fact).items() %}
        {%- set of_column -%}
            from (
                select column_name, lower_fence, upper_fence from {{ ref(fences) }}
                union all
                select column_name, lower_fence, upper_fence from {{ ref('int_outlier_fences__before') }}
                where table_name = '{{ fact }}'
            )
            where column_name = '{{ column }}'
        {%- endset %}
        or {{ value }} < (select max(lower_fence) {{ of_column }})
        or {{ value }} > (select min(upper_fence) {{ of_column }})
        {%- endfor %}
    )
{%- endmacro %}

{# For the pre-hook of a fact, and for its import CTE. #}
{% macro forget_judged_anew(fact, fences, key) -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        {%- if builds_on_base() %} where {{ is_judged_anew(fact, fences, key) }}{% endif %}
    {%- endif -%}
{%- endmacro %}

{% macro only_judged_anew(fact, fences, key) -%}
    {%- if builds_on_base() -%} where {{ is_judged_anew(fact, fences, key) }} {%- endif -%}
{%- endmacro %}
