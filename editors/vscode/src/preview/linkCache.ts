// What the server has said about links, and the questions to it.
import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Server } from "../server";
import { findLinks, type LinkPreview, type LinkSource } from "./links";

/** Links asked about at a time, which the server limits. */
const MOST_LINKS = 500;
/** Notes whose links are remembered. */
const MOST_NOTES = 100;
/** Milliseconds until new links are asked about, so that those of one preview are asked about together. */
const PAUSE = 20;
/** Embeds are followed this deep before the preview is rendered again. */
const DEEPEST = 4;

/** What the server has said, and whether it may be out of date. */
interface Answer {
    link: LinkPreview | null;
    isOld: boolean;
}

type Answers = Map<string, Answer>;

export class LinkCache implements LinkSource, vscode.Disposable {
    private readonly notes = new Map<string, Answers>();
    /** The notes that were embedded. */
    private readonly embedded = new Set<string>();
    private readonly unknown = new Map<string, Set<string>>();
    private readonly subscriptions: vscode.Disposable[];
    private timer: NodeJS.Timeout | undefined;
    /** Whether a preview has been rendered. */
    private isUsed = false;

    constructor(private readonly server: Server) {
        this.subscriptions = [
            server.onDidChangeNotes(() => this.outdate()),
            vscode.workspace.onDidChangeTextDocument(({ document }) => {
                if (this.embedded.has(document.uri.toString())) {
                    this.outdate();
                }
            }),
        ];
    }

    dispose(): void {
        clearTimeout(this.timer);
        vscode.Disposable.from(...this.subscriptions).dispose();
    }

    lookUp(uri: string, written: string): LinkPreview | null | undefined {
        this.isUsed = true;
        const found = this.notes.get(uri)?.get(written);
        if (!found || found.isOld) {
            this.ask(uri, [written]);
        }
        return found?.link;
    }

    parse(uri: string): unknown {
        return vscode.Uri.parse(uri);
    }

    /** Has the open previews rendered again, which ask about their links then. */
    private outdate(): void {
        for (const answers of this.notes.values()) {
            for (const answer of answers.values()) {
                answer.isOld = true;
            }
        }
        if (this.isUsed) {
            this.refreshLater();
        }
    }

    private ask(uri: string, links: Iterable<string>): void {
        const unknown = this.unknown.get(uri) ?? new Set();
        this.unknown.set(uri, unknown);
        for (const link of links) {
            unknown.add(link);
        }
        this.refreshLater();
    }

    private refreshLater(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.refresh(), PAUSE);
    }

    /** Gets answers to all questions, and has the previews rendered again if there is anything new. */
    private async refresh(): Promise<void> {
        let isNew = this.unknown.size === 0;
        for (let depth = 0; depth <= DEEPEST && this.unknown.size > 0; depth += 1) {
            const asked = [...this.unknown];
            this.unknown.clear();
            for (const [uri, links] of asked) {
                isNew = (await this.answer(uri, [...links])) || isNew;
            }
        }
        clearTimeout(this.timer);
        if (isNew) {
            await vscode.commands.executeCommand("markdown.preview.refresh");
        }
    }

    /** Gets answers about links of a note. Returns whether any is new. */
    private async answer(uri: string, links: readonly string[]): Promise<boolean> {
        const client = await this.server.ready();
        if (!client) {
            return false;
        }
        let isNew = false;
        const answers = this.remember(uri);
        for (let start = 0; start < links.length; start += MOST_LINKS) {
            const some = links.slice(start, start + MOST_LINKS);
            const params = { command: "wikilsp.previewLinks", arguments: [{ uri, links: some }] };
            const found = (await client.sendRequest(ExecuteCommandRequest.type, params)) as (LinkPreview | null)[];
            some.forEach((written, at) => {
                const link = found[at] ?? null;
                isNew ||= JSON.stringify(answers.get(written)?.link) !== JSON.stringify(link);
                answers.set(written, { link, isOld: false });
                this.askAboutEmbedded(link);
            });
        }
        return isNew;
    }

    /** Asks about the links of an embedded note, so that it need not be rendered once more. */
    private askAboutEmbedded(link: LinkPreview | null): void {
        if (link?.markdown && link.uri) {
            this.embedded.add(link.uri);
            const known = this.notes.get(link.uri);
            const links = findLinks(link.markdown).filter((written) => known?.get(written)?.isOld !== false);
            if (links.length > 0) {
                this.ask(link.uri, links);
            }
        }
    }

    /** Returns the answers for a note, which becomes the most recently used one. */
    private remember(uri: string): Answers {
        const answers = this.notes.get(uri) ?? new Map<string, Answer>();
        this.notes.delete(uri);
        this.notes.set(uri, answers);
        for (const oldest of [...this.notes.keys()].slice(0, -MOST_NOTES)) {
            this.notes.delete(oldest);
        }
        return answers;
    }
}
