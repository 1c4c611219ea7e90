-- Comments only: every column that readers see says what it is.

comment on column ops.batches.batch_id is 'Counts loads that found something new, over all sources.';
comment on column ops.batches.source is 'The source, as its contract is called.';
comment on column ops.batches.state is 'loading, then loaded; passed or refused is what the load gate said of it; failed: no file could be read.';
comment on column ops.batches.started_at is 'When the load began, in UTC.';
comment on column ops.batches.ended_at is 'When the load ended, in UTC; the load gate comes after that.';
comment on column ops.batches.file_count is 'Files that were new.';
comment on column ops.batches.row_count is 'Records that came to raw.';
comment on column ops.batches.rejected_count is 'Records that came to quarantine.';

comment on column ops.batch_figures.batch_id is 'The batch, as in ops.batches.';
comment on column ops.batch_figures.source is 'The source, as its contract is called.';
comment on column ops.batch_figures.entity is 'The entity of the source.';
comment on column ops.batch_figures.value is 'The figure; its name says the unit.';

comment on column ops.blocked_identifiers.reason is 'Why it joins nobody.';
comment on column ops.blocked_identifiers.build_id is 'The build, as in ops.builds.';

comment on column ops.builds.build_id is 'Counts builds.';
comment on column ops.builds.as_of is 'The moment that all tables of the build are as of, in UTC.';
comment on column ops.builds.raw_through_batch is 'The last batch that the build read.';
comment on column ops.builds.fingerprint is 'Hash of what it was made of: rows, code, settings, as_of. Equal ones make equal tables.';
comment on column ops.builds.state is 'open; passed; prepared: made to be trained on, never published; refused: by a gate; failed: for another reason.';
comment on column ops.builds.model_version is 'The segmentation that scored it. NULL or empty without one.';
comment on column ops.builds.opened_at is 'When it began, in UTC.';
comment on column ops.builds.ended_at is 'When it ended, in UTC. NULL while it is open.';
comment on column ops.builds.message is 'Why it did not pass. Never published.';

comment on column ops.control_totals.batch_id is 'The batch, as in ops.batches.';
comment on column ops.control_totals.source is 'The source, as its contract is called.';
comment on column ops.control_totals.entity is 'The entity of the source.';
comment on column ops.control_totals.source_file is 'The landed file.';
comment on column ops.control_totals.record_count is 'Records of that day and currency.';

comment on column ops.counted_entities.source is 'The source, as its contract is called.';
comment on column ops.counted_entities.entity is 'The entity of the source.';

comment on column ops.dbt_run_results.build_id is 'The build, as in ops.builds.';
comment on column ops.dbt_run_results.node is 'Model, seed or test, as dbt calls it.';
comment on column ops.dbt_run_results.resource_type is 'model, seed or test.';
comment on column ops.dbt_run_results.status is 'dbt''s verdict: success, pass, warn, fail, error, skipped.';
comment on column ops.dbt_run_results.seconds is 'How long it took.';
comment on column ops.dbt_run_results.failures is 'Rows that a test found wrong. NULL for what is no test.';
comment on column ops.dbt_run_results.message is 'What dbt said. Never published.';
comment on column ops.dbt_run_results.ended_at is 'When its layer was done, in UTC.';

comment on column ops.gate_results.gate is 'The gate: after a load, or after a layer of a build.';
comment on column ops.gate_results.suite is 'The table that was judged.';
comment on column ops.gate_results.expectation is 'What was expected of it.';
comment on column ops.gate_results.column_name is 'Of which column. NULL when of the table.';
comment on column ops.gate_results.observed is 'What was found.';
comment on column ops.gate_results.threshold is 'What was asked.';
comment on column ops.gate_results.severity is 'block, quarantine or warn: what not being met means.';
comment on column ops.gate_results.is_met is 'Whether it was met.';
comment on column ops.gate_results.as_of is 'Of the build, or of the load, in UTC.';
comment on column ops.gate_results.build_id is 'The build. NULL for a load.';
comment on column ops.gate_results.batch_id is 'The batch. NULL for a build.';
comment on column ops.gate_results.judged_at is 'When, in UTC.';

comment on column ops.identity_resolutions.build_id is 'The build, as in ops.builds.';
comment on column ops.identity_resolutions.as_of is 'Of the build, in UTC.';
comment on column ops.identity_resolutions.email_pair_count is 'Pairs of profiles that share an e-mail address.';
comment on column ops.identity_resolutions.phone_pair_count is 'Pairs of profiles that share a phone number.';
comment on column ops.identity_resolutions.loyalty_id_pair_count is 'Pairs of profiles that share a loyalty id.';
comment on column ops.identity_resolutions.cookie_pair_count is 'Pairs of profiles that were logged in on the same browser.';
comment on column ops.identity_resolutions.force_match_pair_count is 'Pairs that somebody decided to be one person.';
comment on column ops.identity_resolutions.blocked_identifier_count is 'Identifiers that join nobody, see ops.blocked_identifiers.';

