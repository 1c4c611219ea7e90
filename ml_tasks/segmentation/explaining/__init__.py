"""What a segmentation means to people: profiles, names, marks."""
