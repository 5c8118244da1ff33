// Block ids: the id becomes that of the rendered element, so that links to the block scroll there, and is shown small.
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import type Token from "markdown-it/lib/token.mjs";

const ID = /(?:^|[ \t])\^([\w-]+)[ \t]*$/;

interface BlockIdMeta {
    wikilspBlockId?: string;
}

/** Takes the ids from the ends of blocks. */
export function markBlockIds(state: StateCore): void {
    state.tokens.forEach((token, at) => {
        const found = token.type === "inline" && token.content.includes("^") ? ID.exec(token.content) : null;
        const opening = state.tokens[at - 1];
        if (!found?.[1] || !opening || !["paragraph_open", "heading_open"].includes(opening.type)) {
            return;
        }
        token.content = token.content.slice(0, found.index).trimEnd();
        token.meta = { ...(token.meta as object | null), wikilspBlockId: found[1] } satisfies BlockIdMeta;
        const named = token.content ? at - 1 : (blockBefore(state.tokens, at - 1) ?? at - 1);
        // The paragraph of a tight list item is not rendered.
        const rendered = state.tokens[named]?.hidden ? named - 1 : named;
        state.tokens[rendered]?.attrSet("id", `^${found[1]}`);
    });
}

/** Shows the ids that were taken. */
export function showBlockIds(state: StateCore): void {
    for (const token of state.tokens) {
        const id = (token.meta as BlockIdMeta | null)?.wikilspBlockId;
        if (id && token.children) {
            const shown = new state.Token("wikilsp_block_id", "", 0);
            shown.content = id;
            token.children.push(shown);
        }
    }
}

/** Returns the index of the opening of the block that ends right before a token: a list, a table, a quote, a fence. */
function blockBefore(tokens: readonly Token[], at: number): number | undefined {
    const last = tokens[at - 1];
    if (!last || last.nesting === 1) {
        return undefined;
    }
    let opening = at - 1;
    while (opening > 0 && last.nesting === -1 && !(tokens[opening]?.nesting === 1 && tokens[opening]?.level === last.level)) {
        opening -= 1;
    }
    return opening;
}
