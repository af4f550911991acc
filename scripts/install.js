// Runs on whatever Node the machine has, before anything is installed: plain JavaScript, no imports but Node's.
// Installs the packages when they are missing or older than the lock file. The packages bring Node 24 with them.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Path of the Node 24 that the packages bring. */
export const node = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

function isCurrent() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed) || !existsSync(node)) return false;
  return statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

function runNpm(options) {
  return spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...options], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
}

/** Makes `node_modules` match the lock file; ends the process with npm's status if npm fails. */
export function install() {
  if (isCurrent()) return;
  console.error("Installing packages (first start, or the lock file changed) ...");
  // What is in npm's cache is taken from there; a connection that stalls is given up and tried again.
  const thrifty = ["--prefer-offline", "--fetch-timeout=45000", "--fetch-retries=4"];
  let npm = runNpm(thrifty);
  // The cache may know a package from before the version that is asked for.
  if (npm.status !== 0) npm = runNpm([]);
  if (npm.status !== 0) {
    console.error(
      "Could not install the packages: see npm's message above, mend it, and run the command again.",
    );
    process.exit(npm.status ?? 1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
