import ts from "typescript-api";
import type { SourceFile } from "../../shared/agents/source.ts";
import type { Toolbox } from "../../shared/delivery/toolbox.ts";

/** One thing that TypeScript has against a file. `line` counts from 1. */
export interface TypeProblem {
  file: string;
  line: number;
  message: string;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2024.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  strict: true,
  noUnusedLocals: true,
  noImplicitOverride: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Declarations are the same in every check of a process: each is parsed once. */
const parsed = new Map<string, ts.SourceFile>();

/** Checks a service's repository: every TypeScript file in it, against the toolbox's declarations. */
export function checkTypes({
  files,
  toolbox,
}: {
  files: readonly SourceFile[];
  toolbox: Toolbox;
}): TypeProblem[] {
  const own = new Map(files.map(({ path, content }) => [`/${path}`, content]));
  const roots = [...own.keys()].filter((path) => path.endsWith(".ts"));
  const program = ts.createProgram(
    [...roots, "/node_modules/@cloudflare/workers-types/index.d.ts"],
    options,
    virtualHost(own, new Map(Object.entries(toolbox.declarations))),
  );
  return roots.flatMap((path) => {
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
function virtualHost(own: Map<string, string>, declarations: Map<string, string>): ts.CompilerHost {
  const read = (path: string) => own.get(path) ?? declarations.get(path);
  const folders = new Set([...own.keys(), ...declarations.keys()].flatMap(foldersOf));
  return {
    fileExists: (path) => read(path) !== undefined,
    readFile: read,
    directoryExists: (path) => folders.has(path),
    getDirectories: () => [],
    getSourceFile(path, language) {
      const text = own.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, language);
      const declaration = declarations.get(path);
      if (declaration === undefined) return undefined;
      const before = parsed.get(path);
      if (before?.text === declaration) return before;
      const file = ts.createSourceFile(path, declaration, language);
      parsed.set(path, file);
      return file;
    },
    getDefaultLibFileName: () => "/lib/lib.es2024.d.ts",
    getDefaultLibLocation: () => "/lib",
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile() {},
  };
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/") || "/");
}

function problem(path: string, { file, start, messageText }: ts.Diagnostic): TypeProblem {
  const line =
    file !== undefined && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1;
  return { file: path.slice(1), line, message: ts.flattenDiagnosticMessageText(messageText, "\n") };
}
