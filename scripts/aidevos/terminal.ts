/** Progress goes to stderr, so that stdout holds results only. */
export interface Terminal {
  /** Prints one line of progress. */
  progress(line: string): void;
  /** Shows what is going on right now, on a terminal that can take it back; elsewhere nothing. */
  status(line: string): void;
}

/** A command: takes its words, gives the exit status. */
export type Command = (args: string[], terminal: Terminal) => Promise<number>;

const clearLine = "\r\u001b[2K";

export function terminal(stream: NodeJS.WriteStream = process.stderr): Terminal {
  const live = stream.isTTY === true;
  return {
    progress(line) {
      stream.write(`${live ? clearLine : ""}${line}\n`);
    },
    status(line) {
      if (live) stream.write(`${clearLine}${line.slice(0, (stream.columns ?? 80) - 1)}`);
    },
  };
}

/** A result for people, or the same for machines. */
export function printResult(json: boolean, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
}

/** Columns padded to their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
