// The extension: starts `wikilsp server` and connects it to VS Code. All knowledge about notes is in the server.
import type MarkdownIt from "markdown-it";
import * as vscode from "vscode";
import { createTarget } from "./creation";
import { copyDebugInformation } from "./debugInformation";
import { fixAll } from "./fixes";
import { Installation } from "./installation";
import { showMenu } from "./menu";
import { updateLinksOfEarlyMoves } from "./moves";
import { LinkCache } from "./preview/linkCache";
import { notesPlugin } from "./preview/plugin";
import { showReferences } from "./references";
import { Server } from "./server";
import { settingsForServer } from "./settings";
import { StatusItems } from "./status";

interface Manifest {
    version: string;
    contributes: { configuration: { properties: Record<string, unknown> }[] };
}

/** Used by VS Code's preview of Markdown. */
interface Exports {
    extendMarkdownIt: (md: MarkdownIt) => MarkdownIt;
}

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): Exports {
    const manifest = context.extension.packageJSON as Manifest;
    const names = manifest.contributes.configuration.flatMap((block) => Object.keys(block.properties));
    const log = vscode.window.createOutputChannel("wikilsp", { log: true });
    const installation = new Installation(context, log);
    const running = new Server(log, installation, () => settingsForServer(names));
    server = running;
    const status = new StatusItems(running);
    const links = new LinkCache(running);
    const command = vscode.commands.registerCommand;
    context.subscriptions.push(
        log,
        status,
        links,
        updateLinksOfEarlyMoves(running),
        command("wikilsp.setUp", () => installation.setUp()),
        command("wikilsp.restart", () => running.restart()),
        command("wikilsp.stop", () => running.stop()),
        command("wikilsp.showLog", () => log.show()),
        command("wikilsp.showMenu", () => showMenu(running, status)),
        command("wikilsp.fixAll", fixAll),
        command("wikilsp.copyDebugInformation", () => copyDebugInformation(running, manifest.version, names)),
        command("wikilsp.showReferences", showReferences),
        command("wikilsp.createTarget", (place: unknown) => createTarget(running, place)),
        installation.onDidInstall(() => running.restart()),
        vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
        vscode.workspace.onDidChangeConfiguration((change) => follow(change, running)),
    );
    // The server takes a while to start, in which VS Code need not wait for the extension.
    void running.restart();
    return { extendMarkdownIt: (md) => md.use(notesPlugin, links) };
}

export async function deactivate(): Promise<void> {
    await server?.stop();
}

/** Restarts or stops the server if a setting demands it. The language client tells it of all other changes. */
function follow(change: vscode.ConfigurationChangeEvent, running: Server): void {
    const isOff = running.state === "off";
    const turnsOff = vscode.workspace.getConfiguration("wikilsp").get("enable") === "never";
    if (change.affectsConfiguration("wikilsp.path") || (change.affectsConfiguration("wikilsp.enable") && isOff !== turnsOff)) {
        void running.restart();
    }
}
