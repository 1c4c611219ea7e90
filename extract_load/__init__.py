"""Landing files -> schema ``raw``, by contract: every record is loaded or quarantined, exactly once."""
