import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import { format } from "prettier/standalone";
import type { SourceFile } from "../../shared/agents/source.ts";

/** As the kit beside it is written. */
const style = { printWidth: 110 };

/**
 * The files with their TypeScript laid out as a formatter does, whoever wrote it: generated code needs no care for
 * its lines, and what a person has changed by hand differs from a release in what was changed alone. A file that is
 * no TypeScript stays as it is: the type check says what is wrong with it.
 */
export function formatSource(files: readonly SourceFile[]): Promise<SourceFile[]> {
  return Promise.all(files.map(formatFile));
}

/** Lambda gives the start of an environment a whole processor: what the formatter compiles once is compiled there. */
export async function warmFormatter(): Promise<void> {
  await formatSource([
    { path: "warm.ts", content: "export const ready = { so: [true], f: (x: number) => x + 1 };" },
  ]);
}

async function formatFile(file: SourceFile): Promise<SourceFile> {
  if (!file.path.endsWith(".ts")) return file;
  try {
    const content = await format(file.content, { ...style, parser: "babel-ts", plugins: [babel, estree] });
    return { ...file, content };
  } catch {
    return file;
  }
}
