{#
    Keeps one row per key: the newest version, else the one from the last file by name (extracts are named by day), else
    the last in that file. When a file was loaded plays no part, so loading all at once or bit by bit gives the same row.

    With `op`, the column that says what happened to the record, a key whose newest version is one of `deleted` has no
    row until a newer version brings it back. Rows after as_of must be gone before: filter them by `where`.
#}
{% macro newest_by_key(key, updated_at=none, op=none, deleted=['D']) -%}
    qualify
        row_number() over (
            partition by {{ key | join(', ') }}
            order by {% if updated_at %}{{ updated_at }} desc, {% endif %}_source_file desc, _source_row desc
        ) = 1
        {%- if op %}
        and coalesce({{ op }}, '') not in ('{{ deleted | join("', '") }}')
        {%- endif %}
{%- endmacro %}
