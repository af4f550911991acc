// The one-way rule of imports, as docs/architecture.md says it. `npm run lint` holds it.

/** What a folder of this repository may import, besides itself and packages. */
const mayImport = {
  shared: [],
  kit: [],
  lambdas: ["shared"],
  objects: ["shared", "kit/index.ts", "kit/testing/index.ts"],
  infra: ["shared", "scripts/build-toolbox.ts"],
  local: ["shared"],
  // The doctor tries what functions run.
  scripts: ["shared", "infra", "local", "kit", "lambdas/runtime/model.ts"],
};

/** The same between the folders of shared/. */
const mayImportInShared = {
  code: [],
  messages: [],
  models: [],
  blueprint: [],
  spec: ["blueprint"],
  design: ["blueprint", "code", "spec"],
  openapi: ["blueprint"],
  agents: ["blueprint", "design", "models", "spec"],
  compiler: ["agents", "blueprint", "code", "design", "openapi", "spec"],
  tester: ["agents", "blueprint", "code", "models", "spec"],
  delivery: ["agents", "blueprint"],
  calibration: ["delivery"],
  improvement: ["blueprint", "delivery", "design", "messages", "spec"],
  telemetry: ["blueprint", "delivery"],
  difference: ["agents", "blueprint", "compiler", "delivery", "spec"],
  runs: ["agents", "blueprint", "delivery", "difference", "models"],
  offline: ["agents", "compiler", "models", "spec", "tester"],
};

const onlyTo = (folder, allowed, root = "") => ({
  name: `${root}${folder}-imports-one-way`,
  severity: "error",
  comment: `${root}${folder}/ imports ${["itself", ...allowed.map((name) => `${root}${name}`)].join(", ")} and packages only.`,
  from: { path: `^${root}${folder}/`, pathNot: "^kit/(test|template)/" },
  to: {
    path: `^(${root === "" ? Object.keys(mayImport).concat("test", "console").join("|") : "shared"})/`,
    pathNot: [folder, ...allowed]
      .map((name) => `^${root}${name}(/|$)`)
      .concat(root === "" ? [] : ["^shared/[^/]+$"]),
  },
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(mayImport).map(([folder, allowed]) => onlyTo(folder, allowed)),
    ...Object.entries(mayImportInShared).map(([folder, allowed]) => onlyTo(folder, allowed, "shared/")),
    {
      name: "shared-knows-no-cloud",
      severity: "error",
      comment: "shared/ is the domain: no SDK of a cloud, nothing of Node's.",
      from: { path: "^shared/" },
      to: { path: "(node_modules/(@aws-|@cloudflare|aws-cdk|cdktf|miniflare|constructs)|^cloudflare:)" },
    },
    {
      name: "no-node-where-there-is-none",
      severity: "error",
      comment:
        "objects/, kit/ and shared/ also run where Node's modules do not; the compiler and artifacts in functions only.",
      from: {
        path: "^(objects|kit|shared)/",
        pathNot: "^(kit/(test|template)|shared/compiler|shared/runs)/",
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "nothing-of-functions-in-workers",
      severity: "error",
      from: { path: "^objects/" },
      to: { path: "^shared/(compiler|difference|runs)/" },
    },
    {
      name: "who-proposes-judges-nothing",
      severity: "error",
      comment: "What finds changes has no hand in what measures them, guards them or chooses among them.",
      from: {
        path: "^shared/improvement/",
        pathNot: "^shared/improvement/(evaluate|gain|choose|guards|trial)\\.ts$",
      },
      to: { path: "^shared/(improvement/(evaluate|gain|choose|guards|trial)\\.ts$|delivery/judge/)" },
    },
    {
      name: "who-judges-proposes-nothing",
      severity: "error",
      comment: "The evaluator knows a hypothesis and a report, and not what made anybody propose.",
      from: { path: "^shared/improvement/(evaluate|gain|trial)\\.ts$" },
      to: {
        path: "^shared/improvement/",
        pathNot: "^shared/improvement/(evaluate|gain|trial|proposal|trace)\\.ts$",
      },
    },
    {
      name: "trials-are-for-those-who-try",
      severity: "error",
      comment:
        "Three functions replay traces and say what came of it, one of them of placebos; Diagnose sees the search part's profile only.",
      from: { path: "^lambdas/", pathNot: "^lambdas/(trial|confirm|placebo|runtime)/" },
      to: { path: "^(shared/improvement/(evaluate|gain|choose)\\.ts$|lambdas/runtime/trials\\.ts$)" },
    },
    {
      name: "agents-touch-no-policy",
      severity: "error",
      comment:
        "What asks a model neither reads nor writes how services are improved, what was proposed, or who has stopped it.",
      from: { path: "^(lambdas/(intake|architect|implement|write-tests|arbitrate)/|shared/agents/)" },
      to: {
        path: "^(shared/improvement/(policy|improvement|guards|budget|evaluate)|lambdas/runtime/improvements)\\.ts$",
      },
    },
    {
      name: "the-data-plane-measures-and-judges-nothing",
      severity: "error",
      comment: "objects/ counts what trials cost; hypotheses, proposals and lessons are not known there.",
      from: { path: "^objects/" },
      to: { path: "^shared/improvement/", pathNot: "^shared/improvement/(trace|trial)\\.ts$" },
    },
    {
      name: "kit-builds-on-hono-and-zod",
      severity: "error",
      from: { path: "^kit/", pathNot: "^kit/(test|template)/" },
      to: { path: "node_modules/", pathNot: "node_modules/(hono|zod)/" },
    },
    {
      name: "no-cycle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "not-unresolvable",
      severity: "error",
      from: { pathNot: "^kit/template/" },
      to: { couldNotResolve: true, pathNot: "^cloudflare:" },
    },
    {
      name: "no-development-package-in-what-is-deployed",
      severity: "error",
      from: { path: "^(shared|lambdas|objects|local|infra|kit/[^/]+$)" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
