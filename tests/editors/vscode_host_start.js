// Makes VS Code run vscode_host.js in its extension host, and waits until that has ended.
const { address, withPage } = require("./vscode_browser");

const [folder, extension, tests] = process.argv.slice(2);

// Tests can be named only in the configuration of the page, which the server does not do. So they are added when the
// page reads it.
function addTests({ extension, tests }) {
    const read = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
        const value = read.call(this, name);
        if (this.id !== "vscode-workbench-web-configuration" || name !== "data-settings") {
            return value;
        }
        const uri = (path) => ({ scheme: "vscode-remote", authority: location.host, path });
        const options = { extensions: [uri(extension)], extensionTestsPath: uri(tests) };
        return JSON.stringify({ ...JSON.parse(value), developmentOptions: options });
    };
}

void withPage(async (page) => {
    const ended = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
    await page.exposeFunction("codeAutomationLog", () => undefined);
    await page.addInitScript(addTests, { extension, tests });
    await page.goto(address(folder));
    await ended;
});
