alter table ml.fairness alter column disparity drop not null;
comment on table ml.fairness is 'One row per model, segment, attribute and value: how much more often the value is found in the segment than among all, of those whose attribute is known. For a person to review; nothing is decided by it.';
comment on column ml.fairness.value is 'Value of the attribute; unknown where nobody told. Values of few customers are left out.';
comment on column ml.fairness.share is 'Of the segment''s customers whose attribute is known; of unknown, of all its customers.';
comment on column ml.fairness.base_count is 'Customers with the value, of all that were trained on.';
comment on column ml.fairness.base_share is 'Of all customers that were trained on and whose attribute is known; of unknown, of all of them.';
comment on column ml.fairness.disparity is 'share / base_share: 1 is parity. NULL of unknown, which says nothing of who people are.';

comment on table ml.model_promotions is 'One row per decision about a model: it was promoted, waits for a person, was refused by the gate, or was withdrawn by a person, who took it back or said no to it.';
