{#
    A partial build (docs/decisions/0018) makes some models by exchanging only the rows that follow from what is new
    since its base, the build before it. `warehouse/dbt_runner.py` says through which batch and up to which moment that
    one read; a full build makes everything from nothing.
#}
{% macro builds_on_base() -%}
    {#- In this order, because a unit test has no table that is_incremental could look at. -#}
    {{ return(var('base_raw_through_batch', '') | string != '' and is_incremental()) }}
{%- endmacro %}

{#
    For a pre-hook: takes the rows that will come anew out of the table. Without a base, that is all of them. Deleting
    and not merging, because a key that vanished from its source has to vanish here as well.
#}
{% macro forget(key, changed) -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        {%- if builds_on_base() %} where {{ key }} in (select {{ key }} from {{ changed }}){% endif %}
    {%- endif -%}
{%- endmacro %}

{# For the pre-hook of a model that says what has changed: what changed for an earlier build is of no interest. #}
{% macro forget_all() -%}
    {%- if is_incremental() -%} delete from {{ this }} {%- endif -%}
{%- endmacro %}

{# Likewise, where a build that is taken up again must not forget what it had found. #}
{% macro forget_other_builds() -%}
    {%- if is_incremental() -%} delete from {{ this }} where build_id != {{ build_id() }} {%- endif -%}
{%- endmacro %}

{# For the import CTE of such a model: narrows it to the rows that come anew. #}
{% macro only_changed(key, changed, begin='where') -%}
    {%- if builds_on_base() -%}
        {{ begin }} {{ key }} in (select {{ key }} from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{#
    The keys of an entity of which this build may read other rows than its base did: loaded since, taken away by a file
    that came again, or later than the base's as_of. Too many do no harm. None in a full build, which asks nobody.
#}
{% macro changed_keys(source_name, entity, key, event_time) -%}
    select distinct {{ key }}
    from {{ source(source_name, entity) }}
    {% if builds_on_base() -%}
    where
        _batch_id > {{ var('base_raw_through_batch') }}
        or _superseded_in > {{ var('base_raw_through_batch') }}
        or {{ event_time }} > cast('{{ var("base_as_of") }}' as timestamp)
    {%- else -%}
    where false
    {%- endif %}
{%- endmacro %}

{#
    A table made by another model of this schema, as this build finds it. Not by ref, for that model follows from this
    one; only a build on a base may ask.
#}
{% macro as_it_was(model) -%}
    {{ this.incorporate(path={'identifier': model}) }}
{%- endmacro %}
