alter table ml.model_features add column scaling varchar;
alter table ml.model_features add column layer varchar;
comment on column ml.model_features.scaling is 'z_score, or min_max: then mean is the lowest value after fill, cap and transform, and scale the range. NULL, meaning z_score, of models older than release 0.2.0.';
comment on column ml.model_features.layer is 'rfm, behaviour, engagement or psychographics; NULL of models older than release 0.2.0.';

alter table ml.segmentation_candidates add column average_within double;
alter table ml.segmentation_candidates add column average_between double;
alter table ml.segmentation_candidates add column within_between_ratio double;
alter table ml.segmentation_candidates add column dunn double;
alter table ml.segmentation_candidates add column pearson_gamma double;
alter table ml.segmentation_candidates add column entropy double;
alter table ml.segmentation_candidates add column widest_gap double;
alter table ml.segmentation_candidates add column separation_index double;
comment on column ml.segmentation_candidates.average_within is 'Mean distance of customers of one segment, on a sample; each customer weighs alike. Like all distances in scaled units, and like the next seven a figure of R''s fpc::cluster.stats.';
comment on column ml.segmentation_candidates.average_between is 'Mean distance of customers of different segments, on the sample.';
comment on column ml.segmentation_candidates.within_between_ratio is 'average_within over average_between; lower is better.';
comment on column ml.segmentation_candidates.dunn is 'Lowest distance of customers of different segments over the highest of customers of one; higher is better (Dunn 1974). One pair decides.';
comment on column ml.segmentation_candidates.pearson_gamma is 'Correlation of distance with being of different segments; higher is better (Halkidi et al. 2001).';
comment on column ml.segmentation_candidates.entropy is 'Of the segments'' shares, in nats; the logarithm of k when all are of one size.';
comment on column ml.segmentation_candidates.widest_gap is 'Widest gap within a segment: the longest step of single linkage in it.';
comment on column ml.segmentation_candidates.separation_index is 'Mean distance to the nearest customer of another segment, of the tenth for whom it is lowest (Hennig 2014).';

create table ml.segmentation_advisers (
    model_version varchar not null,
    algorithm varchar not null,
    sample_size bigint not null,
    cluster_count integer not null,
    suggested_count integer,
    noise_share double not null,
    adjusted_rand double
);
comment on table ml.segmentation_advisers is 'One row per model and algorithm that was asked for a second opinion, on a stratified sample. Advisers are never promoted.';
comment on column ml.segmentation_advisers.algorithm is 'ward, hdbscan, dbscan or self_organising_map.';
comment on column ml.segmentation_advisers.sample_size is 'Customers in the sample, drawn from each segment by its share.';
comment on column ml.segmentation_advisers.cluster_count is 'Clusters compared with the model: as many as segments for ward, at most as many for self_organising_map, those found for the others.';
comment on column ml.segmentation_advisers.suggested_count is 'Where ward''s dendrogram would be cut by itself: before the highest step between two merges, within the numbers of segments tried. NULL of the others.';
comment on column ml.segmentation_advisers.noise_share is 'Share of the sample that the algorithm puts into no cluster.';
comment on column ml.segmentation_advisers.adjusted_rand is 'Adjusted Rand index with the model, of customers who are not noise; NULL when all are.';

create table ml.model_component_words (
    model_version varchar not null,
    component integer not null,
    words varchar not null
);
comment on table ml.model_component_words is 'One row per model and principal component: what a high value of it means, in words of the features.';
comment on column ml.model_component_words.component is 'From 1, as in ml.model_components.';
comment on column ml.model_component_words.words is 'The features that weigh most in it, each with its direction.';
