// Where the wikilsp program is. Knows files and folders, and nothing of VS Code.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const WINDOWS = process.platform === "win32";
const NAME = WINDOWS ? "wikilsp.exe" : "wikilsp";

/** The path that the setting names: `~/` is the home, and a relative path begins at the first folder. */
export function configured(setting: string, folders: readonly string[]): string {
    const file = setting.replace(/^~(?=[/\\])/, os.homedir());
    return path.resolve(folders[0] ?? "", file);
}

/** Every place where the program may be if no setting names it, the best first. */
export function places(folders: readonly string[]): string[] {
    const environments = folders.flatMap((folder) => [".venv", "venv"].map((name) => path.join(folder, name)));
    return [
        ...environments.map((environment) => path.join(environment, WINDOWS ? "Scripts" : "bin", NAME)),
        ...(process.env.PATH ?? "").split(path.delimiter).filter(path.isAbsolute).map((folder) => path.join(folder, NAME)),
    ];
}

export function isProgram(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
