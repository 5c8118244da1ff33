// Applies all safe fixes to the note in the active editor.
import * as vscode from "vscode";

const KIND = vscode.CodeActionKind.SourceFixAll.append("wikilsp");

export async function fixAll(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) {
        return;
    }
    const everything = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        everything,
        KIND.value,
        1,
    );
    if (action?.edit) {
        await vscode.workspace.applyEdit(action.edit);
    } else {
        vscode.window.setStatusBarMessage("Nothing in this note can be fixed safely", 5000);
    }
}
