import * as z from "zod";
import type { SourceFile } from "../agents/source.ts";

const texts = z.record(z.string(), z.string());

/** What generated services are built, checked and kept with. Made by `scripts/build-toolbox.ts`. */
export const Toolbox = z.strictObject({
  /** JavaScript modules by the name that code imports them by. */
  modules: texts,
  /** What a type check of a generated repository needs, by absolute path in a virtual file system. */
  declarations: texts,
  /** Files that every generated repository holds, by path: the kit, and a template of what stands around the code. */
  repository: texts,
});
export type Toolbox = z.infer<typeof Toolbox>;

/** The name that the template's files call the service by. */
const nameInTemplate = '"service-name"';

/**
 * A service's whole repository by path: what every one holds, with the service's own name in it, and what was written
 * for it.
 */
export function repositoryOf(
  { repository }: Toolbox,
  { service, files }: { service: string; files: readonly SourceFile[] },
): Map<string, string> {
  const tree = new Map<string, string>();
  for (const [path, text] of Object.entries(repository)) {
    tree.set(path, text.replaceAll(nameInTemplate, JSON.stringify(service)));
  }
  for (const { path, content } of files) tree.set(path, content);
  return tree;
}

/** Where a generated repository says which version of the kit it holds. */
export const kitManifest = "kit/package.json";

/** The version of the kit that services are built with now. */
export function kitVersionOf(toolbox: Toolbox): string {
  return versionOf(textOf(toolbox, kitManifest));
}

/** The version that a package.json names. */
export function versionOf(manifest: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

/** TypeScript's options that generated code is checked with, as its tsconfig.json has them. */
export function compilerOptionsOf(toolbox: Toolbox): object {
  return z.object({ compilerOptions: z.looseObject({}) }).parse(configuration(toolbox, "tsconfig.json"))
    .compilerOptions;
}

/** The runtime's compatibility date that generated code runs by, as its wrangler.json has it. */
export function compatibilityDateOf(toolbox: Toolbox): string {
  return z.object({ compatibility_date: z.iso.date() }).parse(configuration(toolbox, "wrangler.json"))
    .compatibility_date;
}

function configuration(toolbox: Toolbox, path: string): unknown {
  return JSON.parse(textOf(toolbox, path));
}

function textOf({ repository }: Toolbox, path: string): string {
  const text = repository[path];
  if (text === undefined) throw new Error(`The toolbox has no ${path}. Build it anew.`);
  return text;
}
