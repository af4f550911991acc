import { createRequire } from "node:module";

interface Iterator {
  prototype: { close(): Promise<void>; return?: () => Promise<void> };
}

const require = createRequire(import.meta.resolve("dynalite"));
const iterators: { AbstractKeyIterator: Iterator; AbstractValueIterator: Iterator } =
  require("abstract-level");

/**
 * Lets dynalite close its iterators over LevelDB. It does so by `return`, as with any asynchronous iterator; those of
 * abstract-level 3 have `close` alone, and each query left one open, with the state of the store that it saw.
 */
export function closeIterators(): void {
  for (const { prototype } of [iterators.AbstractKeyIterator, iterators.AbstractValueIterator])
    prototype.return ??= function () {
      return this.close();
    };
}