comment on column ops.loaded_files.file is 'Path of the file in the landing zone.';
comment on column ops.loaded_files.content_hash is 'SHA-256 of its bytes; the same content is loaded once.';
comment on column ops.loaded_files.contract_hash is 'SHA-256 of the contract by which it was read.';
comment on column ops.loaded_files.batch_id is 'The batch, as in ops.batches.';
comment on column ops.loaded_files.source is 'The source, as its contract is called.';
comment on column ops.loaded_files.entity is 'The entity of the source.';
comment on column ops.loaded_files.byte_count is 'Size of the file.';
comment on column ops.loaded_files.modified_ns is 'When it was last changed, as the file system said: nanoseconds since 1970.';
comment on column ops.loaded_files.state is 'loaded; refused; duplicate: its content had come under another name.';
comment on column ops.loaded_files.refusal is 'Why it was refused. NULL when it was not.';
comment on column ops.loaded_files.record_count is 'Records in it.';
comment on column ops.loaded_files.row_count is 'Of those, the ones in raw.';
comment on column ops.loaded_files.rejected_count is 'Of those, the ones in quarantine.';
comment on column ops.loaded_files.superseded_in is 'The batch that brought other content under the same name. NULL while this one counts.';
comment on column ops.loaded_files.loaded_at is 'When, in UTC.';

comment on column ops.mirrored_months.schema_name is 'Schema of the table.';
comment on column ops.mirrored_months.table_name is 'The table.';

comment on column ops.outliers.build_id is 'The build, as in ops.builds.';
comment on column ops.outliers.table_name is 'The mart.';
comment on column ops.outliers.column_name is 'The column.';
comment on column ops.outliers.upper_fence is 'See lower_fence.';

comment on column ops.publications.version is 'Its UTC time and its build; sorts by time.';
comment on column ops.publications.build_id is 'The build that was published, as in ops.builds.';
comment on column ops.publications.as_of is 'The moment that all tables are as of, in UTC.';
comment on column ops.publications.model_version is 'The segmentation that scored it. NULL or empty without one.';
comment on column ops.publications.raw_through_batch is 'The last batch that the build read.';
comment on column ops.publications.gates_met is 'Expectations that were met.';
comment on column ops.publications.gates_warned is 'Expectations that were not, and only warn.';
comment on column ops.publications.published_at is 'When, in UTC.';

comment on column ops.reconciliation.build_id is 'The build, as in ops.builds.';
comment on column ops.reconciliation.source is 'The source, as its contract is called.';
comment on column ops.reconciliation.entity is 'The entity of the source.';
comment on column ops.reconciliation.event_day is 'UTC day of the event, or of the last change of the record; NULL if the entity has neither time.';
comment on column ops.reconciliation.currency is 'Currency of the amounts. NULL without one.';
comment on column ops.reconciliation.set_aside_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.superseded_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.raw_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.later_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.repeated_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.deleted_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.staging_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.mart_amount is 'Sum of the amounts, of the records that the count of the same name counts.';
comment on column ops.reconciliation.without_rate_amount is 'Sum of the amounts, of the records that the count of the same name counts.';

comment on column ops.rejections.batch_id is 'The batch, as in ops.batches.';
comment on column ops.rejections.source is 'The source, as its contract is called.';
comment on column ops.rejections.entity is 'The entity of the source.';
comment on column ops.rejections.source_file is 'The landed file.';

comment on column ops.schema_changes.source is 'The source, as its contract is called.';
comment on column ops.schema_changes.entity is 'The entity of the source.';
comment on column ops.schema_changes.first_file is 'The file in which it was first seen.';
comment on column ops.schema_changes.first_batch_id is 'The batch of that file.';
comment on column ops.schema_changes.detected_at is 'When, in UTC.';

comment on column ops.schema_migrations.number is 'Its place in the order.';
comment on column ops.schema_migrations.name is 'What it is called.';
comment on column ops.schema_migrations.release is 'The release of Segmart that applied it.';
comment on column ops.schema_migrations.applied_at is 'When, in UTC.';

comment on column ops.segment_sizes.as_of is 'Of the build, in UTC.';
comment on column ops.segment_sizes.model_version is 'The segmentation that scored it.';
comment on column ops.segment_sizes.segment_id is 'The segment, as in segments.dim_segments.';
comment on column ops.segment_sizes.segment_name is 'What it was called then.';
comment on column ops.segment_sizes.customer_count is 'Customers in it.';

comment on column ops.source_freshness.build_id is 'The build, as in ops.builds.';
comment on column ops.source_freshness.source is 'The source, as its contract is called.';
comment on column ops.source_freshness.as_of is 'Of the build, in UTC.';
comment on column ops.source_freshness.landed_to_loaded_seconds is 'From the newest file to its load.';
comment on column ops.source_freshness.loaded_to_published_seconds is 'From the load to the publication.';
comment on column ops.source_freshness.event_to_published_seconds is 'From the newest event to the publication.';

comment on column ops.task_runs.task is 'The task, or the step of the command.';
comment on column ops.task_runs.try_number is '1 for the first try.';
comment on column ops.task_runs.build_id is 'The build that it worked on. NULL without one.';
comment on column ops.task_runs.started_at is 'When it began, in UTC.';
comment on column ops.task_runs.ended_at is 'When it ended, in UTC.';
comment on column ops.task_runs.seconds is 'How long it took.';

comment on column ops.unmapped_values.build_id is 'The build, as in ops.builds.';
