"""What the paths of visitors through the web shop say about where they end."""
