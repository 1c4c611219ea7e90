create table ml.segment_history (
    customer_id varchar not null,
    segment_id integer not null,
    segment_name varchar not null,
    model_version varchar,
    valid_from timestamp not null,
    valid_to timestamp,
    is_gone boolean not null
);
comment on table ml.segment_history is 'One row per customer and period in which builds that passed had the customer in one segment.';
comment on column ml.segment_history.customer_id is 'The person, as in marts.dim_customers then.';
comment on column ml.segment_history.segment_name is 'What the segment was called when the period began; another name alone begins no period.';
comment on column ml.segment_history.valid_from is 'As_of of the first build of the period, in UTC.';
comment on column ml.segment_history.valid_to is 'As_of of the first build that said otherwise, in UTC; NULL while none has.';
comment on column ml.segment_history.is_gone is 'Whether the period ended because the customer_id was gone: found to be another person''s, as customer_id_history tells.';
