-- Who may visit the simulated shop: households with their devices, and strangers.

create table sellable_products as
select
    product_id,
    lower(coalesce(product_category, department)) as search_query
from products
where department not in ('FUEL', 'COUPON', 'MISCELLANEOUS', 'POSTAL CENTER', 'CNTRL/STORE SUP', 'CHARITABLE CONT');

create table web_households as
select
    *,
    0.08 + 0.6 * draw('online share', household_id) * draw('online share, again', household_id) as online_share,
    0.02 + 0.3 * draw('browsing', household_id) * draw('browsing, again', household_id) as browsing_rate,
    0.1 + 0.5 * draw('hesitation', household_id) as abandon_rate,
    case
        when draw('devices', household_id) < 0.45 then 1
        when draw('devices', household_id) < 0.85 then 2
        else 3
    end as device_count,
    draw('first device', household_id) < 0.6 as is_mobile_first
from households
where draw('digital', household_id) < 0.6;

-- login_after: in which of its sessions a visitor logs in, unless a purchase makes it do so earlier.
create table visitors as
with household_devices as (
    select
        household_id,
        concat_ws('-', household_id, device_number) as visitor,
        device_number,
        case
            when device_number = 3 then 'tablet'
            when (device_number = 1) = is_mobile_first then 'mobile'
            else 'desktop'
        end as device_type,
        device_number = 3 and draw('shared tablet', household_id) < 0.4 as is_never_known
    from web_households, unnest(range(1, device_count + 1)) as devices (device_number)
),

strangers as (
    select
        null as household_id,
        concat_ws('-', 'stranger', stranger) as visitor,
        1 as device_number,
        if(draw('first device', visitor) < 0.7, 'mobile', 'desktop') as device_type,
        true as is_never_known
    from range(1, 3001) as strangers (stranger)
)

select
    household_id,
    visitor,
    device_number,
    device_type,
    if(is_never_known, null, 1 + cast(floor(3 * draw('login', visitor)) as integer)) as login_after,
    to_seconds(if(draw('clock is off', visitor) < 0.1, cast(600 * draw('clock', visitor) as integer) - 300, 0))
        as clock_error,
    cast(md5(concat_ws('|', 'visitor', visitor)) as uuid) as anonymous_id
from (from household_devices union all by name from strangers);
