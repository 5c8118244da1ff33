// A browser with the window of VS Code, and the first steps of a user in it.
const fs = require("node:fs");
const { chromium } = require("playwright-core");

/** Calls `travel` with a new page, and closes the browser afterwards. */
exports.withPage = async (travel) => {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    try {
        const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
        page.setDefaultTimeout(60000);
        await travel(page);
    } finally {
        await browser.close();
    }
};

/** Returns the URL at which VS Code opens a folder. */
exports.address = (folder) => `${process.env.VSCODE_URL}/?folder=${encodeURIComponent(folder)}`;

/** Opens a folder and waits until the explorer shows it. */
exports.load = async (page, folder) => {
    await page.goto(`${process.env.VSCODE_URL}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector(".explorer-folders-view .monaco-list-row");
};

/** Opens a file by name. */
exports.open = async (page, file) => {
    await page.keyboard.press("Control+P");
    await page.waitForSelector(".quick-input-widget input:visible");
    await page.keyboard.type(file);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: file }).first().click();
    await active(page, file);
};

const active = (exports.active = (page, file) => page.waitForSelector(`.tab.active[data-resource-name="${file}"]`));

/** Runs `travel`, and writes what it recorded to the file $SEEN. */
exports.run = (travel) =>
    exports.withPage(async (page) => {
        const seen = {};
        try {
            await travel(page, seen);
        } catch (problem) {
            seen.problem = String(problem);
            await page.screenshot({ path: `${process.env.SEEN}.png` });
        }
        fs.writeFileSync(process.env.SEEN, JSON.stringify(seen));
    });
