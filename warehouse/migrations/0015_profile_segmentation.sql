alter table ml.segment_models add column segmentation varchar default 'main';
comment on column ml.segment_models.segmentation is 'main: what everybody''s segment is. profile: the second one, which may look at demographics; only where somebody opted in.';

alter table ml.model_features add column source_column varchar;
alter table ml.model_features add column category varchar;
update ml.model_features set source_column = feature;
comment on column ml.model_features.source_column is 'Column of marts.customer_features that it is computed from.';
comment on column ml.model_features.category is 'The feature is 1 where the column says so, 0 where it says something else; NULL of numbers.';
