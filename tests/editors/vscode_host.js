// Runs in the extension host of VS Code, queries what the extension provides, and writes it to the file $SEEN.
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const ask = vscode.commands.executeCommand;

async function until(what, ready) {
    const deadline = Date.now() + 20000;
    for (;;) {
        const value = await ready();
        if (value) {
            return value;
        }
        if (Date.now() > deadline) {
            throw new Error(`timed out waiting for ${what}`);
        }
        await new Promise((resume) => setTimeout(resume, 50));
    }
}

const name = (uri) => path.basename(uri.fsPath);

function names(symbols) {
    return symbols.flatMap((symbol) => [symbol.name, ...names(symbol.children)]);
}

async function travel(seen) {
    const folder = vscode.workspace.workspaceFolders[0].uri;
    const index = vscode.Uri.joinPath(folder, "index.md");
    const note = await vscode.workspace.openTextDocument(index);
    await vscode.window.showTextDocument(note);
    const after = (text) => note.positionAt(note.getText().indexOf(text) + text.length - 1);
    const found = () => vscode.languages.getDiagnostics(index).filter((one) => one.source === "wikilsp");

    const diagnostics = await until("the diagnostic", () => found().length > 0 && found());
    seen.diagnostics = diagnostics.map((one) => [note.getText(one.range), one.message]);

    const hovers = await ask("vscode.executeHoverProvider", index, after("#Facts"));
    seen.hover = hovers.flatMap((hover) => hover.contents.map((content) => content.value)).join("\n");

    const [target] = await ask("vscode.executeDefinitionProvider", index, after("#Facts"));
    const opened = await vscode.workspace.openTextDocument(target.targetUri ?? target.uri);
    const place = target.targetSelectionRange ?? target.targetRange ?? target.range;
    seen.definition = [name(opened.uri), opened.lineAt(place.start.line).text];

    seen.symbols = names(await ask("vscode.executeDocumentSymbolProvider", opened.uri));

    const references = await ask("vscode.executeReferenceProvider", index, after("[[Two Sides]"));
    seen.references = references.map((one) => [name(one.uri), one.range.start.line + 1]);

    const settings = vscode.workspace.getConfiguration("wikilsp");
    await settings.update("rules", { "missing-note": "off" }, vscode.ConfigurationTarget.Global);
    await until("the end of the diagnostic", () => found().length === 0);
    await settings.update("rules", undefined, vscode.ConfigurationTarget.Global);
    await until("the diagnostic once more", () => found().length > 0);
    seen.settings = "taken";

    await ask("wikilsp.restart");
    const again = await until("the diagnostic after a restart", () => found().length > 0 && found());
    seen.restarted = again.map((one) => note.getText(one.range));
}

exports.run = async () => {
    const seen = {};
    try {
        await travel(seen);
    } catch (problem) {
        seen.problem = String(problem.stack ?? problem);
    }
    fs.writeFileSync(process.env.SEEN, JSON.stringify(seen));
};
