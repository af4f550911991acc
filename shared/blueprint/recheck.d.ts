/** The checker alone: the package's own entry looks for a JVM or a native binary to run it with. */
declare module "recheck/lib/browser.js" {
  import type { checkSync } from "recheck";

  const recheck: { checkSync: typeof checkSync };
  export default recheck;
}
