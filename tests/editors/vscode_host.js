// Runs in the extension host of VS Code, queries what the extension provides, and writes it to the file $SEEN.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { until } = require("./until");

const ask = vscode.commands.executeCommand;

const name = (uri) => path.basename(uri.fsPath);
const place = (uri, { start, end }) => `${name(uri)} ${start.line}:${start.character}-${end.line}:${end.character}`;

/** Records what the extension and VS Code's own Markdown support both know, as VS Code lists it: one per range. */
async function lookForDoubles(note, seen) {
    const after = (text) => note.positionAt(note.getText().indexOf(text) + text.length);
    const spots = { heading: "## He", link: "[it](Two", anchor: "[facts](Two%20Sides.md#f", own: "[own](#h", wikilink: "[[Two" };
    const once = (places) => [...new Set(places)];
    seen.references = {};
    seen.targets = {};
    for (const [spot, text] of Object.entries(spots)) {
        const references = await ask("vscode.executeReferenceProvider", note.uri, after(text));
        seen.references[spot] = once(references.map((one) => place(one.uri, one.range)));
        const targets = await ask("vscode.executeDefinitionProvider", note.uri, after(text));
        seen.targets[spot] = once(targets.map((one) => place(one.targetUri ?? one.uri, one.targetRange ?? one.range)));
    }
    seen.outline = names(await ask("vscode.executeDocumentSymbolProvider", note.uri));
    const found = await ask("vscode.executeWorkspaceSymbolProvider", "Facts");
    seen.workspaceSymbols = found.map((symbol) => symbol.name);
    const { items } = await ask("vscode.executeCompletionItemProvider", note.uri, after("[it]("), "(");
    seen.destinations = items.map((item) => item.label.label ?? item.label).sort();
}

/** Records what the configuration of Markdown files is with the extension. */
function readDefaults(seen) {
    const markdown = vscode.workspace.getConfiguration("editor", { languageId: "markdown" });
    seen.defaults = {
        quickSuggestions: markdown.get("quickSuggestions"),
        wordBasedSuggestions: markdown.get("wordBasedSuggestions"),
        paths: vscode.workspace.getConfiguration("markdown").get("suggest.paths.enabled"),
    };
}

function names(symbols) {
    return symbols.flatMap((symbol) => [symbol.name, ...names(symbol.children)]);
}

/** Opens a second note, discards its changes, closes and opens it, and has another program change files. */
async function openSecond(folder, seen) {
    const uri = vscode.Uri.joinPath(folder, "third.md");
    const found = () => vscode.languages.getDiagnostics(uri).filter((one) => one.source === "wikilsp");
    const wait = async (number) => {
        await until(`${number} diagnostics of the second note`, () => found().length === number);
        return number;
    };
    const open = async () => {
        const note = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(note);
        await wait(1);
        return found().map((one) => note.getText(one.range));
    };
    seen.second = await open();
    await ask("workbench.action.files.revert");
    seen.reverted = await open();
    await ask("workbench.action.closeActiveEditor");
    seen.reopened = await open();
    const later = path.join(folder.fsPath, "new", "Later.md");
    execFileSync("mkdir", [path.dirname(later)]);
    execFileSync("touch", [later]);
    seen.created = await wait(0);
    execFileSync("rm", ["-r", path.dirname(later)]);
    seen.deleted = await wait(1);
}

/** Applies the safe fixes of a note, and copies the debug information. */
async function fixAndReport(note, seen) {
    await vscode.window.showTextDocument(note);
    await ask("wikilsp.fixAll");
    seen.fixed = note.lineAt(note.lineCount - 2).text;
    await ask("workbench.action.files.revert");
    // The browser may refuse to write to its clipboard, which the command then reports.
    seen.copied = await ask("wikilsp.copyDebugInformation").then(() => true, String);
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

    // VS Code's own outline shows the marks of headings.
    seen.symbols = names(await ask("vscode.executeDocumentSymbolProvider", opened.uri)).map((one) => one.replace(/^#+ /, ""));

    const references = await ask("vscode.executeReferenceProvider", index, after("[[Two Sides]"));
    seen.references = references.map((one) => [name(one.uri), one.range.start.line + 1]);

    await openSecond(folder, seen);

    const doubles = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "doubles.md"));
    seen.doubles = {};
    await lookForDoubles(doubles, seen.doubles);
    readDefaults(seen);
    const rendered = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "render.md"));
    seen.html = await until("the answers about links", async () => {
        const html = await ask("markdown.api.render", rendered);
        return html.includes("wikilsp-missing") && html;
    });
    await fixAndReport(doubles, seen);
    await vscode.window.showTextDocument(note);

    const settings = vscode.workspace.getConfiguration("wikilsp");
    await settings.update("rules", { "missing-note": "off" }, vscode.ConfigurationTarget.Global);
    await until("the end of the diagnostic", () => found().length === 0);
    await settings.update("rules", undefined, vscode.ConfigurationTarget.Global);
    await until("the diagnostic once more", () => found().length > 0);
    seen.settings = "taken";

    for (const [key, value] of [["perFileIgnores", { "index.md": "missing-note, alias-link" }], ["enable", "never"]]) {
        await settings.update(key, value, vscode.ConfigurationTarget.Global);
        await until(`the end of the diagnostic by ${key}`, () => found().length === 0);
        await settings.update(key, undefined, vscode.ConfigurationTarget.Global);
        await until(`the diagnostic after ${key}`, () => found().length > 0);
    }

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
