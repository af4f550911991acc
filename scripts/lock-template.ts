import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes the lock file of the template that generated repositories start from anew, after a version in its
 * package.json or the kit's has changed. It names no registry, so that it serves whatever one its owner uses.
 */
const kit = join(import.meta.dirname, "../kit");
const template = join(kit, "template");
const folder = mkdtempSync(join(tmpdir(), "template-"));
try {
  cpSync(template, folder, { recursive: true });
  mkdirSync(join(folder, "kit"));
  copyFileSync(join(kit, "package.json"), join(folder, "kit/package.json"));
  execFileSync(
    "npm",
    ["install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--prefer-offline", "--no-audit"],
    { cwd: folder, stdio: "inherit", shell: process.platform === "win32" },
  );
  copyFileSync(join(folder, "package-lock.json"), join(template, "package-lock.json"));
} finally {
  rmSync(folder, { recursive: true });
}
