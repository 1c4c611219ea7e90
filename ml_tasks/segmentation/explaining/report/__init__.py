"""The segment report: one page that is shown to people, and a card per segment."""
