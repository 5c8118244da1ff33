// Starts and stops the server, and reports to the user if that fails.
import * as vscode from "vscode";
import { DidChangeConfigurationNotification, State } from "vscode-languageclient/node";
import { Client } from "./client";
import type { Installation } from "./installation";
import { candidatePaths, isProgram, resolveSetting } from "./program";
import { enablement } from "./settings";

export type ServerState = "starting" | "running" | "stopped" | "failed" | "missing" | "off";

/** The state of a vault, as the server sends it. */
export interface VaultState {
    root: string;
    /** The URI of the only note, where a note outside of every vault is served. */
    single?: string | null;
    notes: number;
    isLoaded: boolean;
    /** Whether findings are reported. */
    isChecked: boolean;
}

interface Status {
    /** Grows with each change of anything but the note in which the user types. */
    revision: number;
    vaults: VaultState[];
}

export class Server {
    client: Client | undefined;
    program: string | undefined;
    state: ServerState = "stopped";
    vaults: readonly VaultState[] = [];
    /** What the server does at the moment. */
    progress: string | undefined;

    private last: Promise<void> = Promise.resolve();
    private revision = -1;
    private readonly changed = new vscode.EventEmitter<void>();
    private readonly notesChanged = new vscode.EventEmitter<void>();
    /** Fires when a public property has changed. */
    readonly onDidChange = this.changed.event;
    /** Fires when links may lead elsewhere than before. */
    readonly onDidChangeNotes = this.notesChanged.event;

    constructor(
        private readonly log: vscode.LogOutputChannel,
        private readonly installation: Installation,
        private readonly settings: () => Record<string, unknown>,
    ) {}

    get version(): string | undefined {
        return this.client?.initializeResult?.serverInfo?.version;
    }

    /** Locates the server and starts it. Stops the running one first. */
    restart(): Promise<void> {
        this.client?.abort();
        this.set("starting");
        void this.queue(() => this.end());
        return this.queue(() => this.start());
    }

    stop(): Promise<void> {
        this.client?.abort();
        return this.queue(async () => {
            await this.end();
            this.set("stopped");
        });
    }

    /** Waits until a server that is being started runs. Returns its client, or `undefined` if none runs. */
    async ready(): Promise<Client | undefined> {
        await this.last;
        return this.state === "running" ? this.client : undefined;
    }

    /** Runs a step after all earlier ones, even if these failed. */
    private queue(step: () => Promise<void>): Promise<void> {
        this.last = this.last.then(step).catch((error: unknown) => this.log.error(String(error)));
        return this.last;
    }

    private async start(): Promise<void> {
        if (enablement() === "never") {
            this.set("off");
            return;
        }
        this.program = await this.find();
        if (!this.program) {
            this.set("missing");
            return;
        }
        this.set("starting");
        const client: Client = new Client(this.program, this.log, {
            settings: this.settings,
            sendSettings: () =>
                client.sendNotification(DidChangeConfigurationNotification.type, { settings: { wikilsp: this.settings() } }),
            onProgress: (message) => this.report(message),
        });
        this.client = client;
        client.onNotification("wikilsp/status", (status: Status) => this.take(status));
        client.onDidChangeState(({ newState }) => this.follow(client, newState));
        try {
            await client.start();
        } catch (error) {
            if (!client.isAborted) {
                this.log.error(String(error));
                showError(`“${this.program} server” did not start. See the log for the reason.`, "Show Log", "wikilsp.showLog");
            }
        }
    }

    /** Takes the state of the client, which also starts a server again that has crashed. */
    private follow(client: Client, state: State): void {
        if (client !== this.client) {
            return;
        }
        if (state === State.Running) {
            this.log.info(`wikilsp ${this.version} is running`);
        } else {
            this.forget();
        }
        this.set(state === State.Running ? "running" : state === State.Starting ? "starting" : "failed");
    }

    private async end(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        this.forget();
        await client?.end();
    }

    /** Forgets what a server has sent that no longer runs. */
    private forget(): void {
        this.vaults = [];
        this.progress = undefined;
        this.revision = -1;
    }

    private set(state: ServerState): void {
        this.state = state;
        this.changed.fire();
    }

    private report(message: string | undefined): void {
        this.progress = message;
        this.changed.fire();
    }

    private take(status: Status): void {
        this.vaults = status.vaults;
        if (status.revision !== this.revision) {
            this.revision = status.revision;
            this.notesChanged.fire();
        }
        this.changed.fire();
    }

    private async find(): Promise<string | undefined> {
        const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
        const setting = vscode.workspace.getConfiguration("wikilsp").get("path", "").trim();
        if (setting) {
            const program = resolveSetting(setting, folders);
            if (isProgram(program)) {
                return program;
            }
            showError(
                `“${program}” from the setting “wikilsp.path” is not an executable program. ` +
                    "Correct the setting, or clear it to search the default locations.",
                "Open Setting",
                "workbench.action.openSettings",
                "wikilsp.path",
            );
            return undefined;
        }
        // A virtual environment is part of the workspace, so its program runs only if the user trusts the workspace.
        const candidates = candidatePaths(vscode.workspace.isTrusted ? folders : []);
        const program = candidates.find(isProgram) ?? (await this.installation.program());
        if (!program) {
            this.log.warn(`wikilsp not found. Searched:\n${candidates.join("\n")}`);
            void this.installation.offer();
        }
        return program;
    }
}

function showError(message: string, button: string, command: string, ...args: string[]): void {
    void vscode.window.showErrorMessage(message, button).then((chosen) => {
        if (chosen) {
            void vscode.commands.executeCommand(command, ...args);
        }
    });
}
