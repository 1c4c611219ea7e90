{#
    A customer in one sentence, made of the columns of customer_profile: what is unknown is left out, and what is known
    to be none is said. The column is computed from columns of its own row alone, so that it can be no staler than they.
#}
{% macro profile_sentence() -%}
    {%- set parts = [who(), since_when(), visits_in_words(), purchases_in_words(), 'rfm_segment'] -%}
    {%- set text = "concat_ws('; ', " ~ parts | join(', ') ~ ")" -%}
    upper({{ text }}[1]) || {{ text }}[2:] || '.'
{%- endmacro %}

{# "age 34, female, NY"; the band where the years are unknown, and the country where the state is. #}
{% macro who() -%}
    nullif(
        concat_ws(
            ', ',
            'age ' || coalesce(cast(age_years as varchar), age_band),
            if(gender = 'other', 'other gender', gender),
            coalesce(state, country)
        ),
        ''
    )
{%- endmacro %}

{% macro since_when() -%}
    'customer since ' || strftime(customer_since_on, '%B %Y')
{%- endmacro %}

{% macro visits_in_words() -%}
    case
        when sessions_last_30_days_count = 0 then 'no visit in the last 30 days'
        when product_views_last_30_days_count = 0
            then 'visited ' || {{ counted_noun('sessions_last_30_days_count', 'time') }} || ' in the last 30 days'
        else
            'visited ' || {{ counted_noun('sessions_last_30_days_count', 'time') }} || ' in the last 30 days'
            || ' and viewed ' || {{ counted_noun('product_views_last_30_days_count', 'product') }}
    end
{%- endmacro %}

{% macro purchases_in_words() -%}
    case
        when order_count = 0 then 'has not bought yet'
        else
            coalesce(
                'spent most on ' || lower(top_department) || format(' ({:,} of ', top_department_order_count)
                || {{ counted_noun('order_count', 'order') }} || ')',
                {{ counted_noun('order_count', 'order') }}
            )
            || coalesce(', ' || {{ dollars('average_order_value_usd') }} || ' on average', '')
    end
{%- endmacro %}

{# "1 order", "5 orders", "1,200 orders": a count with a noun whose plural takes an s. #}
{% macro counted_noun(count, noun) -%}
    format('{:,} {}', {{ count }}, if({{ count }} = 1, '{{ noun }}', '{{ noun }}s'))
{%- endmacro %}

{# "$1,234.50", and "-$3.00" where more was given back than bought. #}
{% macro dollars(amount) -%}
    if(round({{ amount }}, 2) < 0, '-', '') || format('${:,.2f}', abs(cast({{ amount }} as double)))
{%- endmacro %}
