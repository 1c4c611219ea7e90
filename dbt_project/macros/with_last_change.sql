{#
    Daily snapshots say the same of a record again and again, some with a new date on it. Gives the rows of `relation`
    with `changed_at`: when the record last came to say what its newest version says. Versions of equal `content` in a
    row are one statement, made by the first of them; a deletion between two equal versions parts them when the `op`
    column is part of the content. Rows after as_of must be gone before.
#}
{% macro with_last_change(relation, key, updated_at, content) -%}
    {%- set statement -%}
        {{ '{' }}{% for column in content %}'{{ column }}': {{ column }}{{ ', ' if not loop.last }}{% endfor %}{{ '}' }}
    {%- endset -%}
    select
        *,
        max({{ updated_at }}) filter (where says_something_else) over (partition by {{ key | join(', ') }}) as changed_at
    from (
        select
            *,
            coalesce(
                {{ statement }} != lag({{ statement }}) over (
                    partition by {{ key | join(', ') }}
                    order by {{ updated_at }}, _source_file, _source_row
                ),
                true
            ) as says_something_else
        from {{ relation }}
    )
{%- endmacro %}
