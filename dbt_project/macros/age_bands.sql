{# First years of the bands that have a column in customer_attributes_encoded: 19-24 begins with 19, 65+ with 65. #}
{% macro _age_bands() -%}
    {%- set bands = [] -%}
    {%- for band in encoded_values()['age_band'] -%}
        {%- do bands.append({'band': band, 'from': modules.re.search('[0-9]+', band).group() | int}) -%}
    {%- endfor -%}
    {%- do return(bands) -%}
{%- endmacro %}

{# The band that an age lies in; NULL below the lowest one, and without an age. #}
{% macro age_band_of(years) -%}
    case
        {%- for it in _age_bands() | reverse %}
        when {{ years }} >= {{ it['from'] }} then '{{ it["band"] }}'
        {%- endfor %}
    end
{%- endmacro %}

{# An age moved into a band where it lies outside; as it is without a band, and NULL without an age. #}
{% macro within_age_band(years, band) -%}
    case
        -- greatest and least would take the border for an age.
        when {{ years }} is null then null
        {%- for it in _age_bands() %}
        when {{ band }} = '{{ it["band"] }}'
            then {{ 'greatest(' ~ years ~ ', ' ~ it['from'] ~ ')' if loop.last
                else 'least(greatest(' ~ years ~ ', ' ~ it['from'] ~ '), ' ~ (loop.nextitem['from'] - 1) ~ ')' }}
        {%- endfor %}
        else {{ years }}
    end
{%- endmacro %}
