import { lookingFor } from "../blueprint/absence.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import type { Guard } from "../blueprint/refusal.ts";
import { refusedProperties } from "../blueprint/refused-properties.ts";
import { arrayOf, type Entry, memberOf, objectOf, text } from "../code/literal.ts";
import { emptyAnswer, hasBody, jsonAnswer, keyOf, picked, shown, wrapped } from "./answer.ts";
import { rowsOf, whereThere } from "./call-code.ts";
import { comparesGiven, comparesLater, hasComparisons, hasMoments, momentFields } from "./field-rules.ts";
import { type GivenCode, givenGuardCode, guardsOfGiven, isOfCall } from "./given-guards.ts";
import { permitCode, refusalCode } from "./guard-code.ts";
import { readingCode, referencesApart, refusedIn } from "./input-checks.ts";
import { inOrder, isBeforeInvalid, type Judgement, judgedTimes } from "./judgements.ts";
import { listStatements } from "./list-route.ts";
import { type EntityModel, type FieldModel, hidesPrototype, prototypeAlias, prototypeName } from "./model.ts";
import {
  aboveStatement,
  bodyFields,
  isNested,
  nestedOnly,
  parentEntry,
  parentScope,
  parentStatement,
} from "./nesting.ts";
import { callerValue, hashedCode, withHashes } from "./password-code.ts";
import { hasOwnPath, isPresented, ownPath } from "./presentation.ts";
import { referenceChecks } from "./reference-checks.ts";
import { guardTimes, isAfterBody, isBodyFirst } from "./refusal-order.ts";
import { keyInPath, ownParameter, routePath } from "./route-paths.ts";
import { operationHeaders, saysLocation } from "./sent-headers.ts";
import type { SqlScope } from "./sql-scope.ts";
import { aroundParent, guardJudgements, judgedOfThing, onThing } from "./thing-judging.ts";
import { isVersionAfterBody, withVersion } from "./version-code.ts";
import { isMoment } from "./zod-schema.ts";

/** The statements that create an entity. */
export function createStatements(
  model: EntityModel,
  parent: EntityModel | undefined,
  operation: Operation,
  { scope, blueprint }: { scope: SqlScope; blueprint: Blueprint },
): string[] {
  const nested = isNested(model, operation) && parent !== undefined;
  const parentField = model.fields.find(({ name }) => name === model.entity.parent?.field);
  const parentAfter = nested && parentField !== undefined && nestedOnly(model, parentField);
  const assigned: string[] = [];
  if (nested && !parentAfter) assigned.push(parentEntry(model, parent, "parent"));
  const { own } = routePath(model, operation);
  const key = own !== undefined && model.key.kind === "given" ? keyInPath(model, own) : undefined;
  const looked = bodyFields(model);
  const hasInput = looked.length > 0;
  const given = hashedCode(model, "input");
  const around: GivenCode = {
    model,
    blueprint,
    scope,
    above: parentAfter ? { field: parentField.field.name, code: keyOf(parent, "parent") } : undefined,
  };
  const isHashed = given !== "input";
  const { by } = operation;
  const looking = lookingFor(blueprint, nested ? parent.entity : model.entity);
  const { beforeThing, afterBody } = guardTimes(looking, operation.guards ?? []);
  const isFree = (guard: Guard) => isOfCall(guard) || [...beforeThing, ...afterBody].includes(guard);
  const ofGiven = guardsOfGiven(operation, { ...around, isHashed, isFree });
  const permission: Judgement[] = by === undefined ? [] : [{ kind: "permission", by }];
  const isPermitLater = by !== undefined && isAfterBody(blueprint, by.refusal);
  const references: Judgement[] = referencesApart(looked, blueprint);
  const guards = guardJudgements(ofGiven.early);
  const times = judgedTimes(
    {
      all: [...permission, ...references, ...guards],
      sooner: [
        ...(isPermitLater ? [] : permission),
        ...guards.filter((one) => isFree(one.guard) && isBeforeInvalid(one, blueprint)),
      ],
      isBodyFirst: false,
      // While a password is hashed other calls come through.
      hanging: isHashed ? [] : [...references, ...guards.filter(({ guard }) => !isFree(guard))],
      isTwice: (one) => one.kind === "guard" && !isOfCall(one.guard),
      isApart: isHashed,
    },
    { refusals: blueprint.refusals, isCreate: true },
  );
  const codeOf = (one: Judgement, variable: string): string[] => {
    if (one.kind === "permission") return [permitCode(one.by, "")];
    if (one.kind === "reference") return referenceChecks(one.field, variable, scope);
    return one.kind === "guard" ? [givenGuardCode(one.guard, around)] : [];
  };

  const lines = aroundParent(times.early, {
    looking,
    found: nested ? [parentStatement(model, parent, operation)] : [],
    codeOf: (one) => codeOf(one, "given"),
  });
  if (needsNow(model)) lines.push("const now = timestamp(c.req.raw);");
  const refused = refusedIn(model, "creates");
  if (hasInput || model.entity.unknownProperties === "refuse" || refused !== undefined) {
    const body = bodyOf(model, operation, assigned.join(", "), key);
    const checks = comparesGiven(model) ? [`check${model.type}(given);`] : [];
    const schema = `New${model.type}`;
    const statements = times.held.flatMap((one) => codeOf(one, "given"));
    const judge = { statements, isSettled: times.isSettled };
    const reading = { schema, given: body, checks, refused, judge };
    lines.push(`${hasInput ? "const input = " : ""}${readingCode(reading, looked, { blueprint, scope })};`);
  } else lines.push("await readObject(c.req.raw);");
  const set = [
    ...(parentAfter ? [parentEntry(model, parent, "parent")] : []),
    ...serverEntries(model, atCreation),
  ];
  const keyEntry = model.key.kind === "uuid" ? [`${model.key.name}: newId(c.req.raw)`] : [];
  const entries = [...keyEntry, ...(hasInput ? [`...${given}`] : []), ...set];
  const object = objectOf(entries.map((entry) => [entry]));
  const row = entries.length === 1 && hasInput ? given : object;
  lines.push(...times.later.flatMap((one) => codeOf(one, "input")));
  const isCheckedNow = comparesLater(model);
  if (isCheckedNow && row !== given) {
    lines.push(
      `const row = ${row};`,
      `check${model.type}(row);`,
      `const created = ${rowsOf(model)}.insert(row);`,
    );
  } else {
    if (isCheckedNow) lines.push(`check${model.type}(input);`);
    lines.push(`const created = ${rowsOf(model)}.insert(${row});`);
  }
  const madeKey = memberOf("made", model.key.name);
  const onMade = inOrder(guardJudgements(ofGiven.rest), blueprint).flatMap((one) =>
    one.kind === "guard" ? [onThing(one.guard, { model, key: madeKey, scope })] : [],
  );
  const answer = createdAnswer(model, operation, { blueprint, scope });
  if (onMade.length === 0) return withHashes([...lines, ...answer]);
  // The new thing is judged as it stands, and taken back where it is refused.
  const made = lines.pop()?.replace("const created = ", "const made = ") ?? "";
  const within = [made, ...onMade, "return made;"];
  lines.push(`const created = storage.transactionSync(() => {\n${within.join("\n")}\n});`);
  return withHashes([...lines, ...answer]);
}

