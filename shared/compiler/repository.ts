import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import type { EntityModel } from "./model.ts";
import { capitalized } from "./names.ts";

export function readme(blueprint: Blueprint, models: EntityModel[]): string {
  const { title, description } = blueprint.service;
  const sections = models.map((model) => {
    const rows = model.entity.operations.map(({ method, path, kind, status }) => [
      `\`${method} ${path}\``,
      kindWords(kind),
      String(status),
    ]);
    for (const { method, path, name, answer } of model.entity.actions) {
      rows.push([`\`${method} ${path}\``, markdownText(name), String(answer.status)]);
    }
    if (rows.length === 0) return "";
    return `### ${capitalized(model.noun)}\n\n${table([["Route", "What it does", "Status"], ...rows])}\n`;
  });
  const unmet = blueprint.trace.flatMap((trace) =>
    trace.outcome === "unmet" ? [`- ${markdownText(trace.reason)}`] : [],
  );
  const errorsAre =
    blueprint.refusals.body === undefined
      ? "Errors are problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457))."
      : "Errors have the body that the spec gives refusals.";
  const open = unmet.length === 0 ? "" : `\n## Not built\n\n${unmet.join("\n")}\n`;
  return `# ${markdownText(title)}

${description === "" ? "" : `${markdownText(description)}\n\n`}\
What was asked for is in [requirement.md](requirement.md), which indexes there are and which counts are stored in
[design.json](design.json), why it is built so in [docs/decisions](docs/decisions), and every route, body and status in [openapi.json](openapi.json), which the service itself serves.

## Routes

${sections.join("\n")}
${errorsAre}
${open}
## Working on it

\`\`\`sh
npm ci
npm run check    # types, then the acceptance tests on the real runtime
npm run deploy   # as a Worker of your own, without its host
\`\`\`

\`src/service.ts\` is the Durable Object. Each kind of record has a module that says what it is and one with its routes.
The schema's steps are in \`src/migrations.ts\`: append one, never edit one. \`kit/\` is the small library beneath; its
[README](kit/README.md) says how it is upgraded.
`;
}

/** A table of Markdown, its columns as wide as their widest cell. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[], fill: string) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [
    line(head, " "),
    line(
      head.map(() => "---"),
      "-",
    ),
    ...body.map((row) => line(row, " ")),
  ].join("\n");
}

function kindWords(kind: Operation["kind"]): string {
  const words = {
    create: "creates one",
    list: "lists them",
    read: "gives one",
    update: "changes the given fields",
    replace: "replaces one",
    delete: "deletes one",
    clear: "deletes all",
  };
  return words[kind];
}

/** Text that Markdown shows as it is. */
export function markdownText(value: string): string {
  return value.replace(/\s+/g, " ").replace(/([\\`*_{}[\]<>#|])/g, "\\$1");
}

/** docs/decisions/0001-*.md: what the rules chose, and why. */
export function decision(blueprint: Blueprint, models: EntityModel[]): string {
  const keys = models.map(({ noun, key }) => {
    const kinds = { uuid: "a UUID", sequence: "a number that counts up", given: "the caller's own value" };
    return `- Each ${noun} is identified by \`${key.name}\`, ${kinds[key.kind]}.`;
  });
  const lapses = models.some(({ entity }) => entity.lapses !== undefined)
    ? `- What happens by itself has happened before the next call is looked at, and is dated when it was due: no timer has to
  run, and a rule, a count and a list can't see it late.
`
    : "";
  return `# 1. One object, its own SQLite, routes by entity

Status: accepted

## Context

${markdownText(blueprint.service.title)} has to keep ${models.map(({ noun }) => `${noun} records`).join(", ")} and answer over HTTP.

## Decision

- The service is one Durable Object with its own SQLite: every request sees all writes before it.
${keys.join("\n")}
- Columns have no \`NOT NULL\`: the schemas in the code check values, and a field can become optional without a rebuild.
- Uniqueness and references are kept by the code, with an index beneath: the data outlives a release, and a rule
  in it would bind the one before and the one after.
- Indexes, and counts and sums that are stored, are what \`design.json\` says. Another design changes what an answer
  costs, never what it is.
${lapses}
## Consequences

Migrations only add, and no rule but the key's, so the release before can always run on the data of this one.
`;
}

export function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
