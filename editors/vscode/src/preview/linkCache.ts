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

type Answers = Map<string, LinkPreview | null>;

export class LinkCache implements LinkSource, vscode.Disposable {
    private readonly notes = new Map<string, Answers>();
    private readonly unknown = new Map<string, Set<string>>();
    private readonly subscriptions: vscode.Disposable[];
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly server: Server) {
        this.subscriptions = [
            server.onDidChangeNotes(() => this.askAgain()),
            vscode.workspace.onDidChangeTextDocument(({ document }) => {
                if (this.isEmbedded(document.uri.toString())) {
                    this.askAgain();
                }
            }),
        ];
    }

    dispose(): void {
        clearTimeout(this.timer);
        vscode.Disposable.from(...this.subscriptions).dispose();
    }

    lookUp(uri: string, written: string): LinkPreview | null | undefined {
        const found = this.notes.get(uri)?.get(written);
        if (found === undefined) {
            this.ask(uri, [written]);
        }
        return found;
    }

    parse(uri: string): unknown {
        return vscode.Uri.parse(uri);
    }

    private isEmbedded(uri: string): boolean {
        return [...this.notes.values()].some((answers) => [...answers.values()].some((one) => one?.markdown && one.uri === uri));
    }

    private ask(uri: string, links: Iterable<string>): void {
        const unknown = this.unknown.get(uri) ?? new Set();
        this.unknown.set(uri, unknown);
        for (const link of links) {
            unknown.add(link);
        }
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.answer(), PAUSE);
    }

    /** Asks about all known links again, because the notes have changed. */
    private askAgain(): void {
        for (const [uri, answers] of this.notes) {
            this.ask(uri, answers.keys());
        }
    }

    /** Gets answers to all questions, and has the previews rendered again if there is anything new. */
    private async answer(): Promise<void> {
        let isNew = false;
        for (let depth = 0; depth <= DEEPEST && this.unknown.size > 0; depth += 1) {
            const asked = [...this.unknown];
            this.unknown.clear();
            for (const [uri, links] of asked) {
                isNew = (await this.answerFor(uri, [...links])) || isNew;
            }
        }
        clearTimeout(this.timer);
        if (isNew) {
            await vscode.commands.executeCommand("markdown.preview.refresh");
        }
    }

    private async answerFor(uri: string, links: readonly string[]): Promise<boolean> {
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
            some.forEach((link, at) => {
                const answer = found[at] ?? null;
                isNew ||= JSON.stringify(answers.get(link)) !== JSON.stringify(answer);
                answers.set(link, answer);
                this.askAboutEmbedded(answer);
            });
        }
        return isNew;
    }

    /** Asks about the links of an embedded note, so that it need not be rendered once more. */
    private askAboutEmbedded(answer: LinkPreview | null): void {
        if (answer?.markdown && answer.uri) {
            const known = this.notes.get(answer.uri);
            const links = findLinks(answer.markdown).filter((link) => !known?.has(link));
            if (links.length > 0) {
                this.ask(answer.uri, links);
            }
        }
    }

    /** Returns the answers for a note, which becomes the most recently used one. */
    private remember(uri: string): Answers {
        const answers = this.notes.get(uri) ?? new Map<string, LinkPreview | null>();
        this.notes.delete(uri);
        this.notes.set(uri, answers);
        for (const oldest of [...this.notes.keys()].slice(0, -MOST_NOTES)) {
            this.notes.delete(oldest);
        }
        return answers;
    }
}
