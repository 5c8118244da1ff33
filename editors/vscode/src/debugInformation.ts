// What a report of a problem needs: versions, settings and the state of the vaults; no names and no texts of notes.
import * as os from "node:os";
import * as vscode from "vscode";
import type { Server } from "./server";
import { changedSettings, enablement } from "./settings";

/** Copies the information to the clipboard. `names` are the settings that the extension declares. */
export async function copyDebugInformation(server: Server, version: string, names: readonly string[]): Promise<void> {
    await vscode.env.clipboard.writeText(debugInformation(server, version, names));
    void vscode.window.showInformationMessage("Debug information was copied to the clipboard. Review it before you share it.");
}

function debugInformation(server: Server, version: string, names: readonly string[]): string {
    const lines = [
        `extension ${version}`,
        `VS Code ${vscode.version} (${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? "web" : "desktop"})`,
        `${os.type()} ${os.release()} ${process.arch}`,
        `server ${server.version ?? "unknown"}: ${server.state}, ${withoutHome(server.program ?? "not found")}`,
        `workspace: ${vscode.workspace.workspaceFolders?.length ?? 0} folders, ${vscode.workspace.isTrusted ? "" : "not "}trusted`,
        `enable: ${enablement()}`,
        ...server.vaults.map((vault) => {
            const kind = vault.single ? "note outside of every vault" : `vault of ${vault.notes} notes`;
            return `${kind}, ${vault.isLoaded ? "read" : "being read"}, ${vault.isChecked ? "" : "not "}checked`;
        }),
        `settings: ${withoutHome(JSON.stringify(changedSettings(names), undefined, 2))}`,
    ];
    return `${lines.join("\n")}\n`;
}

function withoutHome(text: string): string {
    return text.replaceAll(os.homedir(), "~");
}
