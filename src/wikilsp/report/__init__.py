"""Formats findings, facts and changes, as text for people and as JSON for programs. One module per format."""
