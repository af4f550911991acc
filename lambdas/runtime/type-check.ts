import { createSystem, createVirtualCompilerHost } from "@typescript/vfs";
import ts from "typescript";
import type { SourceFile } from "../../shared/agents/source.ts";
import { compilerOptionsOf, type Toolbox } from "../../shared/delivery/toolbox.ts";

/** One thing that TypeScript has against a file. `line` counts from 1. */
export interface TypeProblem {
  file: string;
  line: number;
  message: string;
}

/** Declarations are the same in every check of a process: each is parsed once. */
const parsed = new Map<string, ts.SourceFile>();

export interface Checked {
  files: readonly SourceFile[];
  toolbox: Toolbox;
  tidy?: boolean;
}

/**
 * Checks a service's repository: every TypeScript file in it, against the toolbox's declarations. Names that nobody uses
 * do no harm: only `tidy` code, as the compiler is to write it, has none.
 */
export function checkTypes(checked: Checked): TypeProblem[] {
  return problemsOf(programOf(checked));
}

/** A service's repository as TypeScript understands it. Its files stand under the root: `/src/service.ts`. */
export function programOf({ files, toolbox, tidy = false }: Checked): ts.Program {
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...compilerOptionsOf(toolbox), noUnusedLocals: tidy },
    "/",
  );
  const own = new Map(files.map(({ path, content }) => [`/${path}`, content]));
  const roots = [...own.keys()].filter((path) => path.endsWith(".ts"));
  return ts.createProgram(roots, options, virtualHost(own, { options, toolbox }));
}

/** What TypeScript has against a program's own files. */
export function problemsOf(program: ts.Program): TypeProblem[] {
  return program.getRootFileNames().flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map((diagnostic) => problem(path, diagnostic));
  });
}

/** Parses and binds what every service imports, so that the first check of a process finds it done. */
export function prepareTypeCheck(toolbox: Toolbox): void {
  const imports = ["cloudflare:workers", "hono", "hono/cors", "zod", "@aidevos/kit", "vitest"];
  const content = imports.map((name) => `import ${JSON.stringify(name)};`).join("\n");
  checkTypes({ files: [{ path: "src/prepare.ts", content }], toolbox });
}

/** A file system that holds the repository and the declarations, and nothing of the machine's. */
function virtualHost(
  own: Map<string, string>,
  { options, toolbox }: { options: ts.CompilerOptions; toolbox: Toolbox },
): ts.CompilerHost {
  const system = createSystem(new Map([...Object.entries(toolbox.declarations), ...own]));
  const { compilerHost } = createVirtualCompilerHost(system, options, ts);
  return {
    ...compilerHost,
    getSourceFile(path, language) {
      const before = parsed.get(path);
      if (before !== undefined && before.text === system.readFile(path)) return before;
      const file = compilerHost.getSourceFile(path, language);
      if (file !== undefined && !own.has(path)) parsed.set(path, file);
      return file;
    },
  };
}

function problem(path: string, { file, start, messageText }: ts.Diagnostic): TypeProblem {
  const line =
    file !== undefined && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1;
  return { file: path.slice(1), line, message: ts.flattenDiagnosticMessageText(messageText, "\n") };
}
