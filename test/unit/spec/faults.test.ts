import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { below, problemsOf } from "./problems-of.ts";

test("a field that is worked out may be set before its thing is described", () => {
  const spec = `# Work

## Queue
- name: text, required

### Take: \`POST /queues/{id}/take\`
- Finds next among its jobs (404 \`empty\`)
- Sets next.tries to next.tries + 1

## Job
- queue: queue, required
- tries = 0, set at creation
`;
  expect(problemsOf(spec)).toEqual([]);
});

test("what an action finds may be called `the`, where no thing of that kind is around", () => {
  const spec = `# Practice

## Patient
- pin: text, required

## Appointment
- patient: patient, required

### Check in: \`POST /check-ins\`
- pin: text, required
- Finds patient among all patients where pin is its pin (404)
- Finds appointment among all appointments where patient is the patient (404)
- Answers {id: appointment.id}
`;
  const reading = parseSpec(spec);
  const said = parseSpec(spec.replace("the patient (404)", "its patient (404)"));
  expect(reading).toMatchObject({ outcome: "read" });
  expect("blueprint" in reading && reading.blueprint).toEqual("blueprint" in said && said.blueprint);
});

test("what is missing is said of pages without a size and of first values", () => {
  expect(below("- Pages of 5 by page `?page`")).toEqual([
    "3 Pages of 5 by page `?page`: Pages also have a parameter for their size, and its most: write `by page `?page`, size `?size` up to 5`.",
  ]);
  expect(below("- price: whole number, default 0, set by actions")).toEqual([
    "24 default: What is `set by actions` is empty at first and has no default. With a first value: `price = VALUE, set at creation`.",
  ]);
});
