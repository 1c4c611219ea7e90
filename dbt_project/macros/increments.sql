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
    A table made by another model, of this schema unless said otherwise, as this build finds it. Not by ref, for that model follows from this
    one; only a build on a base may ask.
#}
{% macro as_it_was(model, schema=none) -%}
    {{ this.incorporate(path={'identifier': model, 'schema': schema or this.schema}) }}
{%- endmacro %}

{#
    Before customer_timeline adds rows: forget what customers did of whom orders or sessions changed, and all that is
    no order and no session: that is little, and nobody says what of it has changed.
#}
{% macro forget_changed_actions() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        {%- if builds_on_base() %}
        where case topic
            when 'web' then customer_id in (select customer_id from {{ ref('int_web_customers__changed') }})
            when 'purchases' then customer_id in (select customer_id from {{ ref('int_order_customers__changed') }})
            else true
        end
        {%- endif %}
    {%- endif -%}
{%- endmacro %}

{#
    Before customer_daily_activity adds rows: forget the days of customers whose orders, sessions or responses are
    others now; and all days when a source is loaded for the first time, for NULL becomes 0.
#}
{% macro forget_changed_days() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        {%- if builds_on_base() %}
        {%- set wanted -%}
            select customer_id, active_on, touch_open_count, touch_click_count, ticket_count
            from {{ ref('int_customer_responses__counted') }}
        {%- endset -%}
        {%- set held -%}
            select
                customer_id,
                active_on,
                coalesce(touch_open_count, 0),
                coalesce(touch_click_count, 0),
                coalesce(ticket_count, 0)
            from {{ this }}
            where touch_open_count > 0 or touch_click_count > 0 or ticket_count > 0
        {%- endset %}
        where
            customer_id in (
                select customer_id from {{ ref('int_order_customers__changed') }}
                union
                select customer_id from {{ ref('int_web_customers__changed') }}
                union
                select customer_id from (({{ wanted }} except {{ held }}) union all ({{ held }} except {{ wanted }}))
            )
            or (touch_open_count is null) = (exists (select 1 from {{ ref('fct_marketing_touches') }}))
            or (ticket_count is null) = (exists (select 1 from {{ ref('fct_support_tickets') }}))
        {%- endif %}
    {%- endif -%}
{%- endmacro %}

{# Whether a customer has no row in customer_daily_activity: whose days stand, all of them do. #}
{% macro has_no_days(customer_id) -%}
    {%- if builds_on_base() -%}
        {{ customer_id }} not in (select standing.customer_id from {{ this }} as standing)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
