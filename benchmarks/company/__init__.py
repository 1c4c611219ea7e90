"""A simulated company of any size, whose truth is known: who is like whom, who is twice there, and what is broken."""
