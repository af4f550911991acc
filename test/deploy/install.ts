import type { TestProject } from "vitest/node";
import { type Installation, installMiniStack } from "./ministack.ts";

declare module "vitest" {
  interface ProvidedContext {
    ministack: Installation;
  }
}

export default async function setup({ provide }: TestProject): Promise<void> {
  const ministack = await installMiniStack();
  if (!ministack.installed) console.warn(`What deploys into MiniStack is skipped: ${ministack.reason}.`);
  provide("ministack", ministack);
}
