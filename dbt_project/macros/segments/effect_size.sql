{# What a comparison of two groups needs of each: aggregates over `measure` and its `logarithm`. #}
{% macro measure_statistics() -%}
    count(*) as known_count,
        sum(logarithm) as log_sum,
        sum(logarithm * logarithm) as log_square_sum,
        avg(measure) as mean,
        median(measure) as median
{%- endmacro %}

{#
    Columns that compare a group with everybody who is not in it, by the statistics of the group and of all together:
    `effect_size`, Hedges' g with its correction for small samples, and `half_width` of its 95 % confidence interval by
    the large-sample variance (Hedges & Olkin 1985, Statistical Methods for Meta-Analysis, chapter 5). A group of one
    has neither; `gap` puts its measures in order all the same, by how many deviations of the others it is away
    (Crawford, Garthwaite & Porter 2010): infinitely many where they are all alike and it is not.
#}
{% macro hedges_g(own, all) -%}
    {{ all }}.known_count - {{ own }}.known_count as rest_count,
        {{ own }}.known_count + rest_count - 2 as freedom,
        {{ own }}.log_sum / {{ own }}.known_count
        - ({{ all }}.log_sum - {{ own }}.log_sum) / nullif(rest_count, 0) as difference,
        {{ own }}.log_square_sum - power({{ own }}.log_sum, 2) / {{ own }}.known_count as own_scatter,
        {{ all }}.log_square_sum - {{ own }}.log_square_sum
        - power({{ all }}.log_sum - {{ own }}.log_sum, 2) / nullif(rest_count, 0) as rest_scatter,
        -- What the order of adding leaves of a scatter of zero is no scatter.
        nullif(round(greatest(own_scatter + rest_scatter, 0), 9), 0) / nullif(freedom, 0) as pooled_variance,
        case
            when round(difference, 9) <> 0
                then coalesce(round(abs(difference) / sqrt(pooled_variance), 9), cast('infinity' as double))
            else 0
        end as gap,
        {{ own }}.known_count > 1 and rest_count > 1 as is_comparable,
        case
            when is_comparable then round((1 - 3 / (4 * freedom - 1)) * difference / sqrt(pooled_variance), 9)
        end as effect_size,
        1.959964 * sqrt(
            ({{ own }}.known_count + rest_count) / ({{ own }}.known_count * nullif(rest_count, 0))
            + power(effect_size, 2) / (2 * ({{ own }}.known_count + rest_count))
        ) as half_width
{%- endmacro %}
