// The settings as the server gets them: only what the user has set, since a default would override `.wikilsp.toml`.
import * as vscode from "vscode";

/** Choices of the settings editor that leave an option to the preset or to detection. */
const UNSET: readonly unknown[] = ["preset", "detected"];
/** Settings that the extension handles itself. */
const OWN = new Set(["wikilsp.path", "wikilsp.trace.server"]);

export type Enablement = "auto" | "always" | "never";

export function enablement(): Enablement {
    return vscode.workspace.getConfiguration("wikilsp").get<Enablement>("enable", "auto");
}

/** Returns the settings for the server, in nested objects. `names` are all settings that the extension declares. */
export function settingsForServer(names: readonly string[]): Record<string, unknown> {
    const settings: Record<string, unknown> = { enable: enablement() };
    for (const name of names.filter((name) => !OWN.has(name))) {
        const value = setValue(name);
        if (value === undefined || UNSET.includes(value)) {
            continue;
        }
        if (name === "wikilsp.templates.check") {
            // In `.wikilsp.toml`, `templates.folders` is a list or false, which no input of the settings editor can be.
            if (value === true) {
                put(settings, ["templates", "folders"], false);
            }
        } else {
            put(settings, name.split(".").slice(1), name === "wikilsp.perFileIgnores" ? splitCodes(value) : value);
        }
    }
    return settings;
}

/** Returns lists of codes for texts: the settings editor has no input for an object of lists. */
function splitCodes(value: unknown): unknown {
    const split = (codes: unknown): unknown => (typeof codes === "string" ? codes.split(/[\s,]+/).filter(Boolean) : codes);
    const entries = Object.entries(value ?? {}).map(([glob, codes]): [string, unknown] => [glob, split(codes)]);
    return Object.fromEntries<unknown>(entries);
}

/** Returns the names of the settings that the user has set, with their values. */
export function changedSettings(names: readonly string[]): Record<string, unknown> {
    const entries = names.map((name): [string, unknown] => [name, setValue(name)]);
    return Object.fromEntries<unknown>(entries.filter(([, value]) => value !== undefined));
}

/** Returns the effective value of a setting if the user has set it, anywhere. */
function setValue(name: string): unknown {
    const configuration = vscode.workspace.getConfiguration();
    const found = configuration.inspect<unknown>(name);
    const values: unknown[] = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
    const isSet = values.some((value) => value !== undefined);
    return isSet ? configuration.get<unknown>(name) : undefined;
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
    const [first = "", ...rest] = path;
    if (rest.length === 0) {
        target[first] = value;
    } else {
        const inner = (target[first] ??= {}) as Record<string, unknown>;
        put(inner, rest, value);
    }
}
