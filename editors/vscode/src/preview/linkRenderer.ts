// Wikilinks and embeds: `[[note]]`, `![[note]]`, `![[image.png|100]]`.
import type MarkdownIt from "markdown-it";
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import type StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
import type Token from "markdown-it/lib/token.mjs";
import { LINK, type LinkPreview, type LinkSource, pathOf, relativePath } from "./links";

const IMAGE = /\.(apng|avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i;
/** Notes that embed each other are shown this deep. */
const DEEPEST = 4;
/** Characters of embedded notes in a preview. Notes that embed others twice, which do the same, would have no end. */
const MOST_EMBEDDED = 500_000;
const TYPE = "wikilsp_link";

/** The environment of VS Code's renderer, with what this plugin adds to it. */
interface Environment {
    currentDocument?: { toString(): string; path: string };
    /** The documents that embed what is rendered, and the number of embedded characters so far. */
    wikilsp?: { around: string[]; counter: { embedded: number } };
}

export function addLinks(md: MarkdownIt, source: LinkSource): void {
    md.inline.ruler.before("link", TYPE, readLink);
    md.core.ruler.after("inline", "wikilsp_embeds", unwrapEmbeds);
    md.renderer.rules[TYPE] = (tokens, at, _options, env: Environment) =>
        new LinkRenderer(md, source, env).render(tokens[at]?.content ?? "");
}

function readLink(state: StateInline, silent: boolean): boolean {
    LINK.lastIndex = state.pos;
    const found = LINK.exec(state.src);
    if (!found || LINK.lastIndex > state.posMax) {
        return false;
    }
    if (!silent) {
        state.push(TYPE, "", 0).content = found[0];
    }
    state.pos += found[0].length;
    return true;
}

/** Replaces paragraphs with embeds by another element, since a paragraph cannot contain blocks. */
function unwrapEmbeds(state: StateCore): void {
    state.tokens.forEach((token, at) => {
        const hasEmbed = token.children?.some((child) => child.type === TYPE && child.content.startsWith("!"));
        const [opening, closing] = [state.tokens[at - 1], state.tokens[at + 1]];
        if (hasEmbed && opening?.type === "paragraph_open" && closing) {
            opening.tag = closing.tag = "div";
            opening.attrJoin("class", "wikilsp-paragraph");
        }
    });
}

class LinkRenderer {
    private readonly escape: (text: string) => string;

    constructor(
        private readonly md: MarkdownIt,
        private readonly source: LinkSource,
        private readonly env: Environment,
    ) {
        this.escape = md.utils.escapeHtml;
    }

    /** Returns the HTML of a link, which is given with its brackets. */
    render(written: string): string {
        const document = this.env.currentDocument?.toString();
        const found = document ? this.source.lookUp(document, written) : undefined;
        if (found === null) {
            return this.escape(written);
        }
        if (found === undefined) {
            return `<span class="wikilsp-link">${this.escape(labelOf(written))}</span>`;
        }
        if (written.startsWith("!") && found.uri) {
            if (IMAGE.test(found.uri)) {
                return this.image(found, found.uri);
            }
            if (found.markdown) {
                return this.embed(found, found.uri, found.markdown);
            }
        }
        return this.link(found);
    }

    private link(found: LinkPreview): string {
        const text = this.escape(found.text);
        const kind = found.isMissing ? "wikilsp-link wikilsp-missing" : "wikilsp-link";
        const title = found.isMissing ? "Not found" : undefined;
        const href = found.url ?? (found.uri ? this.href(found.uri, found.anchor) : undefined);
        const attributes = [`class="${kind}"`, title && `title="${title}"`, href && `href="${this.escape(href)}"`];
        const tag = href ? "a" : "span";
        return `<${tag} ${attributes.filter(Boolean).join(" ")}>${text}</${tag}>`;
    }

    private image(found: LinkPreview, uri: string): string {
        const image = new this.Token("image", "img", 0);
        const alt = new this.Token("text", "", 0);
        alt.content = found.text;
        image.children = [alt];
        image.attrs = [
            ["src", this.href(uri, "")],
            ["alt", ""],
        ];
        const [width, height] = found.size ?? [];
        if (width) {
            image.attrSet("width", String(width));
        }
        if (height) {
            image.attrSet("height", String(height));
        }
        // VS Code's own rule makes the address one that the preview may load.
        return this.renderTokens([image], this.env);
    }

    private embed(found: LinkPreview, uri: string, markdown: string): string {
        const own = String(this.env.currentDocument);
        const { around = [], counter = { embedded: 0 } } = this.env.wikilsp ?? {};
        counter.embedded += markdown.length;
        const isCycle = uri === own || around.includes(uri);
        // The parts of a note may embed each other, which is no cycle.
        if ((isCycle && !found.anchor) || around.length >= DEEPEST || counter.embedded > MOST_EMBEDDED) {
            return this.link(found);
        }
        this.env.wikilsp ??= { around, counter };
        const env = {
            ...this.env,
            currentDocument: this.source.parse(uri) as Environment["currentDocument"],
            wikilsp: { around: [...around, own], counter },
        };
        const tokens = this.md.parse(markdown, env);
        tokens.forEach(detach);
        const title = `<div class="wikilsp-embed-title">${this.link(found)}</div>`;
        return `<div class="wikilsp-embed">${title}${this.renderTokens(tokens, env)}</div>`;
    }

    /** Renders a part of a document, without what other plugins put before a whole one. */
    private renderTokens(tokens: Token[], env: Environment): string {
        const original = Object.getPrototypeOf(this.md.renderer) as MarkdownIt["renderer"];
        return original.render.call(this.md.renderer, tokens, this.md.options, env);
    }

    private href(uri: string, anchor: string): string {
        const own = this.env.currentDocument?.path ?? "";
        const target = pathOf(uri);
        const fragment = anchor ? `#${encodeURIComponent(anchor).replaceAll("%5E", "^")}` : "";
        return target === own && fragment ? fragment : `${relativePath(own, target)}${fragment}`;
    }

    private get Token(): typeof Token {
        return new this.md.core.State("", this.md, {}).Token;
    }
}

/** Removes what connects the tokens of an embedded note to lines and anchors of the note around it. */
function detach(token: Token): void {
    token.map = null;
    token.attrs = token.attrs?.filter(([name]) => !["data-line", "id", "dir"].includes(name)) ?? null;
    const classes = token.attrGet("class");
    if (classes) {
        token.attrSet("class", classes.replace(/\bcode-line\b/, "").trim());
    }
    // VS Code's rule for headings gives them ids.
    token.type = token.type.replace(/^heading_(open|close)$/, "wikilsp_heading_$1");
}

/** Returns what a link probably shows, before the server has read it. */
function labelOf(written: string): string {
    const inside = written.replace(/^!?\[\[|\]\]$/g, "");
    return inside.split("|").at(-1) ?? inside;
}