function createdAnswer(
  model: EntityModel,
  operation: Operation,
  around: { blueprint: Blueprint; scope: SqlScope },
): string[] {
  const location = `\`\${base}${ownPath(model, "created")}\``;
  const key = memberOf("created", model.key.name);
  const sent = operationHeaders(model, operation, { ...around, key });
  const more: Entry[] = sent === undefined ? [] : [[`...${sent}`]];
  const isSaid = saysLocation(operation) || !hasOwnPath(model);
  const headers = isSaid ? sent : objectOf([["Location", location], ...more]);
  const { status } = operation;
  const value = wrapped(operation, picked(operation, shown(model, "created", "base")));
  const plain = hasBody(operation) ? jsonAnswer(value, status, headers) : emptyAnswer(status, headers);
  const answer = withVersion(model, plain, key);
  const base = /\bbase\b/.test(answer) ? ["const base = baseUrl(c.req.raw);"] : [];
  return [...base, `return ${answer};`];
}

/** The statements of an update or a replace. */
export function changeStatements(
  model: EntityModel,
  parent: EntityModel | undefined,
  operation: Operation,
  {
    schema,
    variable,
    scope,
    blueprint,
  }: { schema: string; variable: "change" | "input"; scope: SqlScope; blueprint: Blueprint },
): string[] {
  const key = ownParameter(model, operation);
  const fixed = fixedFields(model);
  const looked = bodyFields(model).filter(({ field }) => field.refusedInChanges !== true);
  const given = bodyOf(model, operation, "", pathKey(model, operation, variable));
  const set = serverEntries(model, { creating: false, isWhole: variable === "input" });
  const within = parentScope(model, parent, operation);
  const which = `c.req.param(${text(key)})${within === "" ? "" : `, ${within}`}`;
  const kept =
    variable === "input"
      ? model.fields.filter(({ field }) => field.ignoredInChanges === true && field.source === "input")
      : [];
  const found = `${rowsOf(model)}.get(${which});`;
  const above = aboveStatement(model, parent, { operation, which });
  const { by } = operation;
  const ownKey = `c.req.param(${text(key)})`;
  const references = referencesApart(looked, blueprint);
  const judged = judgedOfThing(model, operation, { blueprint, scope, key: ownKey, which, references });
  const hashed = hashedCode(model, variable);
  const isHashed = hashed !== variable;
  const stays = kept.map(({ name }) => `${name}: ${memberOf("current", name)}`);
  const all = [...set, ...stays];
  const whole = all.length === 0 ? hashed : `{ ...${hashed}, ${all.join(", ")} }`;
  const isRowNamed = hasComparisons(model) && all.length > 0;
  const values = isRowNamed ? "row" : whole;
  // What is given beside what is kept.
  const besideKept = [
    ...(fixed.length > 0
      ? [`refuseChange(current, ${variable}, [${fixed.map(({ name }) => text(name)).join(", ")}]);`]
      : []),
    ...(isRowNamed ? [`const row = ${whole};`] : []),
    ...(hasComparisons(model) ? [`check${model.type}({ ...current, ...${values} });`] : []),
  ];
  const codeOf = (one: Judgement, row: string, given: string = variable) =>
    one.kind === "kept" ? besideKept : judged.codeOf(one, { row, given });
  const isPermitLater = by !== undefined && isAfterBody(blueprint, by.refusal);
  const bodyFirst = isBodyFirst(lookingFor(blueprint, model.entity));
  // What is told before a wrong body, and what of that comes after a reference to nothing by the order of refusals.
  const sooner: Judgement[] = [
    ...(isPermitLater ? [] : judged.permission),
    ...(isVersionAfterBody(blueprint, model) ? [] : judged.version),
    ...judged.before,
  ].filter((one) => !bodyFirst || (!isHashed && isBeforeInvalid(one, blueprint)));
  const times = judgedTimes(
    {
      all: [
        ...judged.permission,
        ...judged.version,
        ...judged.before,
        { kind: "kept" },
        ...references,
        ...judged.usual,
      ],
      sooner,
      isBodyFirst: bodyFirst,
      hanging: isHashed ? [] : references,
      // Roles do not change while a body is read; owners may.
      isTwice: (one) => one.kind !== "permission" || one.by.owner !== undefined,
      isApart: isHashed,
    },
    blueprint,
  );
  const { later } = times;
  const isPermitAfter = later.some(({ kind }) => kind === "permission");
  const isOwned = by?.owner !== undefined;
  const isUsedLater =
    fixed.length > 0 || hasComparisons(model) || kept.length > 0 || (isOwned && isPermitAfter);
  const isFoundAgain = isUsedLater && !bodyFirst;
  const row = isFoundAgain ? "before" : "current";
  const isNamed = (isOwned && !isPermitLater && !bodyFirst) || (isUsedLater && bodyFirst);
  const statements = times.held.flatMap((one) => {
    const code = codeOf(one, bodyFirst ? "known" : row, "given");
    if (!bodyFirst || one.kind === "reference") return code;
    const known = code.some((line) => /\bknown\b/.test(line)) ? [`const known = ${found}`] : [];
    return [whereThere(model, which, { isThere: true, statements: [...known, ...code] })];
  });
  const judge = { statements, isSettled: times.isSettled };
  const read = readingCode({ schema, given, refused: refusedIn(model, "changes"), judge }, looked, {
    blueprint,
    scope,
  });
  const reading = [
    ...(set.length > 0 || looked.some(({ field }) => hasMoments(field))
      ? ["const now = timestamp(c.req.raw);"]
      : []),
    `const ${variable} = ${read};`,
    ...(operation.atLeastOne === undefined ? [] : [requireSomeCode(variable, operation.atLeastOne)]),
  ];
  const first = [
    ...judged.afterBody,
    ...above,
    isNamed ? `const ${row} = ${found}` : found,
    ...times.early.flatMap((one) => codeOf(one, row)),
  ];
  // While the body is read other calls come through: what was judged before it is judged again, and what is used found again.
  const again = [...judged.firstAgain, ...(isFoundAgain ? [...above, `const current = ${found}`] : [])];
  const lines = [...judged.first, ...(bodyFirst ? [...reading, ...first] : [...first, ...reading, ...again])];
  lines.push(...later.flatMap((one) => codeOf(one, "current")));
  const call = `${rowsOf(model)}.update(${ownKey}, ${values}${within === "" ? "" : `, ${within}`})`;
  const headers = operationHeaders(model, operation, { blueprint, scope, key: ownKey });
  return withHashes([...lines, ...answerOf(model, operation, { row: call, key: ownKey, headers })]);
}

