import { type Action, isBesideBody, isInBody, wholeBodyOf } from "../../blueprint/action.ts";
import { inputsOf, type Operation, type OperationKind } from "../../blueprint/entity.ts";
import { parentInPath } from "../../blueprint/parent-in-path.ts";
import { arrayOf, memberOf, templateText, text } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { ModelService } from "../model/service.ts";
import { isEarlier, isRelative, type Request, type Sent, type SentValues, type Step } from "../model/step.ts";
import { isObject } from "../model/values.ts";
import { shownBy } from "../refusals.ts";
import { pathCode, pathWithId, quoted } from "../source/calls.ts";
import { Code, type Entries, literal, objectLiteral, type Value } from "../source/code.ts";
import { asking, behindPrefix, inHeader, inUrl, templateOf } from "../source/urls.ts";
import type { Subject } from "../subject.ts";
import { sessionOf } from "./accounts.ts";
import { headersOf } from "./callers.ts";
import { type Answer, namesThing, type Scenario, usesSession } from "./choose.ts";
import { type Expected, token } from "./expected.ts";
import { racers } from "./race.ts";
import { type Beside, dropUnused, partsBeside } from "./render-session.ts";

/** The statements of a test that sends a scenario's requests and looks at what they give. */
export class Rendering {
  readonly #subject: Subject;
  readonly #scenario: Scenario;
  /** What is known of each thing that is made, by its number. */
  readonly #made: { name: string; subject: Subject; id: Json; parent: Json }[] = [];
  /** Names of those that the lines so far have. */
  readonly #named = new Set<string>();
  readonly lines: string[] = [];
  readonly #sentBy: { at: number; by: string } | undefined;
  /** Lines that name what an answer shows beside a token. */
  readonly #beside: Beside[] = [];
  #answers = 0;
  /** Milliseconds that pass before the next request. */
  #waiting = 0;

  /** Sessions of which the token is needed afterwards, and things. */
  readonly #keeps: readonly number[];
  readonly #keepsThings: readonly number[];
  /** The function that sends what must succeed. */
  readonly #done: string;

