alter table quarantine.rejected_rows add column rejected_by varchar default 'contract';
alter table quarantine.rejected_rows add column replayed_in bigint;
comment on column quarantine.rejected_rows.source_row is 'Line, element or row of the file, from 1.';
comment on column quarantine.rejected_rows.raw_text is 'The record as it arrived: a line, an element, or JSON of a Parquet row. Of a record that the load gate set aside, JSON under our names.';
comment on column quarantine.rejected_rows.rejected_by is 'contract, or gate: an expectation of the load gate set the row aside.';
comment on column quarantine.rejected_rows.replayed_in is 'Batch that brought the record to raw after its contract was mended; NULL while it stands in quarantine.';

alter table ops.loaded_files add column header varchar;
comment on column ops.loaded_files.header is 'Names of the fields of a CSV file, in its order, as JSON; with them a line can still be read when the file is gone.';
