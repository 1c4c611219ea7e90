{#
    A day out of the usual ways to write one, NULL for all others. The dbt var ambiguous_dates says which of the two
    numbers in 3/4/1984 is the month; where only one of them can be, that one is. With dots, the day comes first.

    The year must have four digits: nobody knows whether someone of 17 is 1 or 101 years old.

    A placeholder is no day: the first ones of spreadsheets and databases, which they write where they know none.
#}
{% macro standard_date(text) -%}
    case when not {{ is_placeholder_date(text) }} then {{ written_date(text) }} end
{%- endmacro %}

{% macro is_placeholder_date(text) -%}
    coalesce({{ written_date(text) }} in (date '1899-12-30', date '1899-12-31', date '1900-01-01'), false)
{%- endmacro %}

{# The text of a date as it came, but NULL for one that says that nothing is known, in words or by a placeholder. #}
{% macro date_unless_blank(text, alias) -%}
    case when not {{ is_placeholder_date(text) }} then {{ unless_blank(text, alias) }} end
{%- endmacro %}

{# What standard_date says, with placeholders among it. #}
{% macro written_date(text) -%}
    {%- set orders = {'month_first': ['%m', '%d'], 'day_first': ['%d', '%m']} -%}
    {%- set order = orders.get(var('ambiguous_dates')) -%}
    {%- if execute and order is none -%}
        {{ exceptions.raise_compiler_error(
            "The dbt var 'ambiguous_dates' is '" ~ var('ambiguous_dates') ~ "'; expected month_first or day_first."
        ) }}
    {%- endif -%}
    {%- set first, second = order or ['%m', '%d'] -%}
    {%- set formats = ['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d', '%d.%m.%Y'] -%}
    {%- for separator in ['/', '-'] -%}
        {%- do formats.append([first, second, '%Y'] | join(separator)) -%}
        {%- do formats.append([second, first, '%Y'] | join(separator)) -%}
    {%- endfor -%}
    {%- for month in ['%b', '%B'] -%}
        {%- for parts in ['%d @ %Y', '%d-@-%Y', '%d. @ %Y', '@ %d, %Y', '@ %d %Y'] -%}
            {%- do formats.append(parts | replace('@', month)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- Systems that know timestamps only write a day as its midnight. -#}
    {%- set day = "regexp_replace(trim(" ~ text ~ "), '[T ]00:00(:00(\\.0+)?)?(Z|[+-]\\d\\d(:?\\d\\d)?)?$', '')" -%}
    case
        when regexp_matches({{ day }}, '(^|\D)\d{4}(\D|$)|^\d{8}$')
            then cast(try_strptime({{ day }}, ['{{ formats | join("', '") }}']) as date)
    end
{%- endmacro %}

{# Whether an age is one that people reach. #}
{% macro is_possible_age(years) -%}
    {{ years }} between 0 and {{ var('highest_possible_age') }}
{%- endmacro %}

{# Whether an age is one at which people are customers. #}
{% macro is_plausible_age(years) -%}
    {{ years }} between {{ var('lowest_plausible_age') }} and {{ var('highest_possible_age') }}
{%- endmacro %}

{# Full years between two days: what people call their age. Who was born on 29 February is older from 1 March. #}
{% macro years_between(first_day, last_day) -%}
    (
        extract(year from {{ last_day }}) - extract(year from {{ first_day }})
        - case
            when 100 * extract(month from {{ last_day }}) + extract(day from {{ last_day }})
                < 100 * extract(month from {{ first_day }}) + extract(day from {{ first_day }})
                then 1
            else 0
        end
    )
{%- endmacro %}
