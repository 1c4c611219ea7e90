-- One row per line of the file that begins on the given day, in the shapes of the Segment spec.
with numbered as (
    select
        events.*,
        people.customer_ref,
        people.device,
        people.first_ms,
        row_number() over (order by events.at_ms, events.n, events.place) as line,
        dirt('event', events.n * 1000 + events.place, 4) as fault,
        (events.bits // 400000 % 5000)::integer as product,
        stamp(events.at_ms) as moment
    from events
    inner join people using (n)
    where events.at_ms >= $from_ms and events.at_ms < $before_ms
),

called as (
    select
        *,
        case kind
            when 'page' then concat(
                '"type":"page","name":"Category","properties":{"path":"/category/', product % 30, '",',
                '"title":"Category ', product % 30, '","time_on_previous_page_seconds":', bits // 2000000000 % 90, '}'
            )
            when 'identify' then concat('"type":"identify","traits":{"createdAt":"', stamp(first_ms), '"}')
            when 'Products Searched' then concat(
                '"type":"track","event":"Products Searched","properties":{"path":"/search",',
                '"query":"thing ', product % 400, '"}'
            )
            when 'Checkout Started' then
                '"type":"track","event":"Checkout Started","properties":{"path":"/checkout"}'
            when 'Order Completed' then concat(
                '"type":"track","event":"Order Completed","properties":{"path":"/checkout/thanks",',
                '"order_id":"', n, '-', order_place, '"}'
            )
            else concat(
                '"type":"track","event":"', kind, '","properties":{"path":"/product/p', product, '",',
                '"product_id":"p', product, '"}'
            )
        end as call
    from numbered
)

select
    line,
    (['the line is cut off', 'messageId is missing', 'the line is no object', 'timestamp is no moment'])[fault] as why,
    case fault
        when 1 then concat('{"messageId":"', printf('%016x', bits), '-', n, '-', place, '",', call, ',"anonymousId":"v')
        when 3 then concat('["messageId","', printf('%016x', bits), '-', n, '-', place, '"]')
        else concat(
            '{',
            if(fault = 2, '', concat('"messageId":"', printf('%016x', bits), '-', n, '-', place, '",')),
            call, ',"anonymousId":"v', lpad(n::varchar, 7, '0'), '",',
            -- Nobody is known before the first login.
            if(place = 0, '"userId":null,', concat('"userId":"', customer_ref, '",')),
            '"timestamp":"', if(fault = 4, 'yesterday', moment), '",',
            '"context":{"device":{"type":"', device, '"}}}'
        )
    end as said
from called
order by line
