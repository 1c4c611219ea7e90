-- What a provider knows of some customers, sent anew every quarter, each customer on a Wednesday of its own.
create table customer_attributes as
with measured as (
    select
        household_id,
        attribute,
        concat_ws('/', household_id, attribute) as fact,
        concat_ws('/', fact, quarter) as measurement,
        date '2017-01-04'
        + cast(7 * (13 * quarter + floor(13 * draw('delivery', household_id))) as integer) as measured_on,
        if(draw('attribute changes', measurement) < 0.05, draw('attribute', measurement), draw('attribute', fact))
            as level
    from
        households,
        unnest(['area_type', 'life_stage', 'purchasing_power_index', 'store_distance_km']) as attributes (attribute),
        range(4) as quarters (quarter)
    where draw('enriched', household_id) < 0.2 and registered_at < measured_on
)

select
    cast(household_id as varchar) as customer_ref,
    attribute,
    case attribute
        when 'area_type' then ['city', 'suburb', 'country'][1 + cast(floor(3 * level) as integer)]
        when 'life_stage' then ['single', 'couple', 'family', 'empty nest'][1 + cast(floor(4 * level) as integer)]
    end as value_text,
    case attribute
        when 'purchasing_power_index' then cast(60 + 80 * level as decimal(8, 1))
        when 'store_distance_km' then cast(0.2 + 24 * pow(level, 2) as decimal(8, 1))
    end as value_number,
    measured_on
from measured;
