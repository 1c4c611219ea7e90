alter table ops.source_freshness alter column loaded_at drop not null;
comment on column ops.source_freshness.loaded_at is 'When the newest batch that the build reads was loaded, or a file that repeats one that it reads; NULL if the source was never loaded.';
comment on column ops.source_freshness.newest_event_at is 'Newest event that the build reads, up to as_of; NULL if the source has no events.';
comment on column ops.source_freshness.is_late is 'Whether a newer load had been promised by looked_at. A source that was never loaded is late if its contract says optional: false or when_late: block.';
comment on column ops.rejections.record_count is 'A replay takes back what it brought to raw: with a negative number, in its own batch.';
