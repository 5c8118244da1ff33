// Starts and stops the server, and reports to the user if that fails.
import { once } from "node:events";
import * as vscode from "vscode";
import {
    CloseAction,
    ErrorAction,
    LanguageClient,
    LSPErrorCodes,
    type MessageSignature,
    ResponseError,
    State,
} from "vscode-languageclient/node";
import { candidatePaths, isProgram, resolveSetting } from "./program";

export class Server {
    private client: LanguageClient | undefined;
    private last: Promise<void> = Promise.resolve();

    constructor(private readonly log: vscode.LogOutputChannel) {}

    /** Locates the server and starts it. Stops the running one first. */
    restart(): Promise<void> {
        void this.queue(() => this.end());
        return this.queue(() => this.start());
    }

    stop(): Promise<void> {
        return this.queue(() => this.end());
    }

    /** Runs a step after all earlier ones, even if these failed. */
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
            showError(`“${program} server” did not start. See the log for the reason.`, "Show Log", "wikilsp.showLog");
        }
    }

    private async end(): Promise<void> {
        const client = this.client;
        const process = client?.serverProcess;
        this.client = undefined;
        if (client?.needsStop()) {
            await client.dispose();
        }
        // So that the log has the end of a server before the start of the next one.
        if (process?.exitCode === null && process.signalCode === null) {
            await once(process, "exit");
        }
    }

    private find(): string | undefined {
        const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
        const setting = vscode.workspace.getConfiguration("wikilsp").get("path", "").trim();
        if (setting) {
            const program = resolveSetting(setting, folders);
            if (isProgram(program)) {
                return program;
            }
            askForPath(
                `“${program}” from the setting “wikilsp.path” is not an executable program. ` +
                    "Correct the setting, or clear it to search the default locations.",
            );
            return undefined;
        }
        // A virtual environment is part of the workspace, so its program runs only if the user trusts the workspace.
        const candidates = candidatePaths(vscode.workspace.isTrusted ? folders : []);
        const program = candidates.find(isProgram);
        if (!program) {
            this.log.error(`wikilsp not found. Searched:\n${candidates.join("\n")}`);
            askForPath(
                "wikilsp not found in “.venv” or “venv” of this workspace or on PATH. Install it and run " +
                    "“wikilsp: Restart Server”, or set “wikilsp.path”.",
            );
        }
        return program;
    }
}

/** A client that does not log a refusal, such as of a rename, as an error. */
class Client extends LanguageClient {
    override handleFailedRequest<T>(
        type: MessageSignature,
        token: vscode.CancellationToken | undefined,
        error: unknown,
        defaultValue: T,
        showNotification = true,
        throwOnCancel = false,
    ): T {
        if (!(error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed)) {
            return super.handleFailedRequest(type, token, error, defaultValue, showNotification, throwOnCancel);
        }
        this.info(`${type.method} was refused: ${error.message}`);
        if (showNotification) {
            void vscode.window.showErrorMessage(error.message);
        }
        throw error;
    }
}

function connect(program: string, log: vscode.LogOutputChannel): LanguageClient {
    const server = { command: program, args: ["server", ...logOptions(log)] };
    const client: Client = new Client("wikilsp", server, {
        documentSelector: [{ scheme: "file", language: "markdown" }],
        outputChannel: log,
        initializationOptions: { commandLinks: true },
        // Links in hovers may create missing notes, and nothing else.
        markdown: { isTrusted: { enabledCommands: ["wikilsp.create"] } },
        // Standard error is the server's log; each line states its own level.
        stdioOptions: {
            stdout: () => undefined,
            stderr: (stream) => void stream.setEncoding("utf8").on("data", (text: string) => log.info(text.trimEnd())),
        },
        initializationFailedHandler: () => false,
        middleware: {
            // If a rename is refused, VS Code falls back to its own Markdown support, which takes the inner brackets of
            // `[[note|label]]` for a link and breaks ours.
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
            // Restart a server that crashes, a few times, but not one that fails to start.
            closed: () =>
                client.state === State.Running
                    ? crashes.closed()
                    : { action: CloseAction.DoNotRestart, handled: true },
        },
    });
    const crashes = client.createDefaultErrorHandler();
    return client;
}

/** Maps the level of the output channel, as set by “Developer: Set Log Level…”, to an option of the server. */
function logOptions(log: vscode.LogOutputChannel): string[] {
    const isDebug = log.logLevel === vscode.LogLevel.Debug || log.logLevel === vscode.LogLevel.Trace;
    return isDebug ? ["--log-level", "debug"] : [];
}

function askForPath(message: string): void {
    showError(message, "Open Setting", "workbench.action.openSettings", "wikilsp.path");
}

function showError(message: string, button: string, command: string, ...args: string[]): void {
    void vscode.window.showErrorMessage(message, button).then((chosen) => {
        if (chosen) {
            void vscode.commands.executeCommand(command, ...args);
        }
    });
}
