/** What a test of a generated service may use: the part of Vitest that the Bench has too, and the way to the service. */
export const testDeclarations: Record<string, string> = {
  "/node_modules/vitest/package.json": JSON.stringify({ name: "vitest", types: "./index.d.ts" }),
  "/node_modules/vitest/index.d.ts": `type Body = () => unknown;
type Matcher = (...expected: any[]) => void;
interface Matchers {
  not: Matchers;
  resolves: Matchers;
  rejects: Matchers;
  toBe: Matcher; toEqual: Matcher; toStrictEqual: Matcher; toMatchObject: Matcher; toMatch: Matcher;
  toContain: Matcher; toContainEqual: Matcher; toHaveLength: Matcher; toHaveProperty: Matcher;
  toBeDefined: Matcher; toBeUndefined: Matcher; toBeNull: Matcher; toBeTruthy: Matcher; toBeFalsy: Matcher;
  toBeNaN: Matcher; toBeTypeOf: Matcher; toBeInstanceOf: Matcher; toBeOneOf: Matcher; toSatisfy: Matcher;
  toBeGreaterThan: Matcher; toBeGreaterThanOrEqual: Matcher; toBeLessThan: Matcher; toBeLessThanOrEqual: Matcher;
  toBeCloseTo: Matcher; toThrow: Matcher; toThrowError: Matcher;
}
interface Expect {
  (value: unknown, message?: string): Matchers;
  any(type: unknown): any; anything(): any; arrayContaining(items: unknown[]): any; closeTo(value: number, digits?: number): any;
  objectContaining(properties: object): any; stringContaining(text: string): any; stringMatching(pattern: string | RegExp): any;
  not: Pick<Expect, "arrayContaining" | "objectContaining" | "stringContaining" | "stringMatching">;
}
interface Test {
  (name: string, body: Body): void;
  each<Row>(rows: readonly Row[]): (name: string, body: (...values: Row extends readonly unknown[] ? [...Row] : [Row]) => unknown) => void;
}
export declare const expect: Expect;
export declare const test: Test;
export declare const it: Test;
export declare function describe(name: string, body: () => void): void;
export declare function beforeEach(body: Body): void;
export declare function afterEach(body: Body): void;
`,
  "/test/service.ts": `import type { Call } from "@aidevos/kit/testing";
export declare const call: Call;
export declare function pause(milliseconds: number): Promise<void>;
export declare function advance(milliseconds: number): void;
export declare function now(): number;
export declare function otherId(id: unknown): string | number;
`,
};
