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

/** What the tester writes: test files, and for each clause the full names of the tests that show it. */
export const TestSuite = z.strictObject({
  files: z.array(SourceFile).min(1),
  covers: z.array(z.strictObject({ clause: z.string(), tests: z.array(z.string()).min(1) })),
});
export type TestSuite = z.infer<typeof TestSuite>;
