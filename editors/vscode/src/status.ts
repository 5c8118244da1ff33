// The state of the server in words, in the language status and in the status bar.
import * as path from "node:path";
import * as vscode from "vscode";
import type { Server, VaultState } from "./server";

const MARKDOWN = "markdown";
/** Milliseconds without a further change before findings are counted. */
const PAUSE = 300;

/** What the status shows: a short text, a detail of a few words, an explanation if there is one, and a command that helps. */
export interface StatusText {
    text: string;
    detail: string;
    explanation?: string;
    icon: string;
    isProblem: boolean;
    remedy: vscode.Command;
}

/** Shows the state of a server until it is disposed. */
export class StatusItems implements vscode.Disposable {
    private readonly language = vscode.languages.createLanguageStatusItem("wikilsp", { language: MARKDOWN });
    private readonly bar = vscode.window.createStatusBarItem("wikilsp", vscode.StatusBarAlignment.Right, 101);
    private readonly subscriptions: vscode.Disposable[];
    private findings = 0;
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly server: Server) {
        this.language.name = this.bar.name = "wikilsp";
        this.bar.command = "wikilsp.showMenu";
        this.subscriptions = [
            server.onDidChange(() => this.show()),
            vscode.window.onDidChangeActiveTextEditor(() => this.show()),
            vscode.languages.onDidChangeDiagnostics(() => this.countLater()),
        ];
        this.show();
    }

    dispose(): void {
        clearTimeout(this.timer);
        vscode.Disposable.from(this.language, this.bar, ...this.subscriptions).dispose();
    }

    /** Returns what is shown now. */
    current(): StatusText {
        return statusText(this.server, activeVault(this.server), this.findings);
    }

    private show(): void {
        const { text, detail, explanation = detail, icon, isProblem, remedy } = this.current();
        this.language.text = text;
        this.language.detail = detail;
        this.language.command = remedy;
        this.language.busy = this.server.state === "starting" || this.server.progress !== undefined;
        this.language.severity = isProblem ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
        this.bar.text = `$(${icon}) ${text}`;
        this.bar.tooltip = [`wikilsp ${this.server.version ?? ""}`.trim(), explanation].join("\n");
        this.bar.accessibilityInformation = { label: `wikilsp: ${text}. ${detail}` };
        this.bar.backgroundColor = isProblem ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
        if (this.server.state === "off") {
            this.bar.hide();
        } else {
            this.bar.show();
        }
    }

    /** Counts findings once they have not changed for a moment: a large vault has thousands. */
    private countLater(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            const found = countFindings();
            if (found !== this.findings) {
                this.findings = found;
                this.show();
            }
        }, PAUSE);
    }
}

/** Counts what the view “Problems” lists, which is everything but hints. */
function countFindings(): number {
    let found = 0;
    for (const [, diagnostics] of vscode.languages.getDiagnostics()) {
        found += diagnostics.filter((one) => one.source === "wikilsp" && one.severity !== vscode.DiagnosticSeverity.Hint).length;
    }
    return found;
}

/** Returns the vault of the active note; that of the first folder, if none is active. */
function activeVault(server: Server): VaultState | undefined {
    const document = vscode.window.activeTextEditor?.document;
    const active = document?.languageId === MARKDOWN ? document.uri.toString() : undefined;
    const ofNote = server.vaults.filter((vault) => active && isIn(active, vault));
    const innermost = ofNote.sort((one, other) => other.root.length - one.root.length)[0];
    return innermost ?? server.vaults.find((vault) => !vault.single);
}

function isIn(note: string, vault: VaultState): boolean {
    const uri = vscode.Uri.parse(note).path;
    return vault.single ? vscode.Uri.parse(vault.single).path === uri : uri.startsWith(`${vscode.Uri.parse(vault.root).path}/`);
}

export const LOG = { command: "wikilsp.showLog", title: "Show Log" };
export const PROBLEMS = { command: "workbench.actions.view.problems", title: "Show Problems" };
const SET_UP = { command: "wikilsp.setUp", title: "Set Up" };
const ENABLE = { command: "workbench.action.openSettings", title: "Check Notes", arguments: ["wikilsp.enable"] };
const START = { command: "wikilsp.restart", title: "Start" };

function statusText(server: Server, vault: VaultState | undefined, findings: number): StatusText {
    const fine = { icon: "book", isProblem: false, remedy: LOG };
    const problem = { icon: "warning", isProblem: true, remedy: LOG };
    switch (server.state) {
        case "off":
            return { ...fine, text: "wikilsp is off", detail: "“wikilsp.enable” is “never”", remedy: ENABLE };
        case "missing":
            return { ...problem, text: "Set up wikilsp", detail: "The server was not found", remedy: SET_UP };
        case "failed":
            return { ...problem, text: "wikilsp failed", detail: "The server did not start" };
        case "stopped":
            return { ...fine, icon: "debug-stop", text: "wikilsp stopped", detail: "You have stopped the server", remedy: START };
        case "starting":
            return { ...fine, icon: "loading~spin", text: "wikilsp", detail: "The server is starting" };
        case "running":
            return runningText(server.progress, vault, findings);
    }
}

function runningText(progress: string | undefined, vault: VaultState | undefined, findings: number): StatusText {
    const fine = { icon: "book", isProblem: false, remedy: PROBLEMS };
    if (progress !== undefined || (vault && !vault.isLoaded)) {
        return { ...fine, icon: "loading~spin", text: progress ?? "Reading notes", detail: "Links work, the rest follows" };
    }
    if (!vault) {
        return { ...fine, text: "wikilsp", detail: "No note is open", remedy: LOG };
    }
    if (vault.single) {
        const explanation =
            "This note is in no vault, so its links lead nowhere. Open its folder, or add an empty file .wikilsp.toml to it";
        const remedy = { command: "workbench.action.files.openFolder", title: "Open Folder" };
        return { icon: "warning", isProblem: true, text: "Single note", detail: "in no vault", explanation, remedy };
    }
    const name = path.posix.basename(vscode.Uri.parse(vault.root).path);
    const notes = count(vault.notes, "note");
    if (!vault.isChecked) {
        const explanation =
            `${name} is not checked: it has no marker of a vault, and no note has a wikilink or a “key::” property. ` +
            "Set “wikilsp.enable” to “always”, or add an empty file .wikilsp.toml";
        const detail = "no wikilink, “key::” or vault marker";
        return { ...fine, icon: "circle-slash", text: `${notes}, not checked`, detail, explanation, remedy: ENABLE };
    }
    return { ...fine, text: notes, detail: `${name}: ${notes}, ${count(findings, "problem")}` };
}

function count(number: number, element: string): string {
    return `${number.toLocaleString("en")} ${element}${number === 1 ? "" : "s"}`;
}
