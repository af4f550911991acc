import type { Blueprint } from "../blueprint/blueprint.ts";
import type { MeantRoute } from "../delivery/meant.ts";
import type { Affected } from "./affected.ts";
import type { Constraint } from "./constraints.ts";

/** A change of a spec, with what hangs on it. */
export interface Sides {
  before: Blueprint;
  after: Blueprint;
  affected: Affected;
  constraints: readonly Constraint[];
}

/** In what a route may answer otherwise, while it is found out. */
export class Differing {
  #anything = false;
  #status = false;
  #elements = false;
  #identifier: string | undefined;
  readonly #fields = new Set<string>();
  readonly #headers = new Set<string>();

  static wholly(): Differing {
    const differing = new Differing();
    differing.#anything = true;
    return differing;
  }

  addStatus(): this {
    this.#status = true;
    return this;
  }

  /** Which things a list holds, of which each is known by the property. */
  addElements(identifier?: string): this {
    this.#elements = true;
    this.#identifier ??= identifier;
    return this;
  }

  addFields(...names: readonly string[]): this {
    for (const name of names) this.#fields.add(name);
    return this;
  }

  addBody(): this {
    return this.addFields("");
  }

  addHeaders(...names: readonly string[]): this {
    for (const name of names) this.#headers.add(name.toLowerCase());
    return this;
  }

  addAll(other: Differing): void {
    this.#anything ||= other.#anything;
    this.#status ||= other.#status;
    if (other.#elements) this.addElements(other.#identifier);
    this.addFields(...other.#fields).addHeaders(...other.#headers);
  }

  get isEmpty(): boolean {
    const flags = this.#anything || this.#status || this.#elements;
    return !flags && this.#fields.size === 0 && this.#headers.size === 0;
  }

  route({ method, path }: Pick<MeantRoute, "method" | "path">): MeantRoute {
    return {
      method,
      path,
      anything: this.#anything,
      status: this.#status,
      fields: [...this.#fields].sort(),
      elements: this.#elements,
      identifier: this.#identifier ?? "id",
      headers: [...this.#headers].sort(),
    };
  }
}