function requireSomeCode(variable: string, refusal: NonNullable<Operation["atLeastOne"]>): string {
  const own = refusal === true ? "" : `, ${refusalCode(refusal, "Give at least one field to change.")}`;
  return `requireSome(${variable}${own});`;
}

/**
 * The statements that run a change and answer with the row it gives: with its version where it has the key then, and with
 * headers that are worked out after it.
 */
export function answerOf(
  model: EntityModel,
  operation: Operation,
  { row, key, headers }: { row: string; key?: string; headers?: string | undefined },
): string[] {
  const { status } = operation;
  const tagged = (answer: string) => (key === undefined ? answer : withVersion(model, answer, key));
  if (!hasBody(operation)) return [`${row};`, `return ${tagged(emptyAnswer(status, headers))};`];
  if (operation.answer === "list")
    return [`${row};`, ...listStatements(model, operation, { within: "", headers })];
  const isPlain = !isPresented(model) && operation.shows === undefined;
  if (isPlain && operation.wrapper === undefined && row.length < 60) {
    return [`return ${tagged(jsonAnswer(row, status, headers))};`];
  }
  const value = wrapped(operation, picked(operation, shown(model, "changed", "baseUrl(c.req.raw)")));
  return [`const changed = ${row};`, `return ${tagged(jsonAnswer(value, status, headers))};`];
}

