// A process that runs a local cloud until it is killed: node run-cloud.ts <assembly> <terraform> <directory>
import { startLocalCloud } from "../../../local/cloud.ts";

const [assembly = "", terraform = "", directory = ""] = process.argv.slice(2);
const cloud = await startLocalCloud({ assembly, terraform, directory, ports: { worker: 0, aws: 0 } });
process.stdout.write(`${JSON.stringify(cloud)}\n`);
