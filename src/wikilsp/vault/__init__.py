"""The set of notes: names, resolution, the disk. Only here are files read."""
