"""Maths that opens no file, and the few tasks that read, compute and write."""
