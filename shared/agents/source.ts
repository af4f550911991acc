import * as z from "zod";

/** A file of a service's repository: a relative path with `/`, never leaving the repository, and its text. */
export const SourceFile = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(
      /^[A-Za-z0-9_@][A-Za-z0-9_@.-]*(\/[A-Za-z0-9_@][A-Za-z0-9_@.-]*)*$/,
      "a relative path without '..'",
    )
    .refine((path) => path !== ".git" && !path.startsWith(".git/"), "not inside .git"),
  content: z.string().max(1_000_000),
});
export type SourceFile = z.infer<typeof SourceFile>;

/**
 * One step of a service's schema: applied once, in order, never edited afterwards; it only adds. Named by its content,
 * not by its place: after a rollback, another step may stand there.
 */
export const Migration = z.strictObject({
  id: z.string().min(1),
  statements: z.array(z.string().min(1)),
  /** Columns that no two rows may share the values of; the release is refused where some do. */
  unique: z.strictObject({ table: z.string(), columns: z.array(z.string()).min(1) }).optional(),
});
export type Migration = z.infer<typeof Migration>;

/** What the developer writes: the service's repository, without tests, and its schema's steps. */
export const Implementation = z.strictObject({
  files: z.array(SourceFile).min(1),
  migrations: z.array(Migration),
});
export type Implementation = z.infer<typeof Implementation>;

/** Tests of statements: test files, and for each clause or statement the full names of the tests that show it. */
export const TestSuite = z.strictObject({
  files: z.array(SourceFile).min(1),
  covers: z.array(z.strictObject({ clause: z.string(), tests: z.array(z.string()).min(1) })),
  /** Full names of the tests in which many requests come at once. */
  races: z.array(z.string()).optional(),
  /** What must hold at all times, in the spec's words, and the full names of the tests that try to break it. */
  invariants: z.array(z.strictObject({ rule: z.string(), tests: z.array(z.string()) })).optional(),
});
export type TestSuite = z.infer<typeof TestSuite>;

/** A test that the tester could not bring into order, and why. It stands in no file. */
export const LostTest = z.strictObject({ test: z.string(), reason: z.string() });
export type LostTest = z.infer<typeof LostTest>;

/** All tests of a service: those of the spec's statements, and the acceptance tests that clauses alone were read for. */
export const ServiceTests = z.strictObject({
  ...TestSuite.shape,
  /** Paths of the files with acceptance tests, which name their clauses in their titles. */
  acceptance: z.array(z.string()).default([]),
  lost: z.array(LostTest).default([]),
});
export type ServiceTests = z.infer<typeof ServiceTests>;
