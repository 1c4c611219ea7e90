"""Segments: found among customers, kept from one training to the next, and explained."""
