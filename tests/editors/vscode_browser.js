// A browser with the window of VS Code in it.
const { chromium } = require("playwright-core");

/** Gives a new page to `travel`, and closes the browser whatever comes of it. */
exports.withPage = async (travel) => {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    try {
        const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
        page.setDefaultTimeout(20000);
        await travel(page);
    } finally {
        await browser.close();
    }
};

/** The address under which VS Code opens a folder. */
exports.address = (folder) => `${process.env.VSCODE_URL}/?folder=${encodeURIComponent(folder)}`;
