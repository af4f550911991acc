import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import recheck from "recheck/lib/browser.js";
import ts from "typescript";
import { expect, test } from "vitest";

const kit = join(import.meta.dirname, "..");

/** The regular expressions that a source file writes out. */
function expressionsIn(path: string): RegExp[] {
  const found: RegExp[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      found.push(new RegExp(source, flags));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext));
  return found;
}

const expressions = readdirSync(kit)
  .filter((name) => name.endsWith(".ts"))
  .flatMap((name) => expressionsIn(join(kit, name)).map((expression) => ({ name, expression })));

test.each(expressions)("$expression of $name takes time in proportion to its text", ({ expression }) => {
  const found = recheck.checkSync(expression.source, expression.flags, { timeout: 20_000 });
  expect(found.status === "unknown" ? found.error : found.complexity.type).toMatch(/^(safe|linear)$/);
});
