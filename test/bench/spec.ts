/**
 * How long the language of specs takes: to be ready, a usual spec, one of 2,000 statements, and the hostile ones of the
 * tests. In milliseconds of processor time, since the machine may be busy. Run with `node test/bench/spec.ts`.
 */
import { readFile } from "node:fs/promises";

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measure(work: () => void): number {
  const before = processorTime();
  work();
  return processorTime() - before;
}

function show(name: string, milliseconds: number): void {
  process.stdout.write(`${milliseconds.toFixed(1).padStart(8)} ms  ${name}\n`);
}

const before = processorTime();
const { parseSpec } = await import("../../shared/spec/parse.ts");
show("loading", processorTime() - before);
show(
  "the first spec",
  measure(() => parseSpec("# A\n\n## B\n- c: text\n")),
);

const library = await readFile(new URL("../../examples/library.md", import.meta.url), "utf8");
const cold = measure(() => parseSpec(library));
const rounds = Array.from({ length: 60 }, () => measure(() => parseSpec(library))).slice(20);
show("examples/library.md at first", cold);
show("examples/library.md once warm, the median", rounds.toSorted((one, other) => one - other)[20] ?? 0);

const things = Array.from({ length: 100 }, (_, thing) => {
  const fields = Array.from({ length: 19 }, (_, field) =>
    field % 4 === 0
      ? `- f${field} = f${field + 1} + count of all thing${thing}s where f1 > 3`
      : `- f${field}: whole number, required, 1 to 80`,
  );
  return `## Thing${thing}\n${fields.join("\n")}`;
});
show(
  "2,000 statements",
  measure(() => parseSpec(`# Many\n\n${things.join("\n\n")}\n`)),
);

const { hostileInputs } = await import("../unit/spec/hostile-inputs.ts");
const hostile = Object.entries(hostileInputs).map(([name, text]): [string, number] => [
  name,
  measure(() => parseSpec(text)),
]);
for (const [name, milliseconds] of hostile.toSorted(([, one], [, other]) => other - one)) {
  show(`120 KB of ${name}`, milliseconds);
}
