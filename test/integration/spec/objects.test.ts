import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Clinic

## Ward
- name: text, required

## Stay
- patient: {name: text, required; born: date; address: {city: text; zip: text}; ward: ward; allergies: list of {substance: text, required; isSevere: yes/no, default no}, default []}, required
- city = patient.address.city
- severe = count of its patient.allergies where isSevere
- wardName = patient.ward.name
- Must hold: patient.name is not "nobody" (422 \`nobody\`)
- \`?city\`: text, only where patient.address.city is city

### Move: \`POST /stays/{id}/move\`
- to: {city: text, required}, required
- Only if to.city is not patient.address.city (409 \`there\`)
- Answers {from: patient.address.city, to: to.city} (200)
`);
});
afterAll(() => service.stop());

test("properties of objects are used in values, conditions, counts, filters and actions", async () => {
  const call = service.as("ann");
  const { id: ward } = (await call("POST /wards", { name: "West" })).body;
  const patient = {
    name: "Ann",
    ward,
    address: { city: "Ulm" },
    allergies: [{ substance: "nuts", isSevere: true }, { substance: "egg" }],
  };
  const stay = await call("POST /stays", { patient });
  expect([stay.status, stay.body]).toMatchObject([201, { city: "Ulm", severe: 1, wardName: "West" }]);
  const bare = await call("POST /stays", { patient: { name: "Bea" } });
  expect([bare.status, bare.body]).toMatchObject([201, { city: null, severe: 0, wardName: null }]);
  expect((await call("POST /stays", { patient: { name: "nobody" } })).status).toBe(422);
  expect((await call("GET /stays?city=Ulm")).body).toHaveLength(1);
  const move = (city: string) => call(`POST /stays/${stay.body.id}/move`, { to: { city } });
  expect((await move("Bonn")).body).toEqual({ from: "Ulm", to: "Bonn" });
  expect((await move("Ulm")).status).toBe(409);
});
