import { expect, test } from "vitest";
import { memoryStorage } from "../../../kit/test/database.ts";
import { Bundles } from "../../../objects/registry/bundles.ts";
import { registryMigrations } from "../../../objects/registry/schema.ts";
import { migrate } from "../../../objects/storage/migrate.ts";
import { type Bundle, bundleDigest } from "../../../shared/delivery/bundle.ts";

const bundle = (service: string): Bundle => ({
  mainModule: "service.ts",
  compatibilityDate: "2026-07-01",
  modules: { "service.ts": service, zod: "export const z = 1;", hono: "export const z = 1;" },
});

test("a module that several bundles have is kept once, and each bundle is whole", async () => {
  const storage = memoryStorage();
  migrate(storage, registryMigrations);
  const bundles = new Bundles(storage);
  const made = [bundle("export const a = 1;"), bundle("export const a = 2;")];
  for (const one of made) {
    const digest = await bundleDigest(one);
    expect((await bundles.put(digest, one)).outcome).toBe("done");
    expect((await bundles.put(digest, one)).outcome).toBe("done");
  }
  for (const one of made) expect(bundles.get(await bundleDigest(one))).toEqual(one);
  expect(storage.sql.exec("SELECT count(*) AS sources FROM sources").toArray()).toEqual([{ sources: 3 }]);
});

test("bundles from before modules were shared are still there, and may be put again", async () => {
  const storage = memoryStorage();
  migrate(storage, registryMigrations.slice(0, 1));
  const earlier = bundle("export const a = 1;");
  const digest = await bundleDigest(earlier);
  storage.sql.exec(
    "INSERT INTO bundles VALUES (?, ?, ?)",
    digest,
    earlier.mainModule,
    earlier.compatibilityDate,
  );
  for (const [name, source] of Object.entries(earlier.modules))
    storage.sql.exec("INSERT INTO modules VALUES (?, ?, ?)", digest, name, source);
  migrate(storage, registryMigrations);
  const bundles = new Bundles(storage);
  expect(bundles.get(digest)).toEqual(earlier);
  await bundles.put(digest, earlier);
  expect(bundles.get(digest)).toEqual(earlier);
});
