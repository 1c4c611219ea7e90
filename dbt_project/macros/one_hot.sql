{#
    A category as numbers: one column is_<column>_<value> for each of the values, 1 where it is the value and else 0.
    A value that is not among them is 0 in all of them; NULL stays NULL in all, because unknown is not "none of these".
#}
{% macro one_hot(column, values) -%}
    {%- set encoded = [] -%}
    {%- for value in values -%}
        {%- set is_it = column ~ " = '" ~ (value | replace("'", "''")) ~ "'" -%}
        {%- do encoded.append('cast(' ~ is_it ~ ' as integer) as ' ~ one_hot_column(column, value)) -%}
    {%- endfor -%}
    {{ encoded | join(',\n        ') }}
{%- endmacro %}

{# is_age_band_65_plus: lower case, + as plus, everything else that is no letter and no digit as one underscore. #}
{% macro one_hot_column(column, value) -%}
    {%- set plain = modules.re.sub('[^a-z0-9]+', '_', (value | lower).replace('+', ' plus ')) -%}
    is_{{ column }}_{{ plain.strip('_') }}
{%- endmacro %}

{# Attributes that are encoded, and the values that have a column, low to high where they have an order. #}
{% macro encoded_values() -%}
    {%- do return({
        'gender': ['female', 'male', 'other'],
        'age_band': ['19-24', '25-34', '35-44', '45-54', '55-64', '65+'],
        'income_band': [
            'Under 15K', '15-24K', '25-34K', '35-49K', '50-74K', '75-99K', '100-124K', '125-149K', '150-174K',
            '175-199K', '200-249K', '250K+',
        ],
        'household_size': ['1', '2', '3', '4', '5+'],
        'home_ownership': ['Homeowner', 'Probable Homeowner', 'Probable Renter', 'Renter'],
    }) -%}
{%- endmacro %}
