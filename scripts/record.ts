import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { canonicalJson } from "../shared/digest.ts";
import { type Exchange, Recording } from "../shared/models/exchange.ts";

const usage = `Usage: node scripts/record.ts [<name> ...]
       node scripts/record.ts <name> --file <requirement> --model <model> [--service <name>]

Builds the recordings in test/recorded anew from the answers that they hold: a request that has changed since is answered
like the nearest one of its role, task, step and turn. Without a name, all of them. With --model, the answers are that
model's.`;

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "test", "recorded");

interface Source {
  name: string;
  requirement: string;
  service: string;
  model: string;
  /** What was recorded before. */
  before: Recording | undefined;
}

async function sources(): Promise<Source[]> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      file: { type: "string" },
      model: { type: "string" },
      service: { type: "string" },
      help: { type: "boolean" },
    },
  });
  const [name] = positionals;
  if (values.help) throw new Error(usage);
  if (values.model !== undefined || values.file !== undefined) {
    const { model, file, service } = values;
    if (name === undefined || positionals.length > 1 || model === undefined || file === undefined)
      throw new Error(usage);
    const requirement = await readFile(file, "utf8");
    return [{ name, requirement, service: service ?? name, model, before: undefined }];
  }
  const names = positionals.length > 0 ? positionals : await recordedNames();
  return Promise.all(names.map(recorded));
}

async function recordedNames(): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
}

async function recorded(name: string): Promise<Source> {
  const path = pathOf(name);
  const before = Recording.parse(JSON.parse(await readFile(path, "utf8")));
  const { requirement, service = name } = before;
  return { name, requirement, service, model: `replay-nearest:${path}`, before };
}

const pathOf = (name: string) => join(folder, `${name}.json`);

async function record({ name, requirement, service, model, before }: Source): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "aidevos-record-"));
  try {
    const file = join(directory, "requirement.md");
    await writeFile(file, requirement);
    const state = ["--directory", join(directory, "state"), "--json"];
    const command = (...args: string[]) => aidevos([...args, ...state], model);
    const build = ["build", "--file", file, "--name", service, "--unmet", "deliver", "--exit"];
    const { run } = JSON.parse(await command(...build));
    const made = Recording.parse(JSON.parse(await command("runs", run, "--exchanges")));
    const exchanges = made.exchanges.map((exchange) => asBefore(exchange, before));
    await mkdir(folder, { recursive: true });
    await writeFile(pathOf(name), `${JSON.stringify({ ...made, run: name, exchanges }, null, 2)}\n`);
    process.stdout.write(`${name}: ${exchanges.length} exchanges, bundle ${made.outcome?.digest}\n`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** An exchange whose answer was replayed has the facts of the one that it comes from: who answered, when, how fast. */
function asBefore(exchange: Exchange, before: Recording | undefined): Exchange {
  const answer = canonicalJson(exchange.answer);
  const source = before?.exchanges.find(
    (other) => other.task === exchange.task && canonicalJson(other.answer) === answer,
  );
  if (source === undefined) return exchange;
  const { at, model, dollars, milliseconds, request } = source;
  const { modelId } = request;
  return { ...exchange, at, model, dollars, milliseconds, request: { ...exchange.request, modelId } };
}

/** Runs the command with a model for all roles; gives what it prints. */
function aidevos(args: string[], model: string): Promise<string> {
  const main = join(root, "scripts", "aidevos", "main.ts");
  const environment = { ...process.env, AIDEVOS_MODEL: model };
  return new Promise((settle, reject) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", main, ...args],
      { env: environment, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        // A service that does not meet all clauses is a recording like any other.
        if (error === null || error.code === 3) settle(stdout);
        else reject(new Error(`${args[0]} failed, and the recording stays as it was:\n${stderr}`));
      },
    );
  });
}

try {
  for (const source of await sources()) await record(source);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
