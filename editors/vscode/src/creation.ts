// Creates the target of a link that leads nowhere, after asking.
import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Server } from "./server";

/** A note to create: its URI, its path in the vault, and its text. */
interface NewNote {
    uri: string;
    path: string;
    text: string;
}

/** Handles a click on a link without a target. `place` is the argument in the URI that the server gave the link. */
export async function createTarget(server: Server, place: unknown): Promise<void> {
    const client = await server.ready();
    if (!client) {
        return;
    }
    const params = { command: "wikilsp.newNote", arguments: [place] };
    const note = (await client.sendRequest(ExecuteCommandRequest.type, params)) as NewNote | null;
    if (!note) {
        void vscode.window.showInformationMessage("The target of this link does not exist, and no note can have its name.");
        return;
    }
    const create = "Create";
    const question = `The note “${note.path}” does not exist. Create it?`;
    if ((await vscode.window.showInformationMessage(question, { modal: true }, create)) === create) {
        await createNote(note);
    }
}

async function createNote(note: NewNote): Promise<void> {
    const uri = vscode.Uri.parse(note.uri);
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { ignoreIfExists: true, contents: Buffer.from(note.text) });
    if (await vscode.workspace.applyEdit(edit)) {
        await vscode.window.showTextDocument(uri);
    }
}
