// The server's life: found, started, stopped, and what the user is told if that fails.
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, State } from "vscode-languageclient/node";
import { configured, isProgram, places } from "./program";

export class Server {
    private client: LanguageClient | undefined;
    private last: Promise<void> = Promise.resolve();

    constructor(private readonly log: vscode.LogOutputChannel) {}

    /** Looks for the server and starts it, in place of one that runs. */
    restart(): Promise<void> {
        void this.queue(() => this.end());
        return this.queue(() => this.start());
    }

    stop(): Promise<void> {
        return this.queue(() => this.end());
    }

    /** Runs a step after those asked for before, whatever came of them. */
    private queue(step: () => Promise<void>): Promise<void> {
        this.last = this.last.then(step).catch((error: unknown) => this.log.error(String(error)));
        return this.last;
    }

    private async start(): Promise<void> {
        const program = this.find();
        if (!program) {
            return;
        }
        this.log.info(`Starting “${program} server”`);
        this.client = connect(program, this.log);
        try {
            await this.client.start();
        } catch (error) {
            this.log.error(String(error));
            complain(`“${program} server” did not start. The log says why.`, "Show Log", "wikilsp.showLog");
        }
    }

    private async end(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        if (client?.needsStop()) {
            await client.dispose();
        }
    }

    private find(): string | undefined {
        const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
        const setting = vscode.workspace.getConfiguration("wikilsp").get("path", "").trim();
        if (setting) {
            const program = configured(setting, folders);
            if (isProgram(program)) {
                return program;
            }
            askForPath(
                `The setting “wikilsp.path” names “${program}”, which is no program that can be run. ` +
                    "Correct it, or empty it to let wikilsp be looked for.",
            );
            return undefined;
        }
        // A virtual environment is a program of the workspace, so it may run only where the user trusts that.
        const candidates = places(vscode.workspace.isTrusted ? folders : []);
        const program = candidates.find(isProgram);
        if (!program) {
            this.log.error(`wikilsp is in none of these places:\n${candidates.join("\n")}`);
            askForPath(
                "wikilsp was not found, neither in “.venv” or “venv” of this workspace nor on PATH. Install it and run " +
                    "“wikilsp: Restart Server”, or tell by the setting “wikilsp.path” where it is.",
            );
        }
        return program;
    }
}

function connect(program: string, log: vscode.LogOutputChannel): LanguageClient {
    const server = { command: program, args: ["server"] };
    const client: LanguageClient = new LanguageClient("wikilsp", server, {
        documentSelector: [{ scheme: "file", language: "markdown" }],
        outputChannel: log,
        // What the server writes to stderr is its log, not an error; each line of it states its own level.
        stdioOptions: {
            stdout: () => undefined,
            stderr: (stream) => void stream.setEncoding("utf8").on("data", (text: string) => log.info(text.trimEnd())),
        },
        initializationFailedHandler: () => false,
        middleware: {
            // Where a rename is refused, VS Code asks its own support of Markdown next. That takes the inner brackets of
            // `[[note|label]]` for a link of its own, and breaks ours.
            provideRenameEdits: async (document, position, name, token, next) => {
                try {
                    return (await next(document, position, name, token)) ?? new vscode.WorkspaceEdit();
                } catch (error: unknown) {
                    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
                    return new vscode.WorkspaceEdit();
                }
            },
        },
        errorHandler: {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            // One that crashes is started again a few times; one that ends while it starts would only do so again.
            closed: () =>
                client.state === State.Running
                    ? crashes.closed()
                    : { action: CloseAction.DoNotRestart, handled: true },
        },
    });
    const crashes = client.createDefaultErrorHandler();
    return client;
}

function askForPath(message: string): void {
    complain(message, "Open Setting", "workbench.action.openSettings", "wikilsp.path");
}

function complain(message: string, button: string, command: string, ...args: string[]): void {
    void vscode.window.showErrorMessage(message, button).then((chosen) => {
        if (chosen) {
            void vscode.commands.executeCommand(command, ...args);
        }
    });
}
