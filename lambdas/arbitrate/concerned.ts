import { clausesOfTest } from "../../shared/agents/acceptance.ts";
import type { SourceFile } from "../../shared/agents/source.ts";
import { handFunctions } from "../../shared/compiler/hand.ts";
import type { FailedTest } from "../../shared/runs/run.ts";
import { cut } from "../../shared/shortened.ts";
import { guideOf } from "../../shared/spec/guide.ts";
import { parseSpec, type ReadStatement } from "../../shared/spec/parse.ts";

/** Most characters of a function's file that the reviewer sees. */
const sourceLimit = 10_000;

type Failure = Pick<FailedTest, "name" | "kind">;

/** Finds in a spec, and in the functions by hand that it asks for, what failing tests are about. */
export class Concerned {
  readonly #statements: ReadStatement[];
  readonly #functions: { part: string; file: SourceFile }[];

  constructor(spec: string, files: readonly SourceFile[]) {
    const reading = parseSpec(spec);
    this.#statements = reading.outcome === "read" ? reading.statements : [];
    this.#functions = (reading.outcome === "read" ? handFunctions(reading.blueprint) : []).flatMap(
      ({ part, path }) => files.filter((file) => file.path === path).map((file) => ({ part, file })),
    );
  }

  /** The statements that cite a clause which a test names. */
  statements({ name }: Pick<Failure, "name">): string[] {
    return this.#citing(name).map(({ text }) => text);
  }

  /** What the guide says of those statements, and of what holds where nothing is said. */
  guide(failures: readonly Failure[]): string {
    return guideOf(failures.flatMap((failure) => this.statements(failure)));
  }

  /**
   * The functions by hand that those statements ask for, have below them or name, and those that these import; all where
   * a test is one of a statement, which names no clause.
   */
  functions(failures: readonly Failure[]): SourceFile[] {
    const found = new Set(
      this.#functions.filter((asked) => failures.some((failure) => this.#isUsed(asked, failure))),
    );
    for (const { file } of found) {
      for (const other of this.#functions) if (imports(file, other.file)) found.add(other);
    }
    return this.#functions
      .filter((asked) => found.has(asked))
      .map(({ file: { path, content } }) => ({ path, content: cut(content, sourceLimit) }));
  }

  #isUsed({ part }: { part: string }, { name, kind }: Failure): boolean {
    if (kind === "statement") return true;
    const word = new RegExp(`(?<![\\w$])${part.slice(part.lastIndexOf("/") + 1)}(?![\\w$])`);
    return this.#citing(name).some(
      ({ text, parts }) =>
        word.test(text) || parts.some((above) => part === above || part.startsWith(`${above}/`)),
    );
  }

  #citing(test: string): ReadStatement[] {
    const named = clausesOfTest(test);
    return this.#statements.filter(({ clauses }) => clauses.some((id) => named.includes(id)));
  }
}

function imports({ content }: SourceFile, { path }: SourceFile): boolean {
  return content.includes(`"./${path.slice(path.lastIndexOf("/") + 1)}"`);
}
