// Shows the links that a code lens counts, in VS Code's references view.
import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";

/** Handles the command of a code lens. The arguments are LSP values: the note, the position of the lens, the links. */
export async function showReferences(uri: string, position: Position, locations: Location[]): Promise<void> {
    const links = locations.map(
        ({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(convert(range.start), convert(range.end))),
    );
    await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), convert(position), links);
}

function convert({ line, character }: Position): vscode.Position {
    return new vscode.Position(line, character);
}
