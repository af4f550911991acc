import { DataPlaneOptions, synthesizeDataPlane } from "./synthesize.ts";

// `cdktf` passes its output folder and the context of cdktf.json on in these variables; both have defaults.
const context: unknown = JSON.parse(process.env.CDKTF_CONTEXT_JSON ?? "{}");
synthesizeDataPlane(process.env.CDKTF_OUTDIR ?? "cdktf.out", DataPlaneOptions.parse(context));
