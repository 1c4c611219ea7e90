{#
    An amount in US dollars and whole cents, rounded line by line so that lines add up to their order. `rate` is US
    dollars per unit of `currency`; NULL where there is none, and then nobody knows what the amount is worth.

    Both branches are cast: one cast of both would take every dollar through the wide decimals of a product, which
    takes twice the time of all the rest.
#}
{% macro in_usd(amount, currency, rate) -%}
    case
        when {{ currency }} = 'USD' then cast({{ amount }} as decimal(18, 2))
        else cast({{ amount }} * {{ rate }} as decimal(18, 2))
    end
{%- endmacro %}
