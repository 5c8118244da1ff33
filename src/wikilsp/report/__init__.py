"""Findings as text for people and as data for machines: one file per format. Reads no file and writes none."""
