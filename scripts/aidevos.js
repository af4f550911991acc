#!/usr/bin/env node
// The command `aidevos`, for whatever Node the machine has: installs the packages when needed, then goes on under
// the Node 24 that they bring.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install, node } from "./install.js";

install();
const main = join(dirname(fileURLToPath(import.meta.url)), "aidevos", "main.ts");
const child = spawn(node, ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
  // The channel closes when this process ends, however it does: the command then ends as at a signal.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
// A terminal sends Ctrl-C to the child as well; other senders know only this process.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// npm passes a signal to the shell between it and this process only, which then leaves this process behind.
if (["npx", "start"].includes(process.env.npm_lifecycle_event ?? "")) {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) child.kill("SIGTERM");
  }, 500).unref();
}
child.on("exit", (status, signal) => process.exit(status ?? (signal === "SIGINT" ? 130 : 143)));
