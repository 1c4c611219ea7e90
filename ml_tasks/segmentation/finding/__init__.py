"""From customers to candidate segmentations, and the one that is proposed."""
