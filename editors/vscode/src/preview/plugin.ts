// A plugin for markdown-it that renders the dialect. Independent of VS Code.
import type MarkdownIt from "markdown-it";
import { markBlockIds, showBlockIds } from "./blockIds";
import { markCallouts } from "./callouts";
import { addLinks } from "./linkRenderer";
import type { LinkSource } from "./links";
import { markProperties } from "./properties";
import { markTags } from "./tags";

export function notesPlugin(md: MarkdownIt, links: LinkSource): void {
    addLinks(md, links);
    // Blocks are complete, their text is not split into tokens yet.
    md.core.ruler.after("block", "wikilsp_callouts", markCallouts);
    md.core.ruler.after("wikilsp_callouts", "wikilsp_block_ids", markBlockIds);
    md.core.ruler.after("inline", "wikilsp_show_block_ids", showBlockIds);
    md.core.ruler.after("wikilsp_show_block_ids", "wikilsp_properties", markProperties);
    md.core.ruler.after("wikilsp_properties", "wikilsp_tags", markTags);
    const { escapeHtml } = md.utils;
    md.renderer.rules.wikilsp_tag = (tokens, at) => `<span class="wikilsp-tag">${escapeHtml(tokens[at]?.content ?? "")}</span>`;
    md.renderer.rules.wikilsp_key = (tokens, at) => `<span class="wikilsp-key">${escapeHtml(tokens[at]?.content ?? "")}</span>`;
    md.renderer.rules.wikilsp_block_id = (tokens, at) => {
        const id = escapeHtml(tokens[at]?.content ?? "");
        return ` <a class="wikilsp-block-id" href="#^${id}" title="Block id">^${id}</a>`;
    };
}
