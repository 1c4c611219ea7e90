{#
    Features that a customer can change, in which directions, in which steps, and how a change is said; `{}` is the
    amount. What a feature counts up for ever cannot fall, and nobody can have ordered sooner than they did.
#}
{% macro changeable_features() -%}
    {%- do return({
        'days_since_last_order': {
            'step': 1, 'rise': ['no order for {} more day', 'no order for {} more days'],
        },
        'order_count': {'step': 1, 'rise': ['{} more order', '{} more orders']},
        'net_spend_usd': {'step': 0.01, 'rise': ['${} more spent']},
        'average_order_value_usd': {
            'step': 0.01, 'rise': ['${} more an order on average'], 'fall': ['${} less an order on average'],
        },
        'orders_last_90_days_count': {
            'step': 1, 'rise': ['{} more order within 90 days', '{} more orders within 90 days'],
            'fall': ['{} order fewer within 90 days', '{} orders fewer within 90 days'],
        },
        'net_spend_last_90_days_usd': {
            'step': 0.01, 'rise': ['${} more spent within 90 days'], 'fall': ['${} less spent within 90 days'],
        },
        'discount_share': {
            'step': 0.01, 'rise': ['{} more of the amount as discounts'],
            'fall': ['{} less of the amount as discounts'],
        },
        'coupon_redemption_count': {'step': 1, 'rise': ['{} more coupon redeemed', '{} more coupons redeemed']},
        'department_count': {'step': 1, 'rise': ['{} more department', '{} more departments']},
        'sessions_last_90_days_count': {
            'step': 1, 'rise': ['{} more visit within 90 days', '{} more visits within 90 days'],
            'fall': ['{} visit fewer within 90 days', '{} visits fewer within 90 days'],
        },
    }) -%}
{%- endmacro %}

{# A change as people say it: "3 more orders", "$12.50 more spent", "no order for 12 more days". #}
{% macro change_in_words(feature, from, to) -%}
    case {{ feature }}
        {%- for name, change in changeable_features().items() %}
        {%- set size = 'abs(' ~ to ~ ' - ' ~ from ~ ')' %}
        {%- set shown = "'{:,d}', cast(round(" ~ size ~ ") as bigint)" if change.step == 1 else "'{:,.2f}', " ~ size %}
        when '{{ name }}' then case
            {%- for direction, sign in [('rise', '>'), ('fall', '<')] if direction in change %}
            when {{ to }} {{ sign }} {{ from }} then replace(
                {%- if change[direction] | length == 2 %}
                if(abs({{ to }} - {{ from }}) = 1, '{{ change[direction][0] }}', '{{ change[direction][1] }}'),
                {%- else %}
                '{{ change[direction][0] }}',
                {%- endif %}
                '{}', format({{ shown }})
            )
            {%- endfor %}
        end
        {%- endfor %}
    end
{%- endmacro %}

{#
    CTEs over `costs` and `measured`: `smallest_changes`, one row per customer who gets to the target segment by
    changing one feature. Let t be the change in scaled units. A segment's cost is a parabola in t, so the target begins
    or ceases to be the cheapest, or to be within its outlier radius, at a root of one of k quadratic equations. The
    smallest step that moves the customer is the first whole step beyond a root, so these alone are looked at.
#}
{% macro change_ctes(model, ids) -%}
{%- set changeable = changeable_features() -%}
{%- set features = model.features | selectattr('feature', 'in', changeable) | list -%}
changeable as (

    select * from (
        values
        {%- for feature in features %}
        {%- set rule = changeable[feature.feature] %}
        (
            '{{ feature.feature }}', '{{ feature.transform }}', {{ double_literal(feature.mean) }},
            {{ double_literal(feature.scale) }}, {{ double_literal(feature.cap_low) }},
            {{ double_literal(feature.cap_high) }}, {{ (1 / rule.step) | round | int }},
            {{ 'rise' in rule }}, {{ 'fall' in rule }}
            {%- for id in ids %}, {{ bend_of(model, feature.feature, id) }}{% endfor %}
        ),
        {%- endfor %}
        -- None of the model's features may be among them.
        (null, null, null, null, null, null, null, null, null{% for id in ids %}, null{% endfor %})
    ) as listed (
        feature, transform, mean, scale, cap_low, cap_high, steps_per_unit, may_rise, may_fall
        {%- for id in ids %}, bend_{{ id }}{% endfor %}
    )

),

aimed as (

    select
        measured.*,
        changeable.* exclude (feature),
        if(measured.segment_id = -1, measured.nearest_segment_id, measured.second_segment_id) as target_segment_id,
        {{ of_segment(ids, 'cost', 'target_segment_id') }} as target_cost,
        {{ of_segment(ids, 'slope', 'target_segment_id') }} as target_slope,
        {{ of_segment(ids, 'bend', 'target_segment_id') }} as target_bend,
        target_cost + {{ square_less_cost(model, 'target_segment_id') }}
        - power({{ double_literal((model.heads | first).outlier_radius) }}, 2) as target_excess
        {%- for id in ids %},
        cost_{{ id }} - target_cost as cost_gap_{{ id }},
        slope_{{ id }} - target_slope as slope_gap_{{ id }},
        bend_{{ id }} - target_bend as bend_gap_{{ id }}
        {%- endfor %}
    from measured
    inner join changeable using (feature)
    inner join costs using (customer_id)
    where measured.customer_value is not null

),

turning_points as (

    select
        *,
        unnest(list_concat(
            {%- for id in ids %}
            {{ roots('bend_gap_' ~ id, 'slope_gap_' ~ id, 'cost_gap_' ~ id) }},
            {%- endfor %}
            {{ roots('target_bend', 'target_slope', 'target_excess') }}
        )) as t
    from aimed

),

-- The first whole step beyond; of what has a logarithm nothing below zero counts.
steps as (

    select
        *,
        if(transform = 'log1p', exp((scaled + t) * scale + mean) - 1, (scaled + t) * scale + mean) as turning_value,
        round(
            if(t > 0, ceil(turning_value * steps_per_unit), floor(turning_value * steps_per_unit)) / steps_per_unit, 2
        ) as new_value,
        (if(transform = 'log1p', ln(1 + greatest(new_value, 0)), new_value) - mean) / scale - scaled as step
    from turning_points
    where
        if(t > 0, may_rise, may_fall)
        and (scaled + t) * scale + mean
        between if(transform = 'log1p', ln(1 + greatest(cap_low, 0)), cap_low)
        and if(transform = 'log1p', ln(1 + greatest(cap_high, 0)), cap_high)

),

smallest_changes as (

    select
        customer_id,
        feature,
        customer_value,
        new_value
    from steps
    where
        new_value between cap_low and cap_high
        {%- for id in ids %}
        and (bend_gap_{{ id }} * step + slope_gap_{{ id }}) * step + cost_gap_{{ id }} >= 0
        {%- endfor %}
        and (target_bend * step + target_slope) * step + target_excess <= 0
    qualify row_number() over (partition by customer_id order by abs(step), feature) = 1

)
{%- endmacro %}

{# Where bend t^2 + slope t + gap is zero, as a list: none, one or two numbers. #}
{% macro roots(bend, slope, gap) -%}
    case
        when {{ bend }} = 0 and {{ slope }} <> 0 then [-{{ gap }} / {{ slope }}]
        when {{ bend }} <> 0 and {{ slope }} * {{ slope }} >= 4 * {{ bend }} * {{ gap }} then [
            (-{{ slope }} - sqrt({{ slope }} * {{ slope }} - 4 * {{ bend }} * {{ gap }})) / (2 * {{ bend }}),
            (-{{ slope }} + sqrt({{ slope }} * {{ slope }} - 4 * {{ bend }} * {{ gap }})) / (2 * {{ bend }})
        ]
        else cast([] as double[])
    end
{%- endmacro %}
