{#
    For records without a key. Two extracts may hold the same records, and one extract may hold two that are equal, as
    when something is scanned twice. So each record counts as often as the file that has it most often: the maximum over
    the files, not the sum, which would double what two extracts share, nor one, which would lose what was bought twice.

    `content` names the columns that make records equal: those of the contract, and not `_extra`, or a new column in the
    source would make each record another one. So would a column that the contract gains: rows of earlier files have
    NULL there. Gives these columns with `occurrence_number`, which counts equal records from 1; together they are a key.

    The model's meta remembers `content`, so that the reconciliation takes the same records for equal.
#}
{% macro most_in_one_file(relation, content) -%}
    {{ config(meta={'most_in_one_file': content}) }}
    select
        {{ content | join(', ') }},
        unnest(range(1, copies_in_one_file + 1)) as occurrence_number
    from (
        select
            {{ content | join(', ') }},
            max(copies) as copies_in_one_file
        from (
            select
                {{ content | join(', ') }},
                count(*) as copies
            from {{ relation }}
            group by {{ content | join(', ') }}, _source_file
        )
        group by {{ content | join(', ') }}
    )
{%- endmacro %}
