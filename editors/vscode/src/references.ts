// The places that a lens of the server counts, shown the way VS Code shows references.
import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";

/** The command of a lens: the note and the position of the lens, and the places, all in the words of the protocol. */
export async function showReferences(uri: string, position: Position, locations: Location[]): Promise<void> {
    const places = locations.map(
        ({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(place(range.start), place(range.end))),
    );
    await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), place(position), places);
}

function place({ line, character }: Position): vscode.Position {
    return new vscode.Position(line, character);
}
