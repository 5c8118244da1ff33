// The extension: starts `wikilsp server` and connects it to VS Code. All knowledge about notes is in the server.
import * as vscode from "vscode";
import { showReferences } from "./references";
import { Server } from "./server";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const log = vscode.window.createOutputChannel("wikilsp", { log: true });
    const running = new Server(log);
    server = running;
    context.subscriptions.push(
        log,
        vscode.commands.registerCommand("wikilsp.restart", () => running.restart()),
        vscode.commands.registerCommand("wikilsp.showLog", () => log.show()),
        vscode.commands.registerCommand("wikilsp.showReferences", showReferences),
        vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
        vscode.workspace.onDidChangeConfiguration((change) => {
            if (change.affectsConfiguration("wikilsp.path")) {
                void running.restart();
            }
        }),
    );
    await running.restart();
}

export async function deactivate(): Promise<void> {
    await server?.stop();
}
