{#
    What two spellings of one thing have in common: no capitals, no accents, no dots or apostrophes, single blanks for
    everything else that is neither letter nor digit. The seeds' spellings and the sources' values both go through it,
    so that a seed may say "U.S." and means "us" too. Empty when there is no letter and no digit.

    A blank that stands alone is left alone: putting one in its place would take most of the time.
#}
{% macro spelling_key(text) -%}
    {%- set plain = "regexp_replace(lower(strip_accents(replace(" ~ text ~ ", '&', ' and '))), '[.''’`´]', '', 'g')" -%}
    trim(regexp_replace({{ plain }}, ' *[^\p{L}\p{N} ][^\p{L}\p{N}]*| {2,}', ' ', 'g'))
{%- endmacro %}

{# A name of a person, to be compared with others; NULL when nothing is left of it. #}
{% macro standard_name(name) -%}
    nullif({{ spelling_key(name) }}, '')
{%- endmacro %}

{# A street with its number, where the usual words are short: "12 North Main Street" is "12 n main st". #}
{% macro standard_street(street) -%}
    {%- set short = {
        'street': 'st', 'avenue': 'ave', 'road': 'rd', 'drive': 'dr', 'lane': 'ln', 'boulevard': 'blvd', 'court': 'ct',
        'place': 'pl', 'apartment': 'apt', 'north': 'n', 'south': 's', 'east': 'e', 'west': 'w',
    } -%}
    {%- set words = "string_split(" ~ spelling_key(street) ~ ", ' ')" -%}
    nullif(array_to_string([coalesce(map {{ short }}[word], word) for word in {{ words }}], ' '), '')
{%- endmacro %}

{# By what a city is looked up: "St. Louis" is "saint louis", "Ft Worth" is "fort worth". #}
{% macro city_key(city) -%}
    regexp_replace(
        regexp_replace(regexp_replace({{ spelling_key(city) }}, '^st ', 'saint '), '^ft ', 'fort '), '^mt ', 'mount '
    )
{%- endmacro %}

{# By what a value of an attribute is looked up, where the attribute stands in a column. #}
{% macro key_of_attribute(attribute, text) -%}
    case when {{ attribute }} = 'city' then {{ city_key(text) }} else {{ spelling_key(text) }} end
{%- endmacro %}

{#
    A postal code in capitals, with single blanks. An American one (`american` is a condition) that looks like one is
    its five digits: without the four more that name a block, and with the zeros in front that spreadsheets take away.
#}
{% macro standard_postal_code(postal_code, american) -%}
    {%- set plain = "trim(regexp_replace(upper(" ~ postal_code ~ "), '\\s+', ' ', 'g'))" -%}
    case
        when {{ american }} and regexp_full_match({{ plain }}, '\d{3,5}') then lpad({{ plain }}, 5, '0')
        when {{ american }} and regexp_full_match({{ plain }}, '\d{5}[- ]?\d{4}') then left({{ plain }}, 5)
        else nullif({{ plain }}, '')
    end
{%- endmacro %}

{# Whether somebody lives in the United States, as they do who name no country. A name that no seed knows is another. #}
{% macro is_american(country, country_as_given) -%}
    coalesce({{ country }} = 'US', {{ country_as_given }} is null)
{%- endmacro %}

{# A card's number without what only helps the eye. #}
{% macro standard_loyalty_id(loyalty_id) -%}
    nullif(regexp_replace(upper({{ loyalty_id }}), '[^A-Z0-9]', '', 'g'), '')
{%- endmacro %}

{#
    Joins what the seeds say of a spelling; `alias.standard_value` is then the standard, NULL where there is none. `only`
    is a condition besides.
#}
{% macro left_join_spellings(alias, attribute, key, only=none) -%}
    left join spellings as {{ alias }}
        on {{ alias }}.attribute = '{{ attribute }}' and {{ alias }}.spelling = {{ key }}
        {%- if only %} and ({{ only }}){% endif %}
{%- endmacro %}

{# The text as it came, but NULL for one that says that nothing is known; `alias` is its `left_join_spellings`. #}
{% macro unless_blank(text, alias) -%}
    case
        when {{ alias }}.spelling is null or {{ alias }}.standard_value is not null
            then case when regexp_matches({{ text }}, '[\p{L}\p{N}]') then trim({{ text }}) end
    end
{%- endmacro %}
