// Callouts: quotes that start with `[!type]`.
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import type Token from "markdown-it/lib/token.mjs";

const HEAD = /^\[!([^\]|\n]+)(?:\|[^\]\n]*)?\]([+-]?)[ \t]*([^\n]*)(?:\n|$)/;

export function markCallouts(state: StateCore): void {
    for (let at = 0; at < state.tokens.length; at += 1) {
        const found = headOf(state.tokens, at);
        if (found) {
            markCallout(state, at, found);
        }
    }
}

function headOf(tokens: readonly Token[], at: number): RegExpExecArray | null {
    const [quote, paragraph, text] = tokens.slice(at, at + 3);
    const isQuote = quote?.type === "blockquote_open" && paragraph?.type === "paragraph_open" && text?.type === "inline";
    return isQuote ? HEAD.exec(text.content) : null;
}

function markCallout(state: StateCore, at: number, [head, type = "", fold = "", title = ""]: RegExpExecArray): void {
    const quote = state.tokens[at];
    const text = state.tokens[at + 2];
    const closing = state.tokens.slice(at).find((token) => token.type === "blockquote_close" && token.level === quote?.level);
    if (!quote || !text || !closing) {
        return;
    }
    quote.tag = closing.tag = fold ? "details" : "div";
    quote.attrJoin("class", "wikilsp-callout");
    quote.attrSet("data-callout", type.trim().toLowerCase());
    if (fold === "+") {
        quote.attrSet("open", "");
    }
    text.content = text.content.slice(head.length);
    // Without text of its own, the paragraph goes.
    const shown = titleTokens(state, quote, fold ? "summary" : "div", title === "" ? capitalize(type.trim()) : title);
    state.tokens.splice(at + 1, text.content ? 0 : 3, ...shown);
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
