// The private environment of the extension: offered, made and updated with a progress bar.
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { Cancelled, installedProgram, setUp, SetupProblem } from "./python";

const PREFIX = "server-";

export class Installation {
    private readonly storage: string;
    private readonly wheels: string;
    private readonly version: string;
    private isRunning = false;
    private readonly installed = new vscode.EventEmitter<void>();
    /** Fires when the environment has been made. */
    readonly onDidInstall = this.installed.event;

    constructor(
        context: vscode.ExtensionContext,
        private readonly log: vscode.LogOutputChannel,
    ) {
        this.storage = context.globalStorageUri.fsPath;
        this.wheels = context.asAbsolutePath("wheel");
        this.version = (context.extension.packageJSON as { version: string }).version;
    }

    /** Returns the program in the environment of this version, or `undefined` if there is none. */
    program(): Promise<string | undefined> {
        return installedProgram(this.environment);
    }

    /** Offers to make the environment; without a question, if the user has accepted that for an older version. */
    async offer(): Promise<void> {
        if ((await this.olderEnvironments()).length > 0) {
            await this.setUp();
            return;
        }
        const setUp = "Set up wikilsp";
        const chosen = await vscode.window.showWarningMessage(
            "The server wikilsp was not found. The extension can set it up for you: it needs Python 3.11 or newer and, " +
                "this once, the internet.",
            setUp,
            "Open Setting",
        );
        if (chosen === setUp) {
            await this.setUp();
        } else if (chosen) {
            await vscode.commands.executeCommand("workbench.action.openSettings", "wikilsp.path");
        }
    }

    /** Makes the environment. Reports success, failure with “Try Again”, or nothing if the user cancels. */
    async setUp(): Promise<void> {
        if (this.isRunning) {
            return;
        }
        this.isRunning = true;
        let problem: string | undefined;
        try {
            await this.run();
        } catch (error) {
            problem = error instanceof Cancelled ? undefined : describe(error);
            this.log.warn(problem ?? "The setup was cancelled");
        } finally {
            this.isRunning = false;
        }
        if (problem) {
            await this.report(problem);
        }
    }

    private async run(): Promise<void> {
        const wheel = await this.wheel();
        const options = { location: vscode.ProgressLocation.Notification, title: "Setting up wikilsp", cancellable: true };
        await vscode.window.withProgress(options, async (progress, token) => {
            const abort = new AbortController();
            token.onCancellationRequested(() => abort.abort());
            await setUp({
                environment: this.environment,
                wheel,
                signal: abort.signal,
                report: (step) => progress.report({ message: step }),
                log: (line) => this.log.info(line),
            });
        });
        for (const folder of await this.olderEnvironments()) {
            await fs.rm(folder, { recursive: true, force: true });
        }
        this.installed.fire();
    }

    private async report(problem: string): Promise<void> {
        const again = "Try Again";
        const chosen = await vscode.window.showErrorMessage(`wikilsp was not set up. ${problem}`, again, "Show Log");
        if (chosen === again) {
            await this.setUp();
        } else if (chosen) {
            this.log.show();
        }
    }

    private get environment(): string {
        return path.join(this.storage, `${PREFIX}${this.version}`);
    }

    private async olderEnvironments(): Promise<string[]> {
        const names = await fs.readdir(this.storage).catch(() => []);
        const folders = names.filter((name) => name.startsWith(PREFIX)).map((name) => path.join(this.storage, name));
        return folders.filter((folder) => folder !== this.environment);
    }

    private async wheel(): Promise<string> {
        const names = await fs.readdir(this.wheels).catch(() => []);
        const name = names.find((name) => name.endsWith(".whl"));
        if (!name) {
            throw new SetupProblem("This build of the extension contains no server. Install wikilsp with pip instead.");
        }
        return path.join(this.wheels, name);
    }
}

function describe(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
