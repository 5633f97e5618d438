// node run.mjs READY-FILE KNOWN-IDS: carries out every case and prints one line of JSON for each: {"case", "result"} or {"case", "failed"}.
import { clientOfCredential, credentialOf, readReadyFile } from "./client.mjs";
import { changing } from "./changing.mjs";
import { failing } from "./failing.mjs";
import { reading } from "./reading.mjs";

const emulator = await readReadyFile(process.argv[2]);
const known = JSON.parse(process.argv[3]);
const client = clientOfCredential(emulator, credentialOf(emulator));

for (const [name, carryOut] of Object.entries({ ...failing, ...reading, ...changing })) {
  try {
    console.log(JSON.stringify({ case: name, result: await carryOut({ client, emulator, known }) }));
  } catch (error) {
    console.log(JSON.stringify({ case: name, failed: `${error.stack} ${error.body ?? ""}` }));
  }
}