  /** The requests from `atOnce` on come all at once. What is `sentBy` a function of the test, that sends. Tokens of the sessions that it `keeps`, and `things`, have a name in any case. */
  constructor(
    subject: Subject,
    scenario: Scenario,
    {
      atOnce,
      sentBy,
      keeps = [],
      things = [],
      done = "done",
    }: {
      atOnce?: number;
      sentBy?: { at: number; by: string };
      keeps?: readonly number[];
      things?: readonly number[];
      done?: string;
    } = {},
  ) {
    this.#sentBy = sentBy;
    this.#keeps = keeps;
    this.#keepsThings = things;
    this.#done = done;
    this.#subject = subject;
    this.#scenario = scenario;
    const service = new ModelService(subject.blueprint, "2027-03-10T10:11:12.131Z");
    for (const [index, step] of scenario.steps.entries())
      if (scenario.answers[index]?.isCertain !== true) service.perform(step);
    const counts = new Map<string, number>();
    for (const { entity, id, parent } of service.made) {
      const count = (counts.get(entity.name) ?? 0) + 1;
      counts.set(entity.name, count);
      const other = subject.other(entity.name);
      if (other !== undefined)
        this.#made.push({ name: `${entity.name}${count}`, subject: other, id, parent });
    }
    if (scenario.steps.some(({ kind }) => kind === "wait"))
      this.lines.push("// No time passes from here on but what is said.", "advance(0);");
    for (const [index, step] of scenario.steps.entries()) {
      const answer = scenario.answers[index];
      if (atOnce === index) this.#atOnce(step, scenario.answers.slice(atOnce, atOnce + racers));
      const isRaced = atOnce !== undefined && index >= atOnce && index < atOnce + racers;
      if (answer !== undefined && !isRaced) this.#request(step, answer, index);
    }
    dropUnused(this.lines, this.#beside);
  }

  /** The same request many times at once, and how often each status is answered. */
  #atOnce(step: Step, answers: readonly Answer[]): void {
    if (step.kind === "wait") return;
    this.#advance();
    const sent = this.#sent(step);
    if (sent === undefined) return;
    const counts = Map.groupBy(answers, ({ status }) => status);
    const expected = [...counts]
      .toSorted(([one], [other]) => one - other)
      .map(([status, { length }]) => `${status}: ${length}`);
    const request = [text(sent.method), sent.path, ...this.#rest(step, sent)].join(", ");
    this.lines.push(`expect(await atOnce(${request})).toEqual({ ${expected.join(", ")} });`);
  }

  #advance(): void {
    if (this.#waiting > 0)
      this.lines.push(`advance(${String(this.#waiting).replace(/\B(?=(\d{3})+$)/g, "_")});`);
    this.#waiting = 0;
  }

  #request(step: Step, answer: Answer, index: number): void {
    if (step.kind === "wait") {
      this.#waiting += step.milliseconds;
      return;
    }
    this.#advance();
    const sent = this.#sent(step);
    if (sent === undefined) return;
    const by = this.#sentBy?.at === index ? this.#sentBy.by : answer.isRefused ? "refused" : this.#done;
    const call = `await ${by}(${[answer.status, text(sent.method), sent.path, ...this.#rest(step, sent)].join(", ")})`;
    if (answer.isRefused) {
      this.#refusal(call, answer);
      return;
    }
    const made = answer.made === undefined ? undefined : this.#made[answer.made];
    const isNamed =
      made !== undefined &&
      answer.made !== undefined &&
      (names(answer, made.id) || this.#keepsThings.includes(answer.made) || this.#isUsed(answer.made, index));
    const { operation } = sent;
    if (this.#begins(step, answer, index, { call, isNamed })) return;
    const shown = (code: string) =>
      operation?.wrapper === undefined
        ? `${code}.body`
        : memberOf(`(${code}.body as Thing)`, operation.wrapper);
    if (isNamed) this.#named.add(made.name);
    const looked = [answer.body, answer.text, answer.location, answer.headers];
    const isLooked = looked.some((part) => part !== undefined);
    // Whose headers are looked at, is looked at whole.
    const isWhole = answer.headers !== undefined;
    const answered = isWhole || (!isNamed && isLooked) ? this.#answered(call) : undefined;
    const given = answered ?? `(${call})`;
    if (isNamed && operation !== undefined && operation.answer !== "entity") {
      this.lines.push(
        `const ${made.name} = (await call("GET", String(${given}.headers.location))).body as Thing;`,
      );
    } else if (isNamed) this.lines.push(`const ${made.name} = ${shown(given)} as Thing;`);
    else if (!isLooked) this.lines.push(`${call};`);
    if (!isLooked) return;
    const code = isNamed ? made.name : (answered ?? "");
    if (answered !== undefined && answer.headers !== undefined) this.#headers(answered, answer.headers);
    if (answer.body !== undefined) this.#body(isNamed ? code : this.#bodyOf(step, shown(code)), answer.body);
    if (!isNamed && answer.text !== undefined) this.#line(`${code}.text`, answer.text);
    if (!isNamed && answer.location !== undefined) this.#line(`${code}.headers.location`, answer.location);
  }

  /** Writes a request that begins a session of which others say the token; whether it does. */
  #begins(
    step: Request,
    answer: Answer,
    index: number,
    { call, isNamed }: { call: string; isNamed: boolean },
  ): boolean {
    const { session, made } = answer;
    const action = step.kind === "act" ? this.#actionOf(step) : undefined;
    const thing = made === undefined || !isNamed ? undefined : this.#made[made];
    const isUsed =
      session !== undefined &&
      (this.#keeps.includes(session) ||
        this.#scenario.steps.slice(index + 1).some((one) => usesSession(one, session)));
    const { parts, body } = partsBeside(action, {
      thing: thing && { name: thing.name, entity: thing.subject.entity.name },
      token: isUsed ? this.tokenName(session) : undefined,
    });
    const isLooked = answer.body !== undefined;
    const [part] = parts;
    if (part === undefined) return false;
    if (thing !== undefined) this.#named.add(thing.name);
    if (parts.length === 1 && !isLooked) {
      const line = `const ${part.name} = ${part.code(`(${call}).${body}`)};`;
      this.lines.push(line);
      if (thing !== undefined) this.#beside.push({ name: part.name, line, instead: `${call};` });
      return true;
    }
    const answered = this.#answered(call);
    for (const { name, code } of parts) {
      const line = `const ${name} = ${code(`${answered}.${body}`)};`;
      this.lines.push(line);
      if (name === thing?.name) this.#beside.push({ name, line, answered });
    }
    if (answer.body !== undefined) this.#body(`${answered}.body`, answer.body);
    return true;
  }

  /** A name for the whole answer to a call. */
  #answered(call: string): string {
    this.#answers += 1;
    const name = `answer${this.#answers === 1 ? "" : this.#answers}`;
    this.lines.push(`const ${name} = ${call};`);
    return name;
  }

  /** The name of a session's token in the test. */
  tokenName(session: number): string {
    const isTaken = this.#subject.blueprint.entities.some(({ name }) => name === "token");
    return `${isTaken ? "bearer" : "token"}${session + 1}`;
  }

  /** Code of the identifier of a thing that was made, as a header says it. */
  headerId(number: number): string {
    return `String(${this.#id(number).text})`;
  }

  #bodyOf(step: Step, body: string): string {
    if (step.kind !== "list") return body;
    const items = this.#subject.other(step.entity)?.entity.list.envelope?.items;
    return items === undefined ? body : memberOf(`(${body} as Thing)`, items);
  }

