"""What marketing sends. Real, except that a touch has no time of its own and takes its campaign's start."""

from extract_load.sample.extract import Extract

# Three campaigns began in 2016; the first extract carries them.
_LANDED_ON = "greatest(cast(start_date as date), date '2017-01-01')"

CAMPAIGNS = Extract(
    entity="crm/campaigns",
    file_name="campaigns.csv",
    query=f"""
        select
            campaign_id,
            campaign_type,
            cast(start_date as date) as start_date,
            cast(end_date as date) as end_date,
            {_LANDED_ON} as dt
        from campaign_descriptions
    """,
    order_by="campaign_id",
)

CAMPAIGN_TOUCHES = Extract(
    entity="crm/campaign_touches",
    file_name="campaign_touches.jsonl",
    query=f"""
        select
            cast(campaign_id as varchar) as campaign_id,
            cast(household_id as varchar) as household_id,
            strftime(start_date, '%Y-%m-%dT%H:%M:%SZ') as touched_at,
            {_LANDED_ON} as dt
        from campaigns
        inner join campaign_descriptions using (campaign_id)
    """,
    order_by="cast(campaign_id as integer), cast(household_id as integer)",
)

COUPON_REDEMPTIONS = Extract(
    entity="crm/coupon_redemptions",
    file_name="coupon_redemptions.parquet",
    query="""
        select
            household_id,
            coupon_upc,
            campaign_id,
            cast(redemption_date as date) as redemption_date,
            cast(coupon_redemptions.redemption_date as date) as dt
        from coupon_redemptions
    """,
    order_by="household_id, coupon_upc, campaign_id",
)
