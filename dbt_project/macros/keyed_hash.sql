{#
    HMAC-SHA256 as 64 hexadecimal digits; NULL stays NULL. The pads of the key are session variables that
    warehouse/dbt_pii_key.py sets, so the key is never part of the SQL.
#}
{% macro keyed_hash(expression) -%}
    sha256(
        getvariable('pii_key_outer')
        || unhex(sha256(getvariable('pii_key_inner') || encode(cast({{ expression }} as varchar))))
    )
{%- endmacro %}

{# A keyed hash short enough to type and to store: 64 bits, one collision to be expected at five billion values. #}
{% macro pseudonym(expression) -%}
    left({{ keyed_hash(expression) }}, 16)
{%- endmacro %}
