// Callouts: quotes that start with `[!type]`.
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import type Token from "markdown-it/lib/token.mjs";

const HEAD = /^\[!([^\]|\n]+)(?:\|[^\]\n]*)?\]([+-]?)[ \t]*([^\n]*)(?:\n|$)/;

/** Turns quotes into callouts, in one pass. */
export function markCallouts(state: StateCore): void {
    const tokens: Token[] = [];
    const tags: string[] = [];
    for (let at = 0; at < state.tokens.length; at += 1) {
        const token = state.tokens[at];
        if (!token) {
            continue;
        }
        tokens.push(token);
        if (token.type === "blockquote_open") {
            const text = firstText(state.tokens, at);
            const found = text && HEAD.exec(text.content);
            if (text && found) {
                tokens.push(...markCallout(state, token, text, found));
                // Without text of its own, the paragraph goes.
                at += text.content ? 0 : 3;
            }
            tags.push(token.tag);
        } else if (token.type === "blockquote_close") {
            token.tag = tags.pop() ?? token.tag;
        }
    }
    state.tokens = tokens;
}

/** Returns the text of the paragraph that a quote starts with. */
function firstText(tokens: readonly Token[], at: number): Token | undefined {
    const text = tokens[at + 2];
    return tokens[at + 1]?.type === "paragraph_open" && text?.type === "inline" ? text : undefined;
}

/** Makes a quote a callout, and returns the tokens of its title. */
function markCallout(state: StateCore, quote: Token, text: Token, [head, type = "", fold, title]: RegExpExecArray): Token[] {
    const name = type.trim();
    quote.tag = fold ? "details" : "div";
    quote.attrJoin("class", "wikilsp-callout");
    quote.attrSet("data-callout", name.toLowerCase());
    if (fold === "+") {
        quote.attrSet("open", "");
    }
    text.content = text.content.slice(head.length);
    return titleTokens(state, quote, fold ? "summary" : "div", title === "" ? capitalize(name) : (title ?? name));
}

function titleTokens(state: StateCore, quote: Token, tag: string, title: string): Token[] {
    const opening = new state.Token("wikilsp_callout_title_open", tag, 1);
    const text = new state.Token("inline", "", 0);
    const closing = new state.Token("wikilsp_callout_title_close", tag, -1);
    opening.attrSet("class", "wikilsp-callout-title");
    opening.block = closing.block = true;
    opening.level = closing.level = quote.level + 1;
    text.level = quote.level + 2;
    text.content = title;
    text.children = [];
    text.map = quote.map && [quote.map[0], quote.map[0] + 1];
    return [opening, text, closing];
}

function capitalize(word: string): string {
    return word.charAt(0).toUpperCase() + word.slice(1);
}
