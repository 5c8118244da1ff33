// Sets up the server as the extension does, and prints what it reported.
const [file, environment, wheel, cancelAt] = process.argv.slice(2);
const { Cancelled, setUp } = require(file);

const seen = { steps: [], log: [] };
const abort = new AbortController();

function report(step) {
    seen.steps.push(step);
    if (step === cancelAt) {
        abort.abort();
    }
}

setUp({ environment, wheel, signal: abort.signal, report, log: (line) => seen.log.push(line) })
    .catch((error) => {
        seen.cancelled = error instanceof Cancelled;
        seen.problem = error.message;
    })
    .then(() => console.log(JSON.stringify(seen)));
