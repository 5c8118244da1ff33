// Lines such as `key:: value`. Each is rendered as a line of its own, although Markdown joins lines.
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import type Token from "markdown-it/lib/token.mjs";

const WORD = "[\\p{L}\\p{M}\\p{N}\\p{Extended_Pictographic}_\\-/.]+";
const KEY = `(?=[^:]*[\\p{L}\\p{Extended_Pictographic}])${WORD}(?: ${WORD}){0,2}`;
const LINE = new RegExp(`^(${KEY})::(?=\\s|$)`, "u");
const WHOLE_KEY = new RegExp(`^${KEY}$`, "u");
const FORMATTING = new Set(["strong_open", "em_open", "s_open"]);
const BREAKS = new Set(["softbreak", "hardbreak"]);

export function markProperties(state: StateCore): void {
    state.tokens.forEach((block, at) => {
        const isParagraph = state.tokens[at - 1]?.type === "paragraph_open";
        if (block.type === "inline" && block.children && isParagraph && block.content.includes("::")) {
            block.children = markIn(state, block.children);
        }
    });
}

function markIn(state: StateCore, tokens: readonly Token[]): Token[] {
    const lines = splitLines(tokens);
    const marked = lines.map((line) => markLine(state, line.tokens));
    return lines.flatMap(({ ending, tokens }, at) => {
        if (ending && (marked[at] ?? marked[at + 1])) {
            ending.type = "hardbreak";
            ending.tag = "br";
        }
        return [...(marked[at] ?? tokens), ...(ending ? [ending] : [])];
    });
}

interface Line {
    tokens: Token[];
    ending: Token | undefined;
}

function splitLines(tokens: readonly Token[]): Line[] {
    const lines: Line[] = [{ tokens: [], ending: undefined }];
    for (const token of tokens) {
        const last = lines.at(-1);
        if (BREAKS.has(token.type) && last) {
            last.ending = token;
            lines.push({ tokens: [], ending: undefined });
        } else if (token.type !== "text" || token.content) {
            // Emphasis leaves empty texts around it.
            last?.tokens.push(token);
        }
    }
    return lines;
}

/** Returns a line with its key marked, or `undefined` if the line is no property. */
function markLine(state: StateCore, [first, ...rest]: readonly Token[]): Token[] | undefined {
    if (first?.type === "text") {
        const found = LINE.exec(first.content);
        return found?.[1] ? [key(state, found[1]), text(state, first.content.slice(found[0].length)), ...rest] : undefined;
    }
    const [inner, closing, after, ...others] = rest;
    const isFormatted = first && FORMATTING.has(first.type) && inner?.type === "text" && closing?.nesting === -1;
    if (!isFormatted || !WHOLE_KEY.test(inner.content) || after?.type !== "text" || !/^::(\s|$)/.test(after.content)) {
        return undefined;
    }
    return [first, key(state, inner.content), closing, text(state, after.content.slice(2)), ...others];
}

function key(state: StateCore, name: string): Token {
    const made = new state.Token("wikilsp_key", "", 0);
    made.content = name;
    return made;
}

function text(state: StateCore, content: string): Token {
    const made = new state.Token("text", "", 0);
    made.content = content;
    return made;
}
