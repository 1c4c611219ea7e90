"""What becomes of a segmentation: stored, versioned, promoted."""
