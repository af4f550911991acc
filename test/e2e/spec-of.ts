/** A spec of one kind of thing, with the statements below its heading. */
export function specOf(thing: string, ...statements: string[]): string {
  return `# ${thing}s\n\n## ${thing}\n\n${statements.map((statement) => `- ${statement}\n`).join("")}`;
}
