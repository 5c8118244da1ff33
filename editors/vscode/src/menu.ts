// The menu of the status bar item.
import * as vscode from "vscode";
import type { Server } from "./server";
import { LOG, PROBLEMS, type StatusItems } from "./status";

interface Entry extends vscode.QuickPickItem {
    run?: vscode.Command;
}

export async function showMenu(server: Server, status: StatusItems): Promise<void> {
    const { text, detail, remedy } = status.current();
    const chosen = await vscode.window.showQuickPick(entries(server, remedy), {
        title: `wikilsp${server.version ? ` ${server.version}` : ""}: ${text}`,
        placeHolder: detail,
    });
    if (chosen?.run) {
        await vscode.commands.executeCommand(chosen.run.command, ...((chosen.run.arguments ?? []) as unknown[]));
    }
}

function entries(server: Server, remedy: vscode.Command): Entry[] {
    const entry = (icon: string, title: string, command: string, ...args: unknown[]): Entry => ({
        label: `$(${icon}) ${title}`,
        run: { command, title, arguments: args },
    });
    const isRunning = server.state === "running" || server.state === "starting";
    const all = [
        entry("lightbulb", remedy.title, remedy.command, ...((remedy.arguments ?? []) as unknown[])),
        entry("warning", PROBLEMS.title, PROBLEMS.command),
        entry("wand", "Fix All in Note", "wikilsp.fixAll"),
        { label: "server", kind: vscode.QuickPickItemKind.Separator },
        entry("debug-restart", isRunning ? "Restart Server" : "Start Server", "wikilsp.restart"),
        ...(isRunning ? [entry("debug-stop", "Stop Server", "wikilsp.stop")] : []),
        entry("output", LOG.title, LOG.command),
        entry("gear", "Open Settings", "workbench.action.openSettings", "@ext:wikilsp.wikilsp"),
        entry("copy", "Copy Debug Information", "wikilsp.copyDebugInformation"),
    ];
    // The remedy may be one of the others.
    const isSame = (one: Entry, other: Entry): boolean => JSON.stringify(one.run) === JSON.stringify(other.run);
    return all.filter((one, at) => !one.run || all.findIndex((other) => isSame(one, other)) === at);
}
