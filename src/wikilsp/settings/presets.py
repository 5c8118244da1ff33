"""The presets: sets of defaults for options and rules."""

from collections.abc import Mapping

from wikilsp.settings.options import Links, Options, Properties, Tags
from wikilsp.settings.values import Preset

PRESETS: Mapping[Preset, Options] = {
    "obsidian": Options(),
    "dataview": Options(properties=Properties(separator_space="optional")),
    "logseq": Options(
        filenames="auto",
        links=Links(nested=True),
        properties=Properties(scope="first-block", max_key_words=1),
        tags=Tags(numeric=True, multiword=True),
        rules={
            "alias-link": "off",
            "missing-note": "info",
            "missing-daily-note": "hint",
            "duplicate-property": "warning",
        },
    ),
    "foam": Options(links=Links(folder_index=True), rules={"alias-link": "off", "link-case": "warning"}),
    "marksman": Options(links=Links(resolve="title", headings="auto"), rules={"ambiguous-link": "warning"}),
    "dendron": Options(links=Links(headings="slug", label_order="label-first")),
    "silverbullet": Options(),
}
