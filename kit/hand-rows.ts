import type { HandDefinition, HandField } from "./definition.ts";
import type { View } from "./view.ts";

/** What functions written by hand make of rows, in a call. */
export class HandRows {
  readonly #definition: HandDefinition<Record<string, unknown>>;
  readonly #view: View;

  constructor(definition: HandDefinition<Record<string, unknown>>, view: View) {
    this.#definition = definition;
    this.#view = view;
  }

  /** The fields that are shown of a row and kept nowhere. */
  shown(row: object): Record<string, unknown> {
    return this.#view.isPlain ? {} : this.#values(this.#definition.shown, row);
  }

  /** Whether there are fields to set when a row is made, or changed. */
  sets(isNew: boolean): boolean {
    const { atCreation, atChange } = this.#definition;
    return atChange !== undefined || (isNew && atCreation !== undefined);
  }

  /** Values of the fields that are stored when a row is made, or changed. */
  set(row: object, isNew: boolean): Record<string, unknown> {
    const { atCreation, atChange } = this.#definition;
    return this.#values({ ...(isNew ? atCreation : {}), ...atChange }, row);
  }

  get hasRules(): boolean {
    return (this.#definition.rules ?? []).length > 0;
  }

  /** @throws Refusal when the row breaks a rule */
  check(row: object): void {
    for (const rule of this.#definition.rules ?? []) this.#result(rule, row);
  }

  #values(
    fields: Record<string, HandField<Record<string, unknown>>> | undefined,
    row: object,
  ): Record<string, unknown> {
    const values = Object.entries(fields ?? {}).map(([name, field]) => [name, this.#result(field, row)]);
    return Object.fromEntries(values);
  }

  #result(of: HandField<Record<string, unknown>>, row: object): unknown {
    // A function can't change the row that others go on with.
    return of(structuredClone({ ...row }), this.#view.call, this.#view.storage);
  }
}
