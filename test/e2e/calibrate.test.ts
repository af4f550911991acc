import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { Calibration } from "../../shared/calibration/calibration.ts";
import { aidevos } from "./command.ts";

const Rates = z.array(
  z.looseObject({ question: z.string(), kind: z.string().nullable(), tried: z.number(), wrong: z.number() }),
);

test("the judges of a local cloud promote no placebo, stop nothing harmless and miss no mistake", async () => {
  const directory = mkdtempSync(join(tmpdir(), "aidevos-calibrate-"));
  const asked = await aidevos(["calibrate", "--json", "--directory", directory]).ended;
  expect(asked.status, asked.stderr).toBe(0);
  const { status, rates } = Calibration.extend({ rates: Rates }).parse(JSON.parse(asked.stdout));
  expect(status).toBe("done");
  expect(rates.filter(({ kind }) => kind === null)).toMatchObject([
    { question: "placebo", tried: 6, wrong: 0 },
    { question: "harmless", tried: 1, wrong: 0 },
    { question: "mistake", tried: 3, wrong: 0 },
  ]);
  const shown = await aidevos(["calibrations", "--directory", directory]).ended;
  expect(shown.stdout).toMatch(/^1 calibration in 30 days\n/);
  expect(shown.stdout).toMatch(/placebos promoted +0 of 6 +0\.0% +0\.0% to 45\.9%/);
}, 600_000);
