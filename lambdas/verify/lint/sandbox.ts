import ts from "typescript";
import { isGlobal, type LintContext, type Rule, type Tell } from "./rule.ts";

/** What the sandbox lacks or must not be asked for, with what to do instead. */
const forbidden = new Map<string, { rule: string; advice: string }>([
  ...listed("no-dynamic-code", "write the code itself", "eval", "Function"),
  ...listed(
    "no-network",
    "services reach no network: keep what is needed in the service's own data",
    "fetch",
    "WebSocket",
    "EventSource",
    "XMLHttpRequest",
    "caches",
    "navigator",
  ),
  ...listed(
    "no-missing-global",
    "it is not there where services run: use what is imported",
    ...["process", "Buffer", "require", "module", "exports", "global", "__dirname", "__filename"],
    ...["window", "document", "localStorage", "sessionStorage", "setImmediate", "Deno", "Bun"],
  ),
  ...listed("no-global-object", "name what is meant itself", "globalThis", "self"),
]);

function listed(
  rule: string,
  advice: string,
  ...names: string[]
): [string, { rule: string; advice: string }][] {
  return names.map((name) => [name, { rule, advice }]);
}

/** Code is all there to be read, and reaches nothing but what the service was given. */
export const sandboxRules: Rule[] = [
  ...[...new Set([...forbidden.values()].map(({ rule }) => rule))].map(
    (name): Rule => ({
      name,
      check(node, tell, { checker }) {
        if (!ts.isIdentifier(node)) return;
        const found = forbidden.get(node.text);
        if (found?.rule === name && isGlobal(node, checker))
          tell(node, `\`${node.text}\` can't be used: ${found.advice}.`);
      },
    }),
  ),
  {
    name: "no-dynamic-code",
    check(node, tell) {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
      const { expression } = node;
      if (ts.isPropertyAccessExpression(expression) && expression.name.text === "constructor")
        tell(node, "A constructor can't be called through an object: it makes code of text.");
      const [first] = node.arguments ?? [];
      const isTimer = ts.isIdentifier(expression) && /^set(Timeout|Interval)$/.test(expression.text);
      if (isTimer && first !== undefined && ts.isStringLiteralLike(first))
        tell(first, "A timer can't be given code as text: give it a function.");
    },
  },
  { name: "no-dynamic-import", check: checkDynamicImport },
  { name: "no-unknown-import", check: checkImport },
];

function checkDynamicImport(node: ts.Node, tell: Tell): void {
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent))
    tell(node, "Modules are imported at the head of the file, by their name.");
}

function checkImport(node: ts.Node, tell: Tell, { modules }: LintContext): void {
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return;
  const { moduleSpecifier } = node;
  const isType = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly;
  if (isType === true || moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return;
  const { text } = moduleSpecifier;
  if (text.startsWith(".") || text === "cloudflare:workers" || modules.has(text)) return;
  const known = [...modules].join(", ");
  tell(moduleSpecifier, `\`${text}\` can't be imported: services may use ${known} and their own files.`);
}
