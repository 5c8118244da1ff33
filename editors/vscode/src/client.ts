// The connection to a running server.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as vscode from "vscode";
import {
    CloseAction,
    ErrorAction,
    LanguageClient,
    type LanguageClientOptions,
    LSPErrorCodes,
    type MessageSignature,
    ResponseError,
    State,
} from "vscode-languageclient/node";
import { type Hooks, middleware } from "./middleware";

/** How long a server that was told to exit may take, in milliseconds. */
const EXIT_PATIENCE = 5000;

export class Client extends LanguageClient {
    /** Whether the server was stopped before it had started. */
    isAborted = false;
    private child: ChildProcess | undefined;
    private started: Promise<void> | undefined;

    constructor(
        program: string,
        private readonly log: vscode.LogOutputChannel,
        hooks: Hooks,
    ) {
        super("wikilsp", "wikilsp", () => this.launch(program), options(log, hooks, () => this));
    }

    override start(): Promise<void> {
        this.started = super.start();
        return this.started;
    }

    /** Requests that the server refuses have a message for the user, and are no errors. */
    override handleFailedRequest<T>(
        type: MessageSignature,
        token: vscode.CancellationToken | undefined,
        error: unknown,
        defaultValue: T,
        ...rest: [showNotification?: boolean, throwOnCancel?: boolean]
    ): T {
        if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed) {
            this.log.info(`${type.method}: ${error.message}`);
            throw error;
        }
        return super.handleFailedRequest(type, token, error, defaultValue, ...rest);
    }

    /** Ends a server that is starting, which cannot be stopped and may never have started. */
    abort(): void {
        if (this.state === State.Starting) {
            this.isAborted = true;
            this.child?.kill("SIGKILL");
        }
    }

    /** Stops the server and waits until its process has ended, so that the next one starts after it. */
    async end(): Promise<void> {
        this.abort();
        await this.started?.catch(() => undefined);
        if (this.needsStop()) {
            await this.dispose();
        }
        await this.exited();
    }

    /** Waits until the process of the server has ended, and ends it if that takes long. */
    private async exited(): Promise<void> {
        const child = this.child;
        if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
            const patience = setTimeout(() => child.kill("SIGKILL"), EXIT_PATIENCE);
            await once(child, "exit");
            clearTimeout(patience);
        }
    }

    private async launch(program: string): Promise<ChildProcess> {
        await this.exited();
        this.log.info(`Starting “${program} server”`);
        const folder = vscode.workspace.workspaceFolders?.find((one) => one.uri.scheme === "file");
        const child = spawn(program, ["server", ...logOptions(this.log)], { cwd: folder?.uri.fsPath });
        this.child = child;
        child.once("exit", (code, signal) => {
            const text = `The server has exited with ${signal ? `signal ${signal}` : `status ${code}`}`;
            this.log[code === 0 ? "info" : "error"](text);
        });
        await once(child, "spawn");
        return child;
    }
}

function options(log: vscode.LogOutputChannel, hooks: Hooks, client: () => LanguageClient): LanguageClientOptions {
    let crashes: ReturnType<LanguageClient["createDefaultErrorHandler"]> | undefined;
    return {
        documentSelector: [{ scheme: "file", language: "markdown" }],
        outputChannel: log,
        // Links in hovers may create missing notes, and nothing else.
        markdown: { isTrusted: { enabledCommands: ["wikilsp.create"] } },
        // Standard error is the server's log; each line states its own level.
        stdioOptions: {
            stdout: () => undefined,
            stderr: (stream) => void stream.setEncoding("utf8").on("data", (text: string) => log.info(text.trimEnd())),
        },
        initializationOptions: () => ({ ...hooks.settings(), builtInMarkdown: true, commandLinks: true, status: true }),
        initializationFailedHandler: () => false,
        middleware: middleware(hooks),
        errorHandler: {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            // Restart a server that crashes, a few times, but not one that fails to start.
            closed: () => {
                if (client().state !== State.Running) {
                    return { action: CloseAction.DoNotRestart, handled: true };
                }
                crashes ??= client().createDefaultErrorHandler();
                return crashes.closed();
            },
        },
    };
}

/** Maps the level of the output channel, as set by “Developer: Set Log Level…”, to an option of the server. */
function logOptions(log: vscode.LogOutputChannel): string[] {
    const isDebug = log.logLevel === vscode.LogLevel.Debug || log.logLevel === vscode.LogLevel.Trace;
    return isDebug ? ["--log-level", "debug"] : [];
}
