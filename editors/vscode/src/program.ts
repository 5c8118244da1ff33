// Locates the wikilsp program. Independent of VS Code.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export const WINDOWS = process.platform === "win32";
const NAME = WINDOWS ? "wikilsp.exe" : "wikilsp";

/** Resolves the setting `wikilsp.path`: `~/` is the home folder, relative paths start at the first workspace folder. */
export function resolveSetting(setting: string, folders: readonly string[]): string {
    const file = setting.replace(/^~(?=[/\\])/, os.homedir());
    return path.resolve(folders[0] ?? "", file);
}

/** Lists where the program may be if the setting is empty, by priority. */
export function candidatePaths(folders: readonly string[]): string[] {
    const environments = folders.flatMap((folder) => [".venv", "venv"].map((name) => path.join(folder, name)));
    return [...environments.map(programIn), ...pathFolders().map((folder) => path.join(folder, NAME))];
}

/** Returns the path of the program in a virtual environment. */
export function programIn(environment: string): string {
    return path.join(binFolder(environment), NAME);
}

/** Returns the folder with the programs of a virtual environment. */
export function binFolder(environment: string): string {
    return path.join(environment, WINDOWS ? "Scripts" : "bin");
}

/** Returns the folders on PATH; a relative one would be relative to who knows what. */
export function pathFolders(): string[] {
    return (process.env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

export function isProgram(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
