{# A default would silently build the wrong day, so a build that forgets one of these stops. #}
{% macro build_var(name, meaning) -%}
    {%- set value = var(name, '') -%}
    {%- if execute and value | string == '' -%}
        {{ exceptions.raise_compiler_error("The dbt var '" ~ name ~ "' is missing; expected " ~ meaning ~ ".") }}
    {%- endif -%}
    {{ value }}
{%- endmacro %}

{# The build's only clock: what happened later has not happened. #}
{% macro as_of() -%}
    cast('{{ build_var("as_of", "a UTC timestamp such as 2018-01-01 04:01:20") }}' as timestamp)
{%- endmacro %}

{% macro raw_through_batch() -%}
    {{ build_var("raw_through_batch", "the newest batch_id that this build may read") }}
{%- endmacro %}

{% macro build_id() -%}
    cast({{ build_var("build_id", "the number of the build") }} as bigint)
{%- endmacro %}
