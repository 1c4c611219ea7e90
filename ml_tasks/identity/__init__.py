"""Which profiles are one person, and the id that this person keeps."""
