// Tags in running text.
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import type Token from "markdown-it/lib/token.mjs";

// Anything but blanks, general and supplemental punctuation, and ASCII punctuation other than `-`, `_` and `/`.
const CHARACTER = "[^\\s\\u2000-\\u206f\\u2e00-\\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~[\\]\\\\]";
/** A tag after a blank. Digits alone are none. */
const TAG = new RegExp(`(?<=^|\\s)#(?!\\d+(?!${CHARACTER}))${CHARACTER}+(?:#${CHARACTER}+)*`, "gu");
/** What may stand right before a tag, besides text. */
const BEFORE = new Set(["softbreak", "hardbreak", "em_open", "strong_open", "s_open", "wikilsp_key"]);

export function markTags(state: StateCore): void {
    for (const block of state.tokens) {
        if (block.type === "inline" && block.children && block.content.includes("#")) {
            block.children = markIn(state, block.children);
        }
    }
}

function markIn(state: StateCore, tokens: readonly Token[]): Token[] {
    let depth = 0;
    return tokens.flatMap((token, at) => {
        depth += token.type === "link_open" ? 1 : token.type === "link_close" ? -1 : 0;
        return token.type === "text" && depth === 0 ? split(state, token, tokens[at - 1]) : [token];
    });
}

function split(state: StateCore, token: Token, before: Token | undefined): Token[] {
    const canStart = !before || BEFORE.has(before.type);
    const found: Token[] = [];
    let end = 0;
    const add = (type: string, content: string): void => {
        const made = new state.Token(type, "", 0);
        made.content = content;
        found.push(made);
    };
    for (const match of token.content.matchAll(TAG)) {
        if (match.index === 0 && !canStart) {
            continue;
        }
        add("text", token.content.slice(end, match.index));
        match[0].split(/(?=#)/).forEach((tag) => add("wikilsp_tag", tag));
        end = match.index + match[0].length;
    }
    if (end === 0) {
        return [token];
    }
    add("text", token.content.slice(end));
    return found.filter((made) => made.content);
}
