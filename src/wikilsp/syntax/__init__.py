"""Text to facts. The only place that imports markdown-it-py; knows no files and no other notes."""
