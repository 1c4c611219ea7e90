{#- Of every month end; a model that looks at more than the history tells of cannot look back. -#}
{%- set looked_at = segment_model().features | map(attribute='feature') | list -%}
{%- set not_told = looked_at | reject('in', features_of_history()) | list -%}
{%- set can_look_back = looked_at and not not_told -%}
{%- if not_told -%}
    {%- do log('No back-cast: customer_features_history does not tell of ' ~ not_told | join(', '), info=true) -%}
{%- endif -%}

with

month_ends as (

    select * from {{ ref('customer_features_history') }}
    where is_month_end and {{ 'true' if can_look_back else 'false' }}

),

labels as (

    {% if can_look_back -%}
    {{ scored_segments('month_ends') }}
    {%- else -%}
    select
        customer_id,
        as_of,
        0 as segment_id
    from month_ends
    {%- endif %}

),

segments as (

    select * from {{ ref('dim_segments') }}

),

backcast as (

    select
        labels.customer_id,
        labels.as_of,
        labels.segment_id,
        segments.segment_name,
        segments.model_version
    from labels
    inner join segments using (segment_id)

)

select * from backcast