/** The body, without what the service sets itself where unknown properties are refused. */
function bodyOf(
  model: EntityModel,
  { bodyWrapper, kind }: Operation,
  assigned: string,
  key?: string,
): string {
  const unchanged =
    kind === "update" ? model.fields.filter(({ field }) => field.ignoredInChanges === true) : [];
  const dropped = [
    ...(model.entity.unknownProperties === "refuse" ? ignoredOf(model, kind) : []),
    ...unchanged.map(({ field }) => field.name),
  ];
  const ignoring = dropped.length === 0 ? "" : `, ${arrayOf(dropped.map(text))}`;
  const read = `await readObject(c.req.raw${ignoring})`;
  const body = bodyWrapper === undefined ? read : `unwrapped(${read}, ${text(bodyWrapper)})`;
  const named = hidesPrototype(model)
    ? `renamed(${body}, ${text(prototypeName)}, ${text(prototypeAlias)})`
    : body;
  const whole = assigned === "" ? named : `Object.assign(${named}, { ${assigned} })`;
  return key === undefined ? whole : `withKey(${whole}, ${text(model.key.name)}, ${key})`;
}

/** What the service sets and leaves aside in the body of an operation, where unknown properties are refused. */
function ignoredOf(model: EntityModel, kind: Operation["kind"]): string[] {
  const refused = refusedProperties(model.entity, kind === "create" ? "creates" : "changes");
  return serverSet(model).filter((name) => !refused.includes(name));
}

function serverSet(model: EntityModel): string[] {
  const { key, serial, serialAliases, ownUrls, fields } = model;
  return [
    ...(key.kind === "given" ? [] : [key.name]),
    ...(serial === undefined || serial.name === key.name ? [] : [serial.name]),
    ...serialAliases,
    ...ownUrls,
    ...fields
      .filter((field) => field.field.source !== "input" || nestedOnly(model, field))
      .map(({ name }) => name),
  ];
}

/** Values that the service sets, as entries of an object; defaults are set where `input` is the whole thing. */
function serverEntries(
  model: EntityModel,
  { creating, isWhole }: { creating: boolean; isWhole: boolean },
): string[] {
  return model.fields.flatMap(({ field, name, type }) => {
    if (creating && field.source === "caller") return [`${name}: ${callerValue(type)}`];
    if (creating && field.source === "state") {
      // A row that is named before it is stored would else have just any text there.
      const ending = comparesLater(model) ? " as const" : "";
      return [`${name}: ${text(field.values?.[0] ?? "")}${ending}`];
    }
    if (field.source === "updated-at" || (creating && field.source === "created-at")) return [`${name}: now`];
    if (!isWhole || field.default !== "now" || !isMoment(field) || field.source !== "input") return [];
    return [`${name}: ${memberOf("input", name)} ?? ${field.type === "date" ? "today(now)" : "now"}`];
  });
}

const atCreation = { creating: true, isWhole: true };

/** Whether creating a thing needs the moment of the request. */
function needsNow(model: EntityModel): boolean {
  return (
    serverEntries(model, atCreation).some((entry) => /\bnow\b/.test(entry)) || momentFields(model).length > 0
  );
}

/** A replace takes a given key from the path; the body need not repeat it. */
function pathKey(model: EntityModel, operation: Operation, variable: string): string | undefined {
  if (variable !== "input" || model.key.kind !== "given") return undefined;
  return keyInPath(model, ownParameter(model, operation));
}

function fixedFields(model: EntityModel): FieldModel[] {
  return bodyFields(model).filter(
    ({ field, name }) => field.refusedInChanges !== true && (field.immutable || name === model.key.name),
  );
}
