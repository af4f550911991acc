import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

function made(...routes: string[]) {
  const lines = routes.map((route) => `- ${route}\n`).join("");
  const spec = `# Notes\n\n## Note\n- text: text\n${lines}`;
  const { files } = implementService({ blueprint: blueprintOf(spec), requirement: "x" });
  const file = (name: string) => files.find(({ path }) => path === name)?.content ?? "";
  const { post } = JSON.parse(file("openapi.json")).paths["/notes"];
  return { code: file("src/notes-routes.ts"), headers: post.responses["201"].headers };
}

test("where a thing is, is said where some route is of it", () => {
  const shown = made("`POST /notes` creates one", "`GET /notes/{id}` shows one");
  expect(shown.code).toContain("Location: `${base}/notes/${created.id}`");
  expect(shown.headers).toHaveProperty("Location");
  const deleted = made("`POST /notes` creates one", "`DELETE /notes/{id}` deletes one");
  expect(deleted.headers).toHaveProperty("Location");
});

test("and nothing where none is", () => {
  const { code, headers } = made("`POST /notes` creates one", "`GET /notes` lists them");
  expect(code).not.toContain("Location");
  expect(headers ?? {}).not.toHaveProperty("Location");
});
