import type { DataPlane } from "../integration/objects/fixtures/data-plane.ts";
import { runtimes } from "./processor-time.ts";

/** A service whose requests are cheap, so that what stands around them counts. */
export const booksSpec = `# Books

## Book
- title: text, required, at most 200 characters
- pages: whole number, at least 1
- genre: one of novel, poetry or essay
- \`?genre\` is genre
`;

/** Makes 60 books, half of them novels; gives the last one's id. */
export async function makeBooks(plane: DataPlane, service: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  let last = "";
  for (let number = 0; number < 60; number++) {
    const genre = number % 2 ? "novel" : "poetry";
    const body = JSON.stringify({ title: `Book ${number}`, pages: 100, genre });
    const answer = await plane.service(service, "/books", { method: "POST", headers, body });
    ({ id: last } = (await answer.json()) as { id: string });
  }
  return last;
}

/** What `start` gives, with the process id of the runtime that it has started. */
export async function withRuntime<Started>(
  start: () => Promise<Started>,
): Promise<{ started: Started; runtime: number }> {
  const before = new Set(runtimes());
  const started = await start();
  const [runtime] = runtimes().filter((one) => !before.has(one));
  if (runtime === undefined) throw new Error("The runtime has no process of its own.");
  return { started, runtime };
}
