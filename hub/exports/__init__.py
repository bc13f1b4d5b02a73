"""Lists to take away as files, for pages and API alike."""
