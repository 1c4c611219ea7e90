{#
    Rows that training wrote about a model; none while parsing, and none without a model.
    Numbers are asked for as text, because dbt would not keep all their digits.
#}
{% macro ml_rows(version, table, columns, order_by) -%}
    {%- set relation = source('ml', table) -%}
    {%- set rows = [] -%}
    {%- if execute and version -%}
        {%- set query -%}
            select {{ columns | join(', ') }}
            from {{ relation }}
            where model_version = '{{ version }}'
            order by {{ order_by }}
        {%- endset -%}
        {%- for row in run_query(query).rows -%}
            {%- do rows.append(row.dict()) -%}
        {%- endfor -%}
        {%- if not rows and table == 'segment_models' -%}
            {{ exceptions.raise_compiler_error(
                "ml.segment_models has no model '" ~ version ~ "'. Train one, or build without a model."
            ) }}
        {%- endif -%}
    {%- endif -%}
    {%- do return(rows) -%}
{%- endmacro %}

{# The parameters of a model, without a name of the one that scores this build; all lists are empty without one. #}
{% macro segment_model(version=none) -%}
    {%- set version = var('model_version', '') if version is none else version -%}
    {%- do return({
        'heads': ml_rows(
            version,
            'segment_models',
            ['algorithm', 'min_order_count', 'cast(outlier_radius as varchar) as outlier_radius'],
            'model_version',
        ),
        'features': ml_rows(
            version,
            'model_features',
            [
                'feature', 'source_column', 'category', 'transform', 'cast(fill_value as varchar) as fill_value',
                'cast(mean as varchar) as mean', 'cast(scale as varchar) as scale',
                'cast(cap_low as varchar) as cap_low', 'cast(cap_high as varchar) as cap_high',
            ],
            'position',
        ),
        'loadings': ml_rows(
            version,
            'model_components',
            ["concat('component_', component) as dimension", 'feature', 'cast(loading as varchar) as loading'],
            'component, feature',
        ),
        'coordinates': ml_rows(
            version,
            'model_prototypes',
            [
                'segment_id', 'dimension', 'cast(value as varchar) as value', 'cast(variance as varchar) as variance',
            ],
            'segment_id, dimension',
        ),
        'segments': ml_rows(
            version,
            'model_segments',
            ['segment_id', 'cast(penalty as varchar) as penalty'],
            'segment_id',
        ),
        'calibration': ml_rows(
            version,
            'model_calibration',
            ['cast(margin as varchar) as margin', 'cast(confidence as varchar) as confidence'],
            'position',
        ),
    }) -%}
{%- endmacro %}
