import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";

test.each(["only if open", "only if open (409, of name)", "only if open (404)"])(
  "what is said of a list survives being printed: %s",
  (said) => {
    const line = `\`GET /sites\` lists them, ${said}`;
    const reading = parseSpec(`# Stock\n\n## Site\n- name: text\n- open: yes/no, default no\n- ${line}\n`);
    expect(reading.outcome === "read" && printSpec(reading.blueprint)).toContain(line);
  },
);
