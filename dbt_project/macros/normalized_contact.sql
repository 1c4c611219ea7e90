{#
    Two spellings of one address must hash alike, so capitals go, and white space of any kind (a no-break space included)
    wherever it stands; what has no @ between two other characters is no address.
#}
{% macro normalized_email(email) -%}
    {%- set compact -%} lower(regexp_replace({{ email }}, '[\s\p{Z}]', '', 'g')) {%- endset -%}
    case when {{ compact }} like '%_@_%' then {{ compact }} end
{%- endmacro %}

{#
    The last digits of a phone number, without extension, punctuation, country code or trunk prefix. Too few digits, or
    one digit repeated, is what people type to get past a form: it identifies nobody.
#}
{% macro normalized_phone(phone) -%}
    {%- set digits = "regexp_replace(split_part(lower(" ~ phone ~ "), 'x', 1), '[^0-9]', '', 'g')" -%}
    case
        when length({{ digits }}) >= {{ var('phone_digits') }}
            and not regexp_full_match({{ digits }}, '0+|1+|2+|3+|4+|5+|6+|7+|8+|9+')
            then right({{ digits }}, {{ var('phone_digits') }})
    end
{%- endmacro %}
