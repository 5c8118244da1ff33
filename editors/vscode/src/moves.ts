// Moves of files in the explorer while the server is being started. Later ones are the language client's business.
import * as vscode from "vscode";
import { WillRenameFilesRequest } from "vscode-languageclient/node";
import type { Server } from "./server";

export function updateLinksOfEarlyMoves(server: Server): vscode.Disposable {
    return vscode.workspace.onWillRenameFiles((event) => {
        if (server.state === "starting") {
            event.waitUntil(linkUpdates(server, event));
        }
    });
}

async function linkUpdates(server: Server, event: vscode.FileWillRenameEvent): Promise<vscode.WorkspaceEdit> {
    const client = await server.ready();
    if (client) {
        const params = client.code2ProtocolConverter.asWillRenameFilesParams(event);
        const edit = await client.sendRequest(WillRenameFilesRequest.type, params);
        return (await client.protocol2CodeConverter.asWorkspaceEdit(edit)) ?? new vscode.WorkspaceEdit();
    }
    return new vscode.WorkspaceEdit();
}
