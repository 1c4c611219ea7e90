{#
    The rows of an entity that this build may read: those of batches that were complete and passed their gate when the
    build opened. A row that was superseded by a batch which we do not read still counts, so a refused correction takes
    nothing away. When a later content of the file passes, the loader marks with that batch what only refused ones had.
#}
{% macro raw_rows(source_name, entity) -%}
    {%- set readable_batches -%}
        select batches.batch_id
        from {{ source('ops', 'batches') }} as batches
        where batches.state = 'passed' and batches.batch_id <= {{ raw_through_batch() }}
    {%- endset -%}
    select *
    from {{ source(source_name, entity) }}
    where
        _batch_id in ({{ readable_batches }})
        and (_superseded_in is null or _superseded_in not in ({{ readable_batches }}))
{%- endmacro %}
