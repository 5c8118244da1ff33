// What the preview knows about links. Independent of VS Code.

/** What a link leads to and shows, as the server sends it. */
export interface LinkPreview {
    text: string;
    /** The URI of the target, or of the note that a link without a target would create; null for other links. */
    uri?: string | null;
    /** The slug of a heading, or `^` and the id of a block. */
    anchor: string;
    isMissing: boolean;
    /** The web or mail address of an external link. */
    url?: string | null;
    /** Width and height of an embedded image. */
    size?: [number | null, number | null] | null;
    /** The text of an embedded note, section or block. */
    markdown?: string | null;
}

/** Answers what links lead to, as far as it is known. */
export interface LinkSource {
    /**
     * Returns what a link of the note at `uri` leads to; null if it is no link, `undefined` if that is not known yet: the
     * preview is then rendered again once it is. `written` is the link with its brackets.
     */
    lookUp(uri: string, written: string): LinkPreview | null | undefined;
    /** Returns a URI in the form that VS Code's renderer takes for the document of relative paths. */
    parse(uri: string): unknown;
}

/** Matches a wikilink or an embed on one line, with its brackets. Of nested links, only the innermost is one. */
export const LINK = /!?\[\[(?!\[)((?:(?!\[\[|\]\])[^\n])+)\]\]/y;

/** Returns all wikilinks and embeds in a text, roughly: also those in code. */
export function findLinks(text: string): string[] {
    return text.match(new RegExp(LINK.source, "g")) ?? [];
}

/** Returns the relative, percent-encoded path from the file at one URI path to another. */
export function relativePath(from: string, to: string): string {
    const source = from.split("/").slice(0, -1);
    const target = to.split("/");
    let shared = 0;
    while (shared < source.length && shared < target.length - 1 && source[shared] === target[shared]) {
        shared += 1;
    }
    const up = source.slice(shared).map(() => "..");
    return [...up, ...target.slice(shared)].map(encodeURIComponent).join("/");
}

/** Returns the decoded path of a `file:` URI. */
export function pathOf(uri: string): string {
    return decodeURIComponent(new URL(uri).pathname);
}
