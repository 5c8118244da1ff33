// Uses what the extension adds to VS Code, as a user does who has not installed the server.
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./until");
const { active, load, open, run } = require("./vscode_browser");

const [vault, plain, stuck, storage] = process.argv.slice(2);

const sleep = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
const inVault = (file) => path.join(vault, file);
const texts = async (found) => (await found.allInnerTexts()).map((text) => text.replaceAll("\u00a0", " ").trim());
const line = (page, text) => page.locator(".view-line", { hasText: new RegExp(text.replaceAll(" ", ".")) });
const bar = (page) => page.locator(".statusbar-item[id^='wikilsp']");
const toast = (page, text) => page.locator(".notification-toast", { hasText: text });
const dialog = (page) => page.locator(".monaco-dialog-box");
const suggestions = (page) => page.locator(".suggest-widget.visible .monaco-list-row");

/** Runs a command by name. In a window that has just been opened, the list may still be filled. */
async function command(page, name) {
    for (let attempts = 5; ; attempts -= 1) {
        await page.keyboard.press("F1");
        await page.locator(".quick-input-widget input:visible").fill(`>${name}`);
        try {
            await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click({ timeout: 4000 });
            return;
        } catch (error) {
            if (attempts === 1) throw error;
            await page.keyboard.press("Escape");
        }
    }
}

/** Sets the server up from the wheel in the package, as the message offers. */
async function setUp(page, seen) {
    await load(page, vault);
    const offer = toast(page, "wikilsp was not found");
    await offer.waitFor();
    seen.missing = await texts(bar(page));
    await offer.getByRole("button", { name: "Set up wikilsp" }).click();
    await bar(page).filter({ hasText: "5 notes" }).waitFor({ timeout: 90000 });
}

/** Renames a folder before any note was opened. */
async function moveFolder(page, seen) {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "people" }).first().click();
    await page.keyboard.press("F2");
    await page.waitForFunction(() => document.activeElement?.closest(".explorer-item-edited"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("persons");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("button", { name: "OK" }).click();
    seen.moved = await until("the link into the renamed folder", () => {
        const text = fs.readFileSync(inVault("index.md"), "utf8");
        return text.includes("persons/") && text;
    });
}

/** Types a key and a value. Both come up by themselves. */
async function typeProperty(page, seen) {
    await open(page, "index.md");
    await line(page, "^# Index").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("sta");
    await suggestions(page).filter({ hasText: "status" }).waitFor();
    await page.keyboard.press("Enter");
    await suggestions(page).filter({ hasText: "done" }).waitFor();
    await page.keyboard.press("Enter");
    await line(page, "^status:: done").waitFor();
    await page.keyboard.type("\n\nInsert a li");
    await sleep(500);
    seen.inProse = await texts(suggestions(page));
    await page.keyboard.press("Control+K");
    await page.keyboard.press("s");
}

/** Creates the target of a link by a click, in the folder and from the template that the settings name. */
async function createByClick(page, seen) {
    const link = page.locator(".view-line span span", { hasText: "Nowhere" }).first();
    for (let attempts = 5; ; attempts -= 1) {
        // The editor must know the links, and needs the focus.
        await line(page, "^# Index").click();
        await link.click({ modifiers: ["Control"] });
        try {
            await dialog(page).waitFor({ timeout: 3000 });
            break;
        } catch (error) {
            if (attempts === 1) throw error;
        }
    }
    seen.question = await dialog(page).innerText();
    await dialog(page).getByRole("button", { name: "Create" }).click();
    await active(page, "Nowhere.md");
    seen.created = fs.readFileSync(inVault("inbox/Nowhere.md"), "utf8");
}

async function usePreview(page, seen) {
    await open(page, "Page.md");
    await command(page, "Markdown: Open Preview");
    const preview = page.frameLocator("iframe.webview.ready").first().frameLocator("iframe#active-frame");
    await preview.locator(".wikilsp-embed", { hasText: "A page has two sides." }).waitFor();
    seen.callout = await texts(preview.locator(".wikilsp-callout"));
    seen.missing_in_preview = await texts(preview.locator(".wikilsp-missing"));
    seen.image = await preview.locator("img[width='60']").evaluate((image) => image.naturalWidth);
    seen.title = await preview.locator("body").evaluate(() => document.title);
    await preview.locator("a.wikilsp-link", { hasText: "Two Sides > ^here" }).click();
    await preview.locator("p[id='^here']").waitFor();
}

async function useMenu(page, seen) {
    await open(page, "index.md");
    await bar(page).click();
    await page.locator(".quick-input-widget:visible").waitFor();
    seen.menu = await texts(page.locator(".quick-input-list .monaco-list-row .label-name"));
    await page.keyboard.press("Escape");
    await page.locator("[id='status.languageStatus']").hover();
    const status = page.locator(".hover-language-status", { hasText: "notes" });
    await status.waitFor();
    seen.status = (await status.innerText()).replaceAll("\u00a0", " ");
}

/** Returns the processes of the server in the extension's own environment. */
function servers() {
    const ids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return ids.filter((id) => {
        try {
            const words = fs.readFileSync(`/proc/${id}/cmdline`, "utf8");
            return words.includes(storage) && words.includes("\0server");
        } catch {
            return false;
        }
    });
}

async function killServer(page, seen) {
    const [killed] = servers();
    process.kill(Number(killed), "SIGKILL");
    const [restarted] = await until("another server", () => {
        const now = servers().filter((id) => id !== killed);
        return now.length > 0 && now;
    });
    seen.restarted = restarted !== killed;
    await bar(page).filter({ hasText: "6 notes" }).waitFor();
    await command(page, "wikilsp: Restart Server");
    await until("the end of the server", () => !servers().includes(restarted));
    await bar(page).filter({ hasText: "6 notes" }).waitFor();
    await command(page, "wikilsp: Stop Server");
    await bar(page).filter({ hasText: "stopped" }).waitFor();
    seen.stopped = servers().length === 0;
}

/** A repository of code: nothing is checked until a note uses the dialect. */
async function openPlainFolder(page, seen) {
    await load(page, plain);
    await open(page, "README.md");
    await bar(page).filter({ hasText: "not checked" }).waitFor();
    seen.plain = await page.locator(".squiggly-warning").count();
    await line(page, "^# Program").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("up:: x");
    await page.locator(".squiggly-warning").first().waitFor();
    await bar(page).filter({ hasText: "1 note", hasNotText: "not checked" }).waitFor();
}

/** A server that never answers does not keep VS Code from anything. */
async function openStuckFolder(page, seen) {
    await load(page, stuck);
    await open(page, "index.md");
    await command(page, "Markdown: Open Preview");
    const preview = page.frameLocator("iframe.webview.ready").first().frameLocator("iframe#active-frame");
    await preview.locator("h1", { hasText: "Index" }).waitFor();
    seen.stuck = await preview.locator(".wikilsp-link").first().innerText();
    await command(page, "wikilsp: Stop Server");
    await bar(page).filter({ hasText: "stopped" }).waitFor();
}

async function travel(page, seen) {
    for (const step of [setUp, moveFolder, typeProperty, createByClick, usePreview, useMenu, killServer, openPlainFolder, openStuckFolder]) {
        seen.step = step.name;
        await step(page, seen);
    }
}

void run(travel);
