import { type Action, comesAsText, isInPath } from "../../blueprint/action.ts";
import { elementField, type Field } from "../../blueprint/field.ts";
import { unknownStatus } from "../../blueprint/told-together.ts";
import type { Json } from "../../models/model.ts";
import type { Check } from "../check.ts";
import type { Sent, Step } from "../model/step.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { isSendable } from "../samples/in-header.ts";
import { unknownKey } from "../samples/unknown.ts";
import { type Answer, chooseScenarios, type Scenario } from "../scenario/choose.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { rendered, scenarioChecks } from "../scenario/moves.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { unknownMistakes } from "./relations.ts";

type Act = Extract<Step, { kind: "act" }>;

/** A request that is right but for one input. */
interface Wrong {
  input: Field;
  /** Undefined where the input is left out. */
  value: Json | undefined;
}

/**
 * What an action must not take: its inputs just outside of their limits, missing, or of nothing that exists. They are sent
 * in place of a request that succeeds, which is then sent too. The focus says how scenarios come to it.
 */
export function inputLimits(
  subject: Subject,
  action: Action,
  { path, focus }: { path: string; focus: Focus },
): Check[] {
  const wrongs = action.inputs.flatMap((input) => wrongValues(subject, action, input));
  if (wrongs.length === 0) return [];
  const [scenario] = chooseScenarios(focus).scenarios;
  const place = scenario?.steps.findLastIndex((step) => step.kind === "act" && step.action === action.name);
  const act = scenario?.steps[place ?? -1];
  if (scenario === undefined || place === undefined || act?.kind !== "act") return [];
  const { refusals } = subject.blueprint;
  const refused: Scenario = {
    steps: wrongs.map((wrong) => spoilt(act, wrong)),
    answers: wrongs.map(({ input, value }): Answer => {
      const isUnknown = input.references !== undefined && value !== undefined && value !== null;
      const status = isUnknown ? unknownStatus(input, subject.blueprint) : refusals.invalid;
      return { status, isRefused: true, isCertain: true };
    }),
  };
  const inputs = action.inputs.filter((input) => wrongs.some((wrong) => wrong.input === input));
  const names = inputs.map(({ name }) => name);
  return [
    rendered(subject, {
      focus: { ...focus, title: `${focus.title} ${enumeration(names)} only as they must be` },
      scenario: {
        steps: scenario.steps.toSpliced(place, 0, ...refused.steps),
        answers: scenario.answers.toSpliced(place, 0, ...refused.answers),
      },
      shows: [
        ...names.map((name) => `${path}/inputs/${name}`),
        ...(refused.answers.some(({ status }) => status === refusals.invalid) ? ["refusals/invalid"] : []),
        ...(inputs.some(
          ({ references, unknownRefusal }) => references !== undefined && unknownRefusal === undefined,
        )
          ? ["refusals/unknownReference"]
          : []),
      ],
      index: 0,
    }),
  ];
}

/** Inputs that name nothing are refused in a way of their own. */
export function unknownInputs(
  subject: Subject,
  { inputs }: Action,
  { path, focus, change }: { path: string; focus: Focus; change: (work: (action: Action) => void) => Mutant },
): Check[] {
  return inputs.flatMap((field, index) => {
    const { name, unknownRefusal } = field;
    if (unknownRefusal === undefined) return [];
    const changeField = (work: (field: Field) => void) =>
      change((action) => {
        const input = action.inputs[index];
        if (input !== undefined) work(input);
      });
    return scenarioChecks(subject, {
      ...focus,
      title: `${focus.title} a ${name} that is not there in its own way`,
      ...unknownMistakes(`${path}/inputs/${name}`, unknownRefusal, changeField),
      refusals: [`${path}/fields/${name}/references`],
      unknowns: [field],
    });
  });
}

function spoilt(act: Act, { input, value }: Wrong): Act {
  const others = Object.entries(act.inputs).filter(([name]) => name !== input.name);
  const inputs: [string, Sent][] = value === undefined ? others : [...others, [input.name, value]];
  return { ...act, inputs: Object.fromEntries(inputs) };
}

function wrongValues(subject: Subject, action: Action, input: Field): Wrong[] {
  // What stands in the path is never missing.
  const inPath = isInPath(action, input);
  const missing: Wrong[] =
    input.required && input.default === undefined && !inPath ? [{ input, value: undefined }] : [];
  // What may be left out is not null either, unless it may be null.
  const isNullRefused = !input.nullable && !input.required && !comesAsText(action, input);
  const empty: Wrong[] = isNullRefused ? [{ input, value: null }] : [];
  const target = subject.other(input.references);
  const outside = target === undefined ? boundariesOf(input).outside : [unknownKey(target.entity)];
  // In a URL and in a header every value is a text.
  const sent = comesAsText(action, input)
    ? outside.filter((value) => isQueryable(input, value) && isSendable(input, value))
    : outside;
  return [...missing, ...empty, ...sent.map((value) => ({ input, value }))];
}

/** Whether a value is wrong as a text as well. */
function isQueryable(field: Field, value: Json): boolean {
  if (field.type === "list") return isWrongList(field, value);
  if (typeof value === "number") return true;
  return typeof value === "string" && value !== "" && field.type !== "object";
}

/** Whether a list is what it is as texts as well, of which there is one for each element. */
export function isWrongList(field: Field, value: Json): boolean {
  const { type } = elementField(field);
  const isNumber = type === "integer" || type === "number";
  const isWrong = (one: Json) => one !== "" && typeof one === (isNumber ? "number" : "string");
  return Array.isArray(value) && value.length > 0 && value.every(isWrong);
}
