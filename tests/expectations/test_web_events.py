"""Which calls of the browser the raw gate knows: those of Segment, and what our own files said before."""

from expectations.gates import run_gate

# (event_id, type, event, whether the gate knows it)
CALLS = (
    ("event-1", "page", None, True),
    ("event-2", "identify", None, True),
    ("event-3", "track", "product viewed", True),
    ("event-4", None, "page_view", True),
    ("event-5", None, "Purchase", True),
    ("event-6", "track", "Wishlist Shared", False),
    ("event-7", "track", None, False),
    ("event-8", "screen", None, False),
    ("event-9", None, None, False),
)


def test_unknown_calls_are_set_aside_and_no_others(world, execute):
    for event_id, call_type, event_type, _ in CALLS:
        values = ", ".join("null" if value is None else f"'{value}'" for value in (call_type, event_type))
        execute(f"update raw.web__events set (call_type, event_type) = ({values}) where event_id = '{event_id}'")

    run_gate(world, "raw", source="web", batch_id=3)

    kept = {event_id for (event_id,) in execute("select event_id from raw.web__events")}
    assert {event_id for event_id, *_ in CALLS if event_id not in kept} == {
        event_id for event_id, *_, is_known in CALLS if not is_known
    }
