export {};

/** Public in the library, though not in its types. */
declare module "ohm-js" {
  interface Grammar {
    /** The grammar as JSON. */
    toRecipe(): string;
  }
  interface FailedMatchResult {
    getRightmostFailures(): { getText(): string; isStringTerminal(): boolean }[];
  }
  function makeRecipe(recipe: unknown): Grammar;
}
