import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { testDeclarations } from "./test-declarations.ts";

/** Packages whose declarations generated code is checked against. */
const packages = ["hono", "zod", "@cloudflare/workers-types"];

/** A module that imports what generated code imports: what it reaches is what a check needs. */
const probe = `import { Hono } from "hono";
import { cors } from "hono/cors";
import * as z from "zod";
export { cors, Hono, z };
`;

/**
 * Declarations by path in a virtual file system: TypeScript's library at its root, packages under `/node_modules`,
 * and the ambient modules of tests.
 */
export function collectDeclarations(root: string): Record<string, string> {
  const declarations: Record<string, string> = { ...testDeclarations };
  const nodeModules = join(root, "node_modules");
  const library = dirname(ts.getDefaultLibFilePath({}));
  const probePath = join(root, "scripts/toolbox/probe.ts");
  const options = templateOptions(root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === probePath || fileExists(path);
  host.getSourceFile = (path, language) =>
    path === probePath
      ? ts.createSourceFile(path, probe, language)
      : getSourceFile.call(host, path, language);
  const program = ts.createProgram([probePath], options, host);
  for (const { fileName, text, isDeclarationFile } of program.getSourceFiles()) {
    if (fileName.startsWith(library)) declarations[fileName.slice(library.length)] = text;
    else if (isDeclarationFile && fileName.startsWith(nodeModules)) {
      declarations[`/node_modules${fileName.slice(nodeModules.length)}`] = text;
    }
  }
  for (const name of packages) {
    declarations[`/node_modules/${name}/package.json`] = resolution(join(nodeModules, name, "package.json"));
  }
  return { ...declarations, ...kitDeclarations(root) };
}

/** The options that a generated repository is checked with. */
function templateOptions(root: string): ts.CompilerOptions {
  const template = join(root, "kit/template");
  const { config } = ts.readConfigFile(join(template, "tsconfig.json"), ts.sys.readFile);
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, template).options;
}

/** What resolving a package's names needs of its package.json. */
function resolution(path: string): string {
  const { name, version, type, main, types, exports } = JSON.parse(readFileSync(path, "utf8"));
  return JSON.stringify({ name, version, type, main, types, exports });
}

function kitDeclarations(root: string): Record<string, string> {
  const kit = join(root, "kit");
  const declarations: Record<string, string> = {
    "/node_modules/@aidevos/kit/package.json": JSON.stringify({
      name: "@aidevos/kit",
      type: "module",
      exports: { ".": "./index.d.ts", "./testing": "./testing/index.d.ts" },
    }),
  };
  const program = ts.createProgram([join(kit, "index.ts"), join(kit, "testing/index.ts")], {
    ...templateOptions(root),
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: "/kit",
    rootDir: kit,
  });
  program.emit(undefined, (path, text) => {
    declarations[`/node_modules/@aidevos${path}`] = text;
  });
  return declarations;
}
