create table ops.mirrored_months (
    schema_name varchar not null,
    table_name varchar not null,
    day_column varchar not null
);
comment on table ops.mirrored_months is 'One row per table that the Parquet mirror splits by month.';
comment on column ops.mirrored_months.day_column is 'Column whose month decides in which file a row is; rows without a day are in month=none.';
