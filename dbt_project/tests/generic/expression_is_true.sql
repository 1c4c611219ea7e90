{# Arithmetic within a row. A row for which the expression is unknown (NULL) passes: say `is not null` where it may not. #}
{% test expression_is_true(model, expression, column_name=none) %}
    select *
    from {{ model }}
    where not ({{ expression }})
{% endtest %}
