// Waits for what editors do later.

/** Returns what `ready` returns once that is true. */
async function until(what, ready) {
    const deadline = Date.now() + 60000;
    for (;;) {
        const value = await ready();
        if (value) {
            return value;
        }
        if (Date.now() > deadline) {
            throw new Error(`timed out waiting for ${what}`);
        }
        await new Promise((resume) => setTimeout(resume, 50));
    }
}

module.exports = { until };
