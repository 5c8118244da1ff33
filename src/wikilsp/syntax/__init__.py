"""Parses the text of a note into facts.

Other packages may import `parse` (text to facts), `facts` and `summary`
(their results), `claims` (compares facts with the text), `sections` and `folds` (ranges of a note), `scope`,
`frontmatter`, `yaml_nodes`, `quoting`, `keys`, `values`, `tags`, `headings`, `wikilink`, `destination`,
`definitions` and `callout_types` (the parts of the syntax), `queries` and `canvas` (other languages that name notes),
`safe_markdown` (sanitizes notes for display) and `limits`. All other modules are internal to these.
"""
