/** A file with tests of the requirement's clauses, which the tester has written. */
export function isAcceptanceTest(path: string): boolean {
  return /^test\/acceptance\.\d+\.test\.ts$/.test(path);
}
