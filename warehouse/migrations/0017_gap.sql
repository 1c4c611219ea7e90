alter table ml.segmentation_candidates add column gap double;
comment on column ml.segmentation_candidates.gap is 'Gap statistic (Tibshirani, Walther & Hastie 2001): logarithm of how much tighter the segments are than as many segments of the same features, each shuffled among the customers. 0 is independent features. NULL where halves or valleys have ruled natural segments out already.';

alter table ml.segment_models add column gap double;
comment on column ml.segment_models.gap is 'Of k-means with this k; see ml.segmentation_candidates.';
