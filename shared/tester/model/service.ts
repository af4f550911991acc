import { absenceOf, hidingOf, lookingFor } from "../../blueprint/absence.ts";
import { comesAsText } from "../../blueprint/action.ts";
import { type Entity, inputsOf, type Operation, type OperationKind } from "../../blueprint/entity.ts";
import { isOfRequest } from "../../blueprint/expression.ts";
import { hangsOnReferred, presentValue, valuesBehind } from "../../blueprint/named-values.ts";
import { comparesPassword } from "../../blueprint/password-inputs.ts";
import { type Guard, isOfCallerAlone, type Permission, type Refusal } from "../../blueprint/refusal.ts";
import { isLeftAlone } from "../../blueprint/refused-properties.ts";
import { guardsOfFields, inputsRead } from "../../blueprint/told-together.ts";
import type { Json } from "../../models/model.ts";
import { isActionByHand, mayRefuseByHand } from "../by-hand.ts";
import type { Thing } from "../world.ts";
import { Amiss, conclude, open } from "./amiss.ts";
import { guardsBeforeBody, guardsBeforeThing, isBodyFirst, isMoveBeforeBody } from "./before-body.ts";
import { isByPlaceInAction, isByPlaceInCreate } from "./by-place.ts";
import { ActionRun } from "./effects.ts";
import { danglingInputs, readInputs, readParameters } from "./inputs.ts";
import { noteSet } from "./lapses.ts";
import { refused, refusedWith, scopeFor } from "./legality.ts";
import { listed } from "./listed.ts";
import { sentBy } from "./sent-headers.ts";
import { asInUrl, type Caller, type Outcome, type Reason, type Request, type Step, stages } from "./step.ts";
import { Store } from "./store.ts";
import { emptyInputs, parametersAtOdds, unwanted } from "./unwanted.ts";
import { notePasswords } from "./values.ts";

/** The moment at which things are tried out; what is valid only near the present is not found. */
export const triedAt = "2026-06-15T12:00:00.000Z";

/** What is looked at of an answer of a route that creates or changes. */
interface Looked {
  body: boolean;
  headers: boolean;
}

const everything: Looked = { body: true, headers: true };

/**
 * What a service does that a blueprint describes, worked out from what the statements mean and nothing else: it says what
 * a scenario's requests must give. Where the language leaves open what happens, it says so.
 */
export class ModelService extends Store {
  #looked = everything;

  /** Does a request. What is refused changes nothing. What nobody looks at of an answer is not worked out. */
  perform(step: Step, looked: Looked = everything): Outcome {
    this.#looked = looked;
    if (step.kind === "wait") {
      this.pass(step.milliseconds);
      return { kind: "done", status: 0 };
    }
    let undo = () => {};
    let outcome: Outcome;
    try {
      this.begin();
      this.know(step.caller);
      undo = this.change({ changes: step.kind !== "read" && step.kind !== "list" });
      outcome = this.#perform(step);
    } catch (error) {
      if (!(error instanceof Amiss)) throw error;
      outcome = error.outcome;
    }
    this.forget();
    if (outcome.kind !== "done") undo();
    return outcome;
  }

  /** Whether a thing that was made is there a moment later, with what it had. */
  lasts(number: number): boolean {
    const thing = this.thingOf(number);
    const before = JSON.stringify(thing);
    try {
      this.begin();
    } catch (error) {
      if (!(error instanceof Amiss)) throw error;
      return false;
    }
    return thing !== undefined && this.thingOf(number) === thing && JSON.stringify(thing) === before;
  }

