// What the extension changes in the conversation of VS Code and the server.
import * as vscode from "vscode";
import type { Middleware, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport } from "vscode-languageclient/node";

export interface Hooks {
    /** Returns the settings for the server. */
    settings: () => Record<string, unknown>;
    /** Sends the settings to the server. */
    sendSettings: () => Promise<void>;
    /** Takes what the server does at the moment, or `undefined` once it is done. */
    onProgress: (message: string | undefined) => void;
}

/** What a completed key ends with, before its value. */
const KEY_END = /:: $|^[^:]+: $/;

export function middleware(hooks: Hooks): Middleware {
    return {
        workspace: {
            configuration: (params) =>
                params.items.map(({ section }) => (section === "wikilsp" ? hooks.settings() : null)),
            // The language client would send the defaults as well.
            didChangeConfiguration: () => hooks.sendSettings(),
        },
        handleWorkDoneProgress: (token, params, next) => {
            hooks.onProgress(progressText(params));
            next(token, params);
        },
        provideCompletionItem: async (document, position, context, token, next) => {
            const found = await next(document, position, context, token);
            for (const item of Array.isArray(found) ? found : (found?.items ?? [])) {
                offerValues(item);
            }
            return found;
        },
        // If a rename is refused, VS Code falls back to its own Markdown support, which takes the inner brackets of
        // `[[note|label]]` for a link and breaks ours.
        provideRenameEdits: async (document, position, name, token, next) => {
            try {
                return (await next(document, position, name, token)) ?? new vscode.WorkspaceEdit();
            } catch (error: unknown) {
                void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
                return new vscode.WorkspaceEdit();
            }
        },
    };
}

/** Makes the values of a key come up once the key is accepted. */
function offerValues(item: vscode.CompletionItem): void {
    const text = typeof item.insertText === "string" ? item.insertText : (item.insertText?.value ?? "");
    if (item.kind === vscode.CompletionItemKind.Property && KEY_END.test(text)) {
        item.command ??= { command: "editor.action.triggerSuggest", title: "Offer values" };
    }
}

function progressText(params: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): string | undefined {
    switch (params.kind) {
        case "begin":
            return params.message ?? params.title;
        case "report":
            return params.message ?? "";
        case "end":
            return undefined;
    }
}
