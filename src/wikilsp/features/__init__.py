"""What an editor asks of a vault: one pure function per feature. Knows neither the editor protocol nor the disk."""
