// Writes notes in the window of VS Code as a user does: fixes a link, types with completion, renames, moves a file.
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./until");
const { active, load, open, run } = require("./vscode_browser");

const [folder] = process.argv.slice(2);

/** Returns the text of a note on the disk, or `undefined` if there is none. */
function onDisk(file) {
    try {
        return fs.readFileSync(path.join(folder, file), "utf8");
    } catch {
        return undefined;
    }
}

/** Returns the text of all notes on the disk, by path. */
function written() {
    const files = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".md"));
    return Object.fromEntries(files.map((file) => [file, onDisk(file)]));
}

/** Locates a line of the displayed note; the window displays spaces as no-break spaces. */
const line = (page, text) => page.locator(".view-line", { hasText: new RegExp(text.replaceAll(" ", ".")) });

/** Types text, accepts the offered completion, and waits for the resulting line. */
async function complete(page, text, key, offered, result) {
    await page.keyboard.type(text);
    if (key) {
        await page.keyboard.press(key);
    }
    const suggestions = page.locator(".suggest-widget.visible .monaco-list-row");
    await suggestions.filter({ hasText: offered }).first().waitFor();
    await page.keyboard.press("Enter");
    await line(page, result).waitFor();
}

async function rename(page, piece, name) {
    await page.locator(".view-line span span", { hasText: piece }).first().click();
    await page.keyboard.press("F2");
    // The box appears before it has the focus.
    await page.waitForFunction(() => document.activeElement?.closest(".rename-box"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
}

async function renameInExplorer(page, file, name) {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: file }).click();
    await page.keyboard.press("F2");
    await page.waitForFunction(() => document.activeElement?.closest(".explorer-item-edited"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
}

async function save(page) {
    await page.keyboard.press("Control+K");
    await page.keyboard.press("s");
}

/** Chooses a fix from the menu at a word. A menu that opens before the fixes are known is opened again. */
async function fix(page, word, title) {
    const menu = page.locator(".action-widget .monaco-list-row").filter({ hasText: title });
    for (let attempts = 5; ; attempts -= 1) {
        await page.locator(".view-line span span", { hasText: word }).first().click();
        await page.keyboard.press("Control+.");
        try {
            await menu.click({ timeout: 6000 });
            return;
        } catch (error) {
            if (attempts === 1) throw error;
            await page.keyboard.press("Escape");
        }
    }
}

async function travel(page, seen) {
    await load(page, folder);
    await open(page, "index.md");
    await page.waitForSelector(".squiggly-warning");

    await fix(page, "Sidez", "Link to “Two Sides”");
    await line(page, String.raw`\[\[Two Sides]] is misspelt`).waitFor();

    await page.keyboard.press("Control+End");
    await complete(page, "sta", "Control+Space", "status", "^status::");
    await page.keyboard.type("open\n");
    await complete(page, "😀 漢字 #pl", undefined, "#plant/tree", "#plant/tree$");
    await page.keyboard.press("Enter");
    await complete(page, "😀 漢字 [[Tw", undefined, "Two Sides", String.raw`^😀 漢字 \[\[Two Sides]]$`);
    await page.keyboard.press("Enter");

    await rename(page, "Facts", "事実");
    await line(page, "Two Sides#事実").waitFor();
    await rename(page, "Two", "index");
    const message = page.locator(".notification-toast", { hasText: "index" });
    await message.waitFor();
    seen.refused = await message.locator(".notification-list-item-message").innerText();
    seen.refusedLine = await line(page, "Two Sides.この本").count();
    await rename(page, "Two", "両 sides");
    await line(page, "両 sides#事実").waitFor();
    await save(page);
    await until("the saved notes", () => ["sub/third.md", "index.md", "両 sides.md"].every((file) => onDisk(file)?.includes("両")));
    seen.written = written();
    await page.waitForSelector(".squiggly-warning", { state: "detached" });

    await renameInExplorer(page, "index.md", "目次.md");
    // VS Code asks whether the extension may change notes, unlike for a rename inside of a note.
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "OK" }).click();
    await active(page, "目次.md");
    await until("the links to the renamed file", () => onDisk("両 sides.md")?.includes("[[目次]]"));
    seen.moved = onDisk("両 sides.md");

    await page.keyboard.press("Control+1");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("#leaf \n");
    await rename(page, "#leaf", "plant/tree");
    // A change that needs confirmation is not ticked.
    const preview = page.locator(".panel", { hasText: "Refactor Preview" });
    const change = preview.locator(".monaco-list-row", { hasText: "plant/tree" });
    await change.waitFor();
    seen.preview = await change.innerText();
    seen.ticked = await change.locator("input, .monaco-checkbox").first().isChecked();
    await change.locator("input, .monaco-checkbox").first().click();
    await preview.getByRole("button", { name: "Apply" }).click();
    await line(page, "^#plant/tree").waitFor();
}

void run(travel);
