import { readFile } from "node:fs/promises";
import { Toolbox } from "../../shared/delivery/toolbox.ts";

let toolbox: Promise<Toolbox> | undefined;

/** What services are built with, from the file `toolbox.json` that is deployed beside the function. Read once. */
export function readToolbox(): Promise<Toolbox> {
  toolbox ??= readFile(new URL("toolbox.json", import.meta.url), "utf8").then((text) =>
    Toolbox.parse(JSON.parse(text)),
  );
  return toolbox;
}
