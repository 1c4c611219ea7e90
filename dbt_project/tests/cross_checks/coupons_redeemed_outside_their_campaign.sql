-- A coupon that the till took before its campaign began, or after its last day.
{{ config(severity='warn') }}

select
    redemptions.campaign_id,
    redemptions.redeemed_on,
    campaigns.started_on,
    campaigns.ended_on
from {{ ref('stg_crm__coupon_redemptions') }} as redemptions
inner join {{ ref('stg_crm__campaigns') }} as campaigns using (campaign_id)
where redemptions.redeemed_on < campaigns.started_on or redemptions.redeemed_on > campaigns.ended_on
