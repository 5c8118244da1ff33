// Builds the wheel of the server into the folder “wheel”, from which it is packaged.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

rmSync("wheel", { recursive: true, force: true });
const python = process.platform === "win32" ? "python" : "python3";
const args = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check", "--wheel-dir", "wheel", "../.."];
const { status, error } = spawnSync(python, args, { stdio: "inherit" });
if (error) {
    console.error(`${python} doesn’t run: ${error.message}`);
}
process.exit(status ?? 1);
