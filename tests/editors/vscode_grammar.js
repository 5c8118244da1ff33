// Prints the scopes that the grammar of the extension adds to each piece of the lines in a file.
const fs = require("node:fs");
const path = require("node:path");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const { createOnigScanner, createOnigString, loadWASM } = require("vscode-oniguruma");

const [extension, markdown, file] = process.argv.slice(2);
const INJECTION = "markdown.wikilsp.injection";

const read = (name) => parseRawGrammar(fs.readFileSync(name, "utf8"), name);

async function tokenize() {
    const wasm = path.join(extension, "node_modules/vscode-oniguruma/release/onig.wasm");
    await loadWASM(fs.readFileSync(wasm).buffer);
    const registry = new Registry({
        onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
        loadGrammar: async (scope) =>
            ({
                "text.html.markdown": read(markdown),
                [INJECTION]: read(path.join(extension, "syntaxes/notes.injection.json")),
            })[scope],
        getInjections: (scope) => (scope === "text.html.markdown" ? [INJECTION] : []),
    });
    const grammar = await registry.loadGrammar("text.html.markdown");
    let state = INITIAL;
    return fs
        .readFileSync(file, "utf8")
        .split("\n")
        .map((line) => {
            const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
            state = ruleStack;
            return tokens
                .map(({ startIndex, endIndex, scopes }) => [
                    line.slice(startIndex, endIndex),
                    scopes.filter((scope) => scope.endsWith(".wikilsp")),
                ])
                .filter(([, scopes]) => scopes.length > 0);
        });
}

void tokenize().then((lines) => console.log(JSON.stringify(lines)));
