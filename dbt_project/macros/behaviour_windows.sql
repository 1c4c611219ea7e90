{# Days that the windows of customer behaviour reach back. They are part of contracted column names, so they are no var. #}
{% macro behaviour_windows() %}
    {{ return([7, 30, 90, 365]) }}
{% endmacro %}
