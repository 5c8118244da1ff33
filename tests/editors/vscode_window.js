// Reads notes in the window of VS Code as a user does.
const { active, load, open, run } = require("./vscode_browser");

const [folder, misconfigured] = process.argv.slice(2);

// The window displays spaces as no-break spaces.
const texts = async (found) => (await found.allInnerTexts()).map((text) => text.replaceAll("\u00a0", " ").trim());

async function travel(page, seen) {
    await load(page, folder);
    await open(page, "index.md");
    await page.waitForSelector(".squiggly-warning");
    seen.squiggles = await page.locator(".squiggly-warning").count();

    const word = (text) => page.locator(".view-line span span", { hasText: new RegExp(`^${text.replace(" ", ".")}$`) }).first();
    const color = (element) => element.evaluate((shown) => getComputedStyle(shown).color);
    // Links get their colors a moment later than the squiggle.
    for (let attempts = 100; attempts && (await color(word("Nowhere"))) === (await color(word("here."))); attempts -= 1) {
        await page.waitForTimeout(100);
    }
    seen.colors = [await color(word("Nowhere")), await color(word("Two Sides"))];

    const link = page.locator(".view-line span span", { hasText: "Facts" }).first();
    await link.hover();
    const hover = page.locator(".monaco-hover:visible", { hasText: "two sides" }).first();
    await hover.waitFor();
    seen.hover = await hover.innerText();

    await link.click();
    await page.keyboard.press("F12");
    await active(page, "Two Sides.md");
    seen.definition = "Two Sides.md";

    const lens = page.locator(".codelens-decoration a", { hasText: "2 backlinks" }).first();
    await lens.waitFor();
    await lens.click();
    const peeked = page.locator(".reference-zone-widget .monaco-list-row");
    await peeked.filter({ hasText: "[[Two" }).first().waitFor();
    seen.backlinks = await texts(peeked);
    await page.keyboard.press("Escape");

    await open(page, "index.md");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("😀 漢字 [[");
    const suggestions = page.locator(".suggest-widget.visible .monaco-list-row");
    await suggestions.filter({ hasText: "Two Sides" }).waitFor();
    seen.completion = await texts(suggestions.locator(".label-name"));
    await page.keyboard.type("Tw");
    await suggestions.filter({ hasText: "index" }).waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    const completed = page.locator(".view-line", { hasText: /漢字.\[\[Two.Sides]]/ });
    await completed.waitFor();
    [seen.completed] = await texts(completed);

    await word("Nowhere").hover();
    const missing = page.locator(".monaco-hover:visible", { hasText: "Create" }).first();
    await missing.waitFor();
    seen.missing = await missing.innerText();
    await missing.locator("a", { hasText: "Create" }).click();
    await active(page, "Nowhere.md");

    await load(page, misconfigured);
    await open(page, "index.md");
    const message = page.locator(".notification-toast", { hasText: "wikilsp" });
    await message.waitFor();
    [seen.message] = await texts(message.locator(".notification-list-item-message"));
    seen.buttons = await texts(message.locator(".monaco-button:visible"));
}

void run(travel);