  #refusal(call: string, { status, code, carried }: Answer): void {
    const { blueprint } = this.#subject;
    const values: Entries[number][] = (carried?.kind === "object" ? carried.entries : []).flatMap(
      ([name, inner]): Entries[number][] => {
        const value = this.#value(inner);
        return value === undefined ? [] : [[name, value]];
      },
    );
    const shown = shownBy(blueprint, { status, code, carried: values });
    this.lines.push(
      shown.length === 0 ? `${call};` : `expect((${call}).body).toMatchObject(${objectLiteral(shown)});`,
    );
  }

  #body(code: string, expected: Expected): void {
    this.#moments(code, expected);
    const value = this.#value(expected);
    if (value === undefined || literal(value) === "{}") return;
    const isPlain = expected.kind === "value" || (expected.kind === "list" && expected.items.length === 0);
    this.lines.push(`expect(${code}).${isPlain ? "toEqual" : "toMatchObject"}(${literal(value)});`);
  }

  /** Headers of an answer, each in a line of its own. */
  #headers(code: string, expected: Expected): void {
    if (expected.kind !== "object") return;
    for (const [name, inner] of expected.entries) {
      const header = memberOf(`${code}.headers`, name);
      if (inner.kind === "value" && inner.value === null)
        this.lines.push(`expect(${header}).toBeUndefined();`);
      else if (inner.kind === "time" && !inner.isDay) this.#moment(header, inner.offset);
      else this.#line(header, inner);
    }
  }

  #line(code: string, expected: Expected): void {
    const value = this.#value(expected);
    if (expected.kind === "token") this.lines.push(`expect(${code}).toMatch(/./);`);
    else if (value !== undefined) this.lines.push(`expect(${code}).toBe(${literal(value)});`);
  }

  /** Moments are as near as a request is: each has a line of its own. */
  #moments(code: string, expected: Expected): void {
    if (expected.kind === "object")
      for (const [name, inner] of expected.entries)
        this.#moments(memberOf(`(${code} as Thing)`, name), inner);
    if (expected.kind === "list")
      for (const [index, item] of expected.items.entries())
        this.#moments(`(${code} as unknown[])[${index}]`, item);
    if (expected.kind === "time" && !expected.isDay) this.#moment(code, expected.offset);
  }

  #moment(code: string, offset: number): void {
    const days = Math.abs(offset) < 30_000 ? 0 : Math.round(offset / 1000) / 86_400;
    this.lines.push(
      `expect(Math.abs(Date.parse(String(${code})) - Date.parse(momentIn(${Number(days.toFixed(6))})))).toBeLessThan(60_000);`,
    );
  }

  /** An expected value as code; undefined where it can't be written. */
  #value(expected: Expected): Value {
    switch (expected.kind) {
      case "value":
        return this.#json(expected.value);
      case "anything":
        return undefined;
      case "token":
        return new Code("expect.any(String)");
      case "time":
        return expected.isDay ? new Code(`dayIn(${expected.offset})`) : undefined;
      case "object": {
        const entries = expected.entries.flatMap(([name, inner]): Entries[number][] => {
          const value = this.#value(inner);
          return value === undefined ? [] : [[name, value]];
        });
        return new Code(objectLiteral(entries));
      }
      case "list": {
        const items = expected.items.map((item) => this.#value(item));
        return new Code(
          `[${items.map((item) => (item === undefined ? "expect.anything()" : literal(item))).join(", ")}]`,
        );
      }
    }
  }

  /** JSON as code, with identifiers as the test knows them; undefined where it holds an unknown one. */
  #json(value: Json): Value {
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#json(item));
      return items.includes(undefined) ? undefined : new Code(`[${items.map(literal).join(", ")}]`);
    }
    if (isObject(value)) {
      const entries = Object.entries(value).map(([name, inner]): Entries[number] => [
        name,
        this.#json(inner),
      ]);
      return entries.some(([, inner]) => inner === undefined) ? undefined : new Code(objectLiteral(entries));
    }
    if (typeof value !== "string" || !value.includes("\u{E000}")) return value;
    const parts = value.match(token) ?? [];
    const codes = parts.map((part) =>
      this.#made.findIndex(({ id, name }) => id === part && this.#named.has(name)),
    );
    if (codes.includes(-1)) return undefined;
    if (parts[0] === value) return this.#id(codes[0] ?? 0);
    const texts = value.split(token);
    const filled = texts.map(
      (each, index) =>
        templateText(each) + (index < codes.length ? `\${${literal(this.#id(codes[index] ?? 0))}}` : ""),
    );
    return new Code(`\`${filled.join("")}\``);
  }

  #id(number: number): Code {
    const made = this.#made[number];
    return new Code(made === undefined ? "undefined" : memberOf(made.name, made.subject.identifier));
  }

  #sentValue(value: Sent, type: string | undefined): Value {
    if (isEarlier(value)) return this.#id(value.$made);
    if (isRelative(value)) return new Code(`${type === "date" ? "dayIn" : "momentIn"}(${value.$days})`);
    return this.#sentInside(value);
  }

  /** JSON in which identifiers of things made before may stand. */
  #sentInside(value: Json): Value {
    if (typeof value !== "object" || value === null || !JSON.stringify(value).includes('{"$made":'))
      return value;
    if (isEarlier(value)) return this.#id(value.$made);
    if (Array.isArray(value)) return new Code(arrayOf(value.map((one) => literal(this.#sentInside(one)))));
    return new Code(
      objectLiteral(Object.entries(value).map(([name, inner]) => [name, this.#sentInside(inner)])),
    );
  }

  #entries(values: SentValues, fields: Subject["entity"]["fields"], except?: string): Entries {
    return Object.entries(values).flatMap(([name, value]): Entries[number][] => {
      const type = fields.find((field) => field.name === name)?.type;
      return name === except ? [] : [[name, this.#sentValue(value, type)]];
    });
  }

  #sent(step: Request):
    | {
        method: string;
        path: string;
        body?: Body;
        headers?: Entries;
        operation?: Operation | undefined;
      }
    | undefined {
    switch (step.kind) {
      case "create": {
        const subject = this.#subject.other(step.entity);
        const operation = subject?.route("create");
        if (subject === undefined || operation === undefined) return undefined;
        const parent = subject.parentField(operation);
        const above = parent === undefined ? undefined : step.values[parent.name];
        const code = above === undefined ? "" : literal(this.#sentValue(above, "reference"));
        const own = String(step.values[subject.identifier] ?? "");
        const place = parentInPath(subject.entity, operation);
        const isKeyed = operation.path
          .split("/")
          .some((part, each) => part.startsWith(":") && each !== place);
        const path = isKeyed
          ? pathWithId(subject, operation, encodeURIComponent(own), `\${${code}}`)
          : pathCode(subject, operation, "", code);
        return {
          method: operation.method,
          path,
          body: this.#entries(step.values, subject.entity.fields, parent?.name),
          operation,
        };
      }
      case "change":
      case "replace":
      case "remove":
      case "read": {
        const kinds: Record<typeof step.kind, OperationKind> = {
          change: "update",
          replace: "replace",
          remove: "delete",
          read: "read",
        };
        const made = this.#made[step.thing];
        const operation = made?.subject.route(kinds[step.kind]);
        if (made === undefined || operation === undefined) return undefined;
        const body = "values" in step ? this.#entries(step.values, made.subject.entity.fields) : undefined;
        return {
          method: operation.method,
          path: pathCode(made.subject, operation, made.name, this.#hiddenParent(made)),
          body,
          operation,
        };
      }
      case "list": {
        const subject = this.#subject.other(step.entity);
        const operation = subject?.route("list");
        if (subject === undefined || operation === undefined) return undefined;
        const query = step.query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
        const above = step.below === undefined ? undefined : this.#id(step.below.$made).text;
        const route = above === undefined ? text(operation.path) : pathCode(subject, operation, "", above);
        const path = query === "" ? route : quoted(`${templateOf(route)}?${query}`);
        const fields = inputsOf(subject.entity.list);
        return {
          method: "GET",
          path: asking(path, this.#entries(step.inputs ?? {}, fields), fields),
          operation,
        };
      }
      case "act":
        return this.#action(step);
    }
  }

  #actionOf(step: Extract<Step, { kind: "act" }>): Action | undefined {
    const subject = step.entity === undefined ? undefined : this.#subject.other(step.entity);
    const actions = subject?.entity.actions ?? this.#subject.blueprint.actions;
    return actions.find(({ name }) => name === step.action);
  }

  #action(step: Extract<Step, { kind: "act" }>) {
    const action = this.#actionOf(step);
    const made = step.thing === undefined ? undefined : this.#made[step.thing];
    if (action === undefined) return undefined;
    // What stands in the path is filled in once the rest of it is written.
    const marked = action.path.replace(/:(\w+)/g, (whole, name: string) =>
      action.inputs.some((input) => input.name === name) ? `\u{E001}${name}\u{E001}` : whole,
    );
    const route = { path: marked, inputs: [] };
    const all = this.#entries(step.inputs, action.inputs);
    const path =
      made === undefined ? text(marked) : pathCode(made.subject, route, made.name, this.#hiddenParent(made));
    const base = quoted(
      templateOf(path).replace(/\u{E001}(\w+)\u{E001}/gu, (_, name: string) =>
        inUrl(all.find(([one]) => one === name)?.[1]),
      ),
    );
    const ofBody = action.inputs.filter((input) => isInBody(action, input)).map(({ name }) => name);
    const entries = all.filter(([name]) => ofBody.includes(name));
    const headers = action.inputs.flatMap(({ name, header }) => {
      const value = all.find(([one]) => one === name)?.[1];
      return header === undefined || value === undefined ? [] : [inHeader(header, value)];
    });
    if (action.method === "GET")
      return { method: "GET", path: asking(base, entries, action.inputs), headers };
    const beside = all.filter(([name]) =>
      action.inputs.some((input) => input.name === name && isBesideBody(action, input)),
    );
    return {
      method: action.method,
      path: beside.length > 0 ? asking(base, beside, action.inputs) : base,
      body: wholeBodyOf(action) === undefined ? ofBody.length > 0 && entries : wholeBody(entries),
      headers,
    };
  }

  /** What a thing is nested under, where the thing itself does not show it. */
  #hiddenParent({ subject, parent }: { subject: Subject; parent: Json }): string | undefined {
    const field = subject.field(subject.entity.parent?.field ?? "");
    if (field?.hidden !== true) return undefined;
    const code = this.#json(parent);
    return code === undefined ? undefined : literal(code);
  }

  /** Body and headers of a request, as far as it has them. */
  #rest({ caller }: Request, { body, headers: own = [] }: { body?: Body; headers?: Entries }): string[] {
    const headers = headersOf(this.#subject.blueprint, caller);
    const entries: Entries[number][] = [...Object.entries(headers.fixed), ...own];
    const { name } = caller;
    if (headers.named !== undefined && typeof name === "object" && "$made" in name) {
      entries.push([headers.named, new Code(this.headerId(name.$made))]);
    }
    const session = sessionOf(caller);
    if (headers.token !== undefined && session !== undefined) {
      const { header, prefix } = headers.token;
      entries.push([header, behindPrefix(prefix, this.tokenName(session))]);
    }
    const given = body instanceof Code ? body.text : body ? objectLiteral(body) : undefined;
    if (entries.length > 0) return [given ?? "undefined", objectLiteral(entries)];
    return given === undefined ? [] : [given];
  }

  /** Whether something after the request speaks of the thing. */
  #isUsed(number: number, from: number): boolean {
    const id = this.#made[number]?.id;
    return this.#scenario.steps.slice(from + 1).some((step, offset) => {
      if (namesThing(step, number)) return true;
      if ("thing" in step && step.thing !== undefined && this.#made[step.thing]?.parent === id) return true;
      return names(this.#scenario.answers[from + 1 + offset], id);
    });
  }
}

/** Whether an answer has the identifier of a thing. */
function names(answer: Answer | undefined, id: Json | undefined): boolean {
  return typeof id === "string" && JSON.stringify(answer ?? null).includes(JSON.stringify(id).slice(1, -1));
}

/** What a request has as its body: properties, code, or nothing. */
type Body = Entries | Code | false | undefined;

/** A value that is the whole body; a text is sent as it is, so it is written as JSON. */
function wholeBody([entry]: Entries): Body {
  return entry !== undefined && new Code(`JSON.stringify(${literal(entry[1])})`);
}
