// Makes a private environment with the server, from the wheel that the extension brings. Independent of VS Code.
import { spawn } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { binFolder, isProgram, pathFolders, programIn, WINDOWS } from "./program";

/** The oldest Python that runs the server. */
const OLDEST = [3, 11] as const;
const NAMES = ["python3", "python", ...[15, 14, 13, 12, 11].map((minor) => `python3.${minor}`)];
// Prints the version, and fails if the modules that make environments are missing, as on Debian.
const PROBE = "import sys; print(*sys.version_info[:2]); import venv, ensurepip";
const COMPLETE = "complete";
const OFFLINE = /NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|Max retries|name resolution|ProxyError/;

/** A reason why the environment cannot be made, to show to the user. */
export class SetupProblem extends Error {}

export class Cancelled extends Error {}

export interface Setup {
    /** The folder of the environment, which is replaced. */
    environment: string;
    wheel: string;
    signal: AbortSignal;
    report: (step: string) => void;
    log: (line: string) => void;
}

/** Returns the program in a complete environment, or `undefined` if there is none. */
export async function installedProgram(environment: string): Promise<string | undefined> {
    const program = programIn(environment);
    const complete = await fs.stat(path.join(environment, COMPLETE)).catch(() => undefined);
    return complete && isProgram(program) ? program : undefined;
}

/** Makes the environment and installs the wheel with its dependencies. Throws `SetupProblem` or `Cancelled`. */
export async function setUp({ environment, wheel, signal, report, log }: Setup): Promise<void> {
    report("looking for Python");
    const python = await findPython(signal, log);
    try {
        await fs.rm(environment, { recursive: true, force: true });
        await fs.mkdir(path.dirname(environment), { recursive: true });
        report("creating an environment");
        await run(python, ["-I", "-m", "venv", environment], { signal, log });
        report("installing");
        await install(environment, wheel, { signal, report, log });
        await fs.writeFile(path.join(environment, COMPLETE), "");
    } catch (error) {
        await fs.rm(environment, { recursive: true, force: true });
        throw error;
    }
}

async function install(
    environment: string,
    wheel: string,
    { signal, report, log }: Pick<Setup, "signal" | "report" | "log">,
): Promise<void> {
    const options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "1", "--timeout", "15"];
    const python = path.join(binFolder(environment), WINDOWS ? "python.exe" : "python");
    let output = "";
    try {
        await run(python, ["-I", "-m", "pip", "install", ...options, wheel], {
            signal,
            log: (line) => {
                log(line);
                output += `${line}\n`;
                const package_ = /^Collecting ([\w.-]+)/.exec(line)?.[1];
                if (package_) {
                    report(`getting ${package_}`);
                }
            },
        });
    } catch (error) {
        if (error instanceof SetupProblem && OFFLINE.test(output)) {
            throw new SetupProblem("Python’s package index can’t be reached. Connect to the internet and try again.");
        }
        throw error;
    }
}

/** Returns the path of the first Python that is new enough and can make environments. */
async function findPython(signal: AbortSignal, log: (line: string) => void): Promise<string> {
    const old = new Set<string>();
    let incomplete: string | undefined;
    for (const python of pythons()) {
        const { version, isComplete } = await probe(python, signal);
        const found = version ? `Python ${version.join(".")}` : "no Python";
        log(`${python}: ${found}${isComplete ? "" : ", without venv and ensurepip"}`);
        if (version && isNewEnough(version)) {
            if (isComplete) {
                return python;
            }
            incomplete ??= python;
        } else if (version) {
            old.add(version.join("."));
        }
    }
    if (incomplete) {
        throw new SetupProblem(
            `“${incomplete}” can’t make virtual environments. Install its module “venv” (on Debian and Ubuntu the ` +
                "package “python3-venv”) and try again.",
        );
    }
    const instead = old.size ? `but only ${[...old].join(" and ")} was found` : "and none was found on PATH";
    throw new SetupProblem(`Python ${OLDEST.join(".")} or newer is needed, ${instead}. Install it and try again.`);
}

interface Probed {
    version: [number, number] | undefined;
    isComplete: boolean;
}

async function probe(python: string, signal: AbortSignal): Promise<Probed> {
    const lines: string[] = [];
    let isComplete = true;
    try {
        await run(python, ["-I", "-c", PROBE], { signal, log: (line) => lines.push(line) });
    } catch (error) {
        if (error instanceof Cancelled) {
            throw error;
        }
        isComplete = false;
    }
    const found = /^(\d+) (\d+)$/.exec(lines[0] ?? "");
    return { version: found ? [Number(found[1]), Number(found[2])] : undefined, isComplete };
}

function isNewEnough([major, minor]: [number, number]): boolean {
    return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function pythons(): string[] {
    const names = WINDOWS ? NAMES.map((name) => `${name}.exe`) : NAMES;
    // By name, then by folder: `python3` is what the user has chosen, wherever it is.
    return names.flatMap((name) => pathFolders().map((folder) => path.join(folder, name))).filter(isProgram);
}

interface RunOptions {
    signal: AbortSignal;
    log: (line: string) => void;
}

/** Runs a program and passes on its output, line by line. Throws `SetupProblem` if it fails. */
function run(program: string, args: readonly string[], { signal, log }: RunOptions): Promise<void> {
    return new Promise((resolve, reject) => {
        if (signal.aborted) {
            reject(new Cancelled());
            return;
        }
        const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], signal, windowsHide: true });
        for (const stream of [child.stdout, child.stderr]) {
            let rest = "";
            stream.setEncoding("utf8").on("data", (text: string) => {
                const lines = (rest + text).split(/\r?\n/);
                rest = lines.pop() ?? "";
                lines.filter(Boolean).forEach(log);
            });
            stream.on("end", () => {
                if (rest) {
                    log(rest);
                }
            });
        }
        const fail = (problem: string): void => reject(signal.aborted ? new Cancelled() : new SetupProblem(problem));
        child.on("error", (error) => fail(`“${program}” doesn’t run: ${error.message}`));
        child.on("close", (code) => {
            if (code === 0) {
                resolve();
            } else {
                fail("The installation failed; the log has the reason.");
            }
        });
    });
}
