import { type Fault, Refusal } from "./refusal.ts";

/** Most errors that one answer tells. */
export const errorLimit = 20;

/** What is wrong with several fields or parameters, to be told at once. */
export class Faults {
  readonly #refusals: Refusal[] = [];

  get isEmpty(): boolean {
    return this.#refusals.length === 0;
  }

  /** What the work gives; nothing when it refuses. */
  gather<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refusals.push(error);
      return undefined;
    }
  }

  /**
   * All of them as one refusal, of their kind where they are of one, else of an invalid value, as several rules of the
   * service's own are. With `names`, what is wrong with them comes in their order, up to a limit.
   */
  refusal(names: readonly string[] = []): Refusal {
    const [first, ...more] = this.#refusals;
    if (first !== undefined && more.length === 0) return first;
    const place = ({ errors: [error] }: Pick<Refusal, "errors">) => {
      const index = names.indexOf(error?.field.split(".")[0] ?? "");
      return index < 0 ? names.length : index;
    };
    const each = this.#refusals.flatMap((one): Pick<Refusal, "errors" | "message">[] => {
      const isTold = one.errors.length > 1;
      const apart = (error: Fault) => ({
        errors: [error],
        message: `${error.field}: ${error.message}.`,
      });
      return isTold || one.kind === "ruled" ? one.errors.map(apart) : [one];
    });
    const told = each.toSorted((one, other) => place(one) - place(other)).slice(0, errorLimit);
    const isAlike = first?.kind !== "ruled" && more.every((one) => one.kind === first?.kind);
    const kind = isAlike ? (first?.kind ?? "invalid") : "invalid";
    return new Refusal(
      kind,
      told.map(({ message }) => message).join(" "),
      told.flatMap(({ errors }) => errors),
    );
  }
}