  #perform(step: Request): Outcome {
    const route = this.#routeOf(step);
    const reasons = route.byAnyone === true ? [] : this.#callerReasons(step.caller);
    if (route.by !== undefined && isOfCallerAlone(route.by))
      this.#permitted(route.by, undefined, step.caller, reasons, `${route.path}/by`);
    switch (step.kind) {
      case "create":
        return this.#create(step, reasons);
      case "change":
      case "replace":
        return this.#change(step, reasons);
      case "remove":
        return this.#remove(step, reasons);
      case "act":
        return this.#act(step, reasons);
      case "read": {
        const { entity, thing, operation, path } = this.#foundFor("read", step, reasons);
        this.#permitted(operation.by, thing, step.caller, reasons, `${path}/by`);
        this.#guarded(operation.guards, { entity, thing, caller: step.caller, reasons, path });
        conclude(reasons, this.blueprint);
        const whole = this.shown(entity, thing, step.caller);
        const sent = this.#sent(operation, { entity, thing, caller: step.caller });
        return { kind: "done", status: operation.status, body: only(whole, operation.shows), ...sent };
      }
      case "list": {
        const entity = this.entity(step.entity);
        const operation = this.#operation(entity, "list");
        this.#permitted(
          operation.by,
          undefined,
          step.caller,
          reasons,
          `${pathOf(entity)}/operations/list/by`,
        );
        const within = this.#above(entity, step, reasons);
        const input = readParameters(this, entity, { values: step.inputs, reasons });
        reasons.push(...parametersAtOdds(this.blueprint, entity, { query: step.query, input }));
        conclude(reasons, this.blueprint);
        const evaluator = this.evaluator(step.caller);
        const scope = scopeFor(this.blueprint, entity);
        const isFor = (one: Thing) =>
          (operation.guards ?? []).every(
            ({ condition }) => evaluator.evaluate(condition, { own: one }, scope) === true,
          );
        const visible = this.of(entity).filter(
          (one) => within(one) && this.sees(entity, one, step.caller) && isFor(one),
        );
        const found = listed(entity, visible, {
          query: step.query,
          input,
          valueOf: (thing, name) => this.valueOf(entity, thing, name, step.caller),
          satisfies: (thing, condition) =>
            evaluator.evaluate(
              condition,
              { own: thing, input },
              { ...scope, inputs: inputsOf(entity.list) },
            ) === true,
        });
        if (typeof found === "string") throw open(found);
        const body = found.map((one) => only(this.shown(entity, one, step.caller), operation.shows));
        const sent = this.#sent(operation, { entity: undefined, caller: step.caller });
        return { kind: "done", status: operation.status, body, ...sent };
      }
    }
  }

  /** What is said of who may send a request, and where. */
  #routeOf(step: Request): { path: string; by?: Permission | undefined; byAnyone?: true | undefined } {
    const kinds = { create: "create", change: "update", replace: "replace", remove: "delete" } as const;
    const name = "thing" in step && step.kind !== "act" ? this.made[step.thing]?.entity.name : undefined;
    const entity = this.blueprint.entities.find(
      (one) => one.name === ("entity" in step ? step.entity : name),
    );
    const owner = entity === undefined ? "" : `${pathOf(entity)}/`;
    if (step.kind === "act") {
      const actions = entity?.actions ?? this.blueprint.actions;
      const action = actions.find((one) => one.name === step.action);
      return { ...action, path: `${owner}actions/${step.action}` };
    }
    const kind = step.kind === "read" || step.kind === "list" ? step.kind : kinds[step.kind];
    const operation = entity?.operations.find((one) => one.kind === kind);
    return { by: operation?.by, byAnyone: operation?.byAnyone, path: `${owner}operations/${kind}` };
  }

  #callerReasons(caller: Caller): Reason[] {
    const { key } = caller;
    const { callers } = this.blueprint;
    const reasons: Reason[] = [];
    if (callers?.key !== undefined && key === false)
      reasons.push(refused(callers.key.refusal, "callers/key", stages.key));
    if (callers?.name?.refusal !== undefined && this.callerName(caller) === null)
      reasons.push(refused(callers.name.refusal, "callers/name", stages.caller));
    const { oneRole } = callers ?? {};
    const roles = this.rolesOf(caller);
    if (oneRole !== undefined && !roles.some((role) => oneRole.roles.includes(role)))
      reasons.push(refused(oneRole.refusal, "callers/oneRole", stages.caller));
    return reasons;
  }

  #create(step: Extract<Step, { kind: "create" }>, reasons: Reason[]): Outcome {
    const entity = this.entity(step.entity);
    const operation = this.#operation(entity, "create");
    const path = `${pathOf(entity)}/operations/create`;
    this.#permitted(operation.by, undefined, step.caller, reasons, `${path}/by`);
    const inputs = readInputs(this, entity.fields, { ...step, reasons, path: pathOf(entity) });
    reasons.push(...unwanted(this.blueprint, entity, { given: step.values, when: "creates" }));
    const thing = this.seed(entity, inputs, step.caller);
    // What can't be said of a thing that can't be made is not looked at.
    if (!reasons.some(({ stage }) => stage === stages.body)) {
      this.of(entity).push(thing);
      this.derive(entity, thing, step.caller, "creation");
      reasons.push(...this.breaks(entity, thing, step.caller));
      this.#guarded(operation.guards, { entity, thing, caller: step.caller, reasons, path });
    }
    if (isByPlaceInCreate(this.blueprint, operation, reasons))
      throw open("what is found out by making it, or looks at what is given, may be told later");
    conclude(reasons, this.blueprint);
    if (mayRefuseByHand(entity)) throw open("a developer writes what the thing must keep");
    const made = this.note(entity, thing);
    const body =
      operation.answer === "entity" && this.#looked.body
        ? { body: only(this.shown(entity, thing, step.caller), operation.shows) }
        : {};
    const sent = this.#sent(operation, { entity, thing, caller: step.caller });
    return { kind: "done", status: operation.status, made, ...body, ...sent };
  }

  #change(step: Extract<Step, { kind: "change" | "replace" }>, reasons: Reason[]): Outcome {
    const kind = step.kind === "change" ? "update" : "replace";
    const looking = lookingFor(this.blueprint, this.made[step.thing]?.entity);
    if (isBodyFirst(looking) && this.#seen(step.thing, step.caller) === undefined)
      throw open("a wrong body is told before what is not there");
    const { entity, thing, operation, path } = this.#foundFor(kind, step, reasons);
    this.#permitted(operation.by, thing, step.caller, reasons, `${path}/by`);
    this.#guarded(operation.guards, { entity, thing, caller: step.caller, reasons, path });
    const fields = entity.fields.filter((field) => !isLeftAlone(field));
    const given = fields.filter(
      ({ name, source }) => source === "input" && (Object.hasOwn(step.values, name) || kind === "replace"),
    );
    const inputs = readInputs(this, given, { ...step, reasons, path: pathOf(entity) });
    reasons.push(...unwanted(this.blueprint, entity, { given: step.values, when: "changes" }));
    if (operation.atLeastOne && given.length === 0)
      reasons.push(
        refused(
          operation.atLeastOne === true ? { status: this.blueprint.refusals.invalid } : operation.atLeastOne,
          `${path}/atLeastOne`,
          stages.body,
        ),
      );
    for (const field of given) {
      if (!field.immutable || !Object.hasOwn(step.values, field.name)) continue;
      if (inputs[field.name] !== thing[field.name])
        reasons.push({
          status: this.blueprint.refusals.invalid,
          by: `${pathOf(entity)}/fields/${field.name}/immutable`,
          stage: stages.body,
        });
    }
    notePasswords(given, thing);
    Object.assign(thing, inputs);
    noteSet(entity, thing, this.now, Object.keys(inputs));
    this.derive(entity, thing, step.caller, "change");
    if (!reasons.some(({ stage }) => stage === stages.body))
      reasons.push(...this.breaks(entity, thing, step.caller));
    conclude(reasons, this.blueprint);
    if (mayRefuseByHand(entity)) throw open("a developer writes what the thing must keep");
    const body =
      operation.answer === "entity" && this.#looked.body
        ? { body: only(this.shown(entity, thing, step.caller), operation.shows) }
        : {};
    const sent = this.#sent(operation, { entity, thing, caller: step.caller });
    return { kind: "done", status: operation.status, ...body, ...sent };
  }

  #remove(step: Extract<Step, { kind: "remove" }>, reasons: Reason[]): Outcome {
    const { entity, thing, operation, path } = this.#foundFor("delete", step, reasons);
    this.#permitted(operation.by, thing, step.caller, reasons, `${path}/by`);
    this.#guarded(operation.guards, { entity, thing, caller: step.caller, reasons, path });
    conclude(reasons, this.blueprint);
    const sent = this.#sent(operation, { entity, thing, caller: step.caller });
    this.drop(entity, thing);
    return { kind: "done", status: operation.status, ...sent };
  }

  /** The headers that an operation sends. */
  #sent(
    { headers }: Operation,
    { entity, thing, caller }: { entity: Entity | undefined; thing?: Thing; caller: Caller },
  ) {
    if (!this.#looked.headers) return {};
    const scope = scopeFor(this.blueprint, entity);
    return sentBy(headers, (value) => this.evaluator(caller).evaluate(value, { own: thing }, scope));
  }

  #act(step: Extract<Step, { kind: "act" }>, reasons: Reason[]): Outcome {
    const entity = step.entity === undefined ? undefined : this.entity(step.entity);
    const { actions: ofNone, refusals } = this.blueprint;
    const action = (entity?.actions ?? ofNone).find(({ name }) => name === step.action);
    if (action === undefined) throw open(`there is no action ${step.action}`);
    const path = `${entity === undefined ? "" : `${pathOf(entity)}/`}actions/${action.name}`;
    const { caller } = step;
    const values = asInUrl(step.inputs, (name) =>
      action.inputs.some((one) => one.name === name && comesAsText(action, one)),
    );
    const wrong = emptyInputs(this.blueprint, action, { given: values, path });
    const input = readInputs(this, action.inputs, { values, caller, reasons: wrong, path });
    const sent = new Set(Object.keys(values));
    // What is right by itself is compared with the rest.
    const isWrong = (name: string) => wrong.some(({ by }) => by === `${path}/fields/${name}`);
    const ofFields = guardsOfFields(action, this.blueprint).filter(
      ({ guard }) => !inputsRead(guard.condition).some(isWrong),
    );
    if (ofFields.length > 0) {
      const ofInputs = new ActionRun(this, action, { own: entity, thing: undefined, input, sent, caller });
      for (const { guard, index } of ofFields)
        if (ofInputs.value(guard.condition) !== true)
          wrong.push(refused(guard.refusal, `${path}/guards/${index}`, stages.body));
    }
    if (step.thing !== undefined && this.#seen(step.thing, caller) === undefined) {
      const looking = lookingFor(this.blueprint, entity);
      if (isBodyFirst(looking)) reasons.push(...wrong.filter(({ status }) => status === refusals.invalid));
      const run = new ActionRun(this, action, { own: entity, thing: undefined, input, sent, caller });
      const judged = guardsBeforeThing(looking, action, wrong.length === 0);
      for (const [index, { condition, refusal }] of judged)
        if (run.value(condition) !== true)
          reasons.push(refused(refusal, `${path}/guards/${index}`, stages.guard));
    }
    const found =
      step.thing === undefined
        ? undefined
        : this.#found(step.thing, step.caller, reasons, { by: action.by, path });
    if (found !== undefined && found.entity !== entity) throw open("the action is of things of another kind");
    const thing = found?.thing;
    this.#permitted(action.by, thing, step.caller, reasons, `${path}/by`);
    reasons.push(...wrong);
    const own = thing === undefined ? undefined : entity;
    const run = new ActionRun(this, action, { own, thing, input, sent, caller: step.caller });
    const refuse = (refusal: Refusal, part: string) =>
      reasons.push(
        refusedWith(refusal, { by: `${path}/${part}`, stage: stages.guard }, (value) => run.value(value)),
      );
    const { move } = action;
    const moves = () => {
      if (move !== undefined && thing !== undefined && !move.from.includes(String(thing[move.field])))
        refuse(move.refusal, "move");
    };
    if (move?.after === undefined) moves();
    const ofBody = reasons.filter(({ stage }) => stage === stages.body);
    const dangling = danglingInputs(this.blueprint, action, { reasons: ofBody, path });
    if (ofBody.length > 0 && (dangling === undefined || refusals.order === undefined)) {
      const statuses = ofBody.map(({ status }) => status);
      for (const [index, guard] of guardsBeforeBody(this.blueprint, action, statuses))
        if (run.value(guard.condition) !== true) refuse(guard.refusal, `guards/${index}`);
      if (isMoveBeforeBody(this.blueprint, action, statuses)) moves();
      conclude(reasons, this.blueprint);
    }
    if (isActionByHand(action)) {
      conclude(reasons, this.blueprint);
      throw open("a developer writes what the action does");
    }
    run.begin();
    const missing = new Set<string>();
    for (const [index, guard] of action.guards.entries()) {
      if (index === move?.after) moves();
      if ("answer" in guard) {
        conclude(reasons, this.blueprint);
        if (run.value(guard.condition) === true) return run.answer(guard.answer);
        continue;
      }
      // What is not there is refused by itself, and nothing is said of it.
      if ([...valuesBehind(guard, action.values)].some((name) => missing.has(name))) continue;
      if (dangling?.some((name) => hangsOnReferred(guard, name, action.values))) continue;
      if (run.value(guard.condition) === true) continue;
      refuse(guard.refusal, `guards/${index}`);
      const found = presentValue(guard.condition);
      if (comparesPassword(guard) || (found !== undefined && refusals.order === undefined)) break;
      if (found !== undefined) missing.add(found);
    }
    if (move?.after === action.guards.length) moves();
    if (isByPlaceInAction(this.blueprint, action, { reasons, path }))
      throw open("what it hangs on comes after something else that is wrong");
    conclude(reasons, this.blueprint);
    reasons.push(...run.changes());
    conclude(reasons, this.blueprint);
    return run.answer();
  }

  #found(
    number: number,
    caller: Caller,
    reasons: Reason[],
    judged?: JudgedRoute,
  ): { entity: Entity; thing: Thing } {
    const made = this.made[number];
    if (made === undefined) throw open("the thing was not made");
    const seen = this.#seen(number, caller);
    if (seen !== undefined) return { entity: made.entity, thing: seen };
    if (this.#mayBeBelowNothing(made.entity, caller)) throw open("what it is below may not be there either");
    const { seenBy, seenWhere } = made.entity;
    const absence = absenceOf(this.blueprint, made.entity);
    const hidden = seenWhere?.refusal ?? seenBy?.refusal;
    const by = `${pathOf(made.entity)}/${seenWhere === undefined ? "seenBy" : "seenWhere"}`;
    const isAlike = hidden?.status === absence.status && !hidden.with?.length;
    if (hidden === undefined || (this.thingOf(number) === undefined && !isAlike))
      reasons.push(refused(absence, absencePath(made.entity), stages.found));
    else reasons.push(refused(hidingOf(this.blueprint, made.entity) ?? absence, by, stages.found));
    if (judged !== undefined) this.#judgeWithoutThing(judged, caller, reasons);
    conclude(reasons, this.blueprint);
    throw open("nothing is found");
  }

  /** The thing that an operation is asked for, and the operation. */
  #foundFor(
    kind: OperationKind,
    { thing: number, caller }: { thing: number; caller: Caller },
    reasons: Reason[],
  ) {
    const entity = this.made[number]?.entity;
    if (entity === undefined) throw open("the thing was not made");
    const operation = entity.operations.find((one) => one.kind === kind);
    const path = `${pathOf(entity)}/operations/${kind}`;
    const { by, guards } = operation ?? {};
    const { thing } = this.#found(number, caller, reasons, { by, guards, path });
    return { entity, thing, operation: this.#operation(entity, kind), path };
  }

  /** What needs no thing may be told before one that is not there: the order of refusals says so. */
  #judgeWithoutThing({ by, guards = [], path }: JudgedRoute, caller: Caller, reasons: Reason[]): void {
    if (this.blueprint.refusals.order === undefined) return;
    if (by?.owner === undefined) this.#permitted(by, undefined, caller, reasons, `${path}/by`);
    const scope = scopeFor(this.blueprint, undefined);
    for (const [index, { condition, refusal }] of guards.entries())
      if (isOfRequest(condition) && this.evaluator(caller).evaluate(condition, {}, scope) !== true)
        reasons.push(refused(refusal, `${path}/guards/${index}`, stages.guard));
  }

  /** Whether some of what the things are below is not there, which is refused in its own way. */
  #mayBeBelowNothing({ parent }: Entity, caller: Caller): boolean {
    return this.made.some(
      ({ entity }, number) =>
        entity.name === parent?.entity &&
        entity.notFound !== undefined &&
        this.#seen(number, caller) === undefined,
    );
  }

  /** The thing, where it is there for the caller. */
  #seen(number: number, caller: Caller): Thing | undefined {
    const thing = this.thingOf(number);
    const entity = this.made[number]?.entity;
    return thing !== undefined && entity !== undefined && this.sees(entity, thing, caller)
      ? thing
      : undefined;
  }

  /** Tells the things that a list shows from those of others, where it is below a thing that the caller sees. */
  #above(
    entity: Entity,
    { below, caller }: Extract<Step, { kind: "list" }>,
    reasons: Reason[],
  ): (one: Thing) => boolean {
    const field = entity.parent?.field;
    if (below === undefined || field === undefined) return () => true;
    if (reasons.some(({ stage }) => stage === stages.permission))
      throw open("who may not list may not see either what the list is below");
    const { entity: parent, thing } = this.#found(below.$made, caller, reasons);
    return (one) => one[field] === thing[parent.identifier.name];
  }

  #operation(entity: Entity, kind: OperationKind) {
    const operation = entity.operations.find((one) => one.kind === kind);
    if (operation === undefined) throw open(`${entity.plural} have no ${kind}`);
    return operation;
  }

  #permitted(
    by: Permission | undefined,
    thing: Thing | undefined,
    caller: Caller,
    reasons: Reason[],
    path: string,
  ): void {
    if (by === undefined || this.may(by, thing, caller) || reasons.some((one) => one.by === path)) return;
    reasons.push(refused(by.refusal, path, isOfCallerAlone(by) ? stages.caller : stages.permission));
  }

  #guarded(
    guards: readonly Guard[] | undefined,
    {
      entity,
      thing,
      caller,
      reasons,
      path,
    }: { entity: Entity; thing: Thing; caller: Caller; reasons: Reason[]; path: string },
  ): void {
    const scope = scopeFor(this.blueprint, entity);
    const evaluator = this.evaluator(caller);
    for (const [index, { condition, refusal }] of (guards ?? []).entries()) {
      if (evaluator.evaluate(condition, { own: thing }, scope) === true) continue;
      const by = `${path}/guards/${index}`;
      reasons.push(
        refusedWith(refusal, { by, stage: stages.guard }, (value) =>
          evaluator.evaluate(value, { own: thing }, scope),
        ),
      );
    }
  }
}

/** What a route judges, and its path in the blueprint. */
interface JudgedRoute extends Pick<Operation, "guards" | "by"> {
  path: string;
}

function pathOf({ name }: Entity): string {
  return `entities/${name}`;
}

/** What says how a thing that is not there is refused. */
function absencePath(entity: Entity): string {
  return entity.notFound === undefined ? pathOf(entity) : `${pathOf(entity)}/notFound`;
}

function only(
  shown: { [name: string]: Json },
  names: readonly string[] | undefined,
): { [name: string]: Json } {
  if (names === undefined) return shown;
  return Object.fromEntries(Object.entries(shown).filter(([name]) => names.includes(name)));
}
