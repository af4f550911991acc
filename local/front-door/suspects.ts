import * as z from "zod";
import { readStateFile, writeStateFile } from "../state-file.ts";
import { describeSubject, type Subject } from "./call.ts";

/** Who held up the runtime, as far as the calls that were under way tell. */
export type Verdict =
  | { outcome: "named"; subject: Subject; setAside: boolean }
  | { outcome: "several"; subjects: Subject[] }
  | { outcome: "nobody" };

/** How often a service may hold up the runtime before its live release is set aside. */
const strikeLimit = 2;

/** Milliseconds for which suspects take turns. */
const suspicionLasts = 120_000;

const fileSchema = z.strictObject({ services: z.array(z.string()) });

/**
 * Finds out whose code holds up the runtime. One call under way is the culprit's; of several, those who made them take
 * turns from then on, so that the next time there is one. A service that is named twice is set aside, until a release
 * of it is exchanged.
 */
export class Suspects {
  readonly #file: string;
  readonly #now: () => number;
  readonly #strikes = new Map<string, number>();
  readonly #setAside: Set<string>;
  #suspects = new Set<string>();
  #until = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(file: string, now: () => number) {
    this.#file = file;
    this.#now = now;
    const remedy = "Delete it: a service in it is called again then.";
    this.#setAside = new Set(readStateFile(file, fileSchema, remedy)?.services);
  }

  isSetAside(service: string): boolean {
    return this.#setAside.has(service);
  }

  /**
   * Waits for a suspect's turn. Resolves with a function that ends it, to be called once the call is answered; for
   * those who are not suspected there is nothing to wait for, and the outcome is undefined.
   */
  turn(subject: Subject): Promise<() => void> | undefined {
    if (this.#now() > this.#until || !this.#suspects.has(describeSubject(subject))) return undefined;
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    return before.then(() => resolve);
  }

  /** Judges those whose calls were under way when the runtime stopped to answer. */
  judge(underWay: readonly Subject[]): Verdict {
    const subjects = [
      // The platform's own calls run no code that an agent has written.
      ...new Map(
        underWay.filter(({ kind }) => kind !== "other").map((subject) => [describeSubject(subject), subject]),
      ).values(),
    ];
    const known = subjects.filter((subject) => this.#strikes.has(describeSubject(subject)));
    const [subject, ...others] = known.length === 1 ? known : subjects;
    if (subject === undefined) return { outcome: "nobody" };
    if (others.length > 0) {
      this.#suspects = new Set(subjects.map(describeSubject));
      this.#until = this.#now() + suspicionLasts;
      return { outcome: "several", subjects };
    }
    this.#until = 0;
    // The others are told by the answer to their call, every time.
    if (subject.kind !== "service") return { outcome: "named", subject, setAside: false };
    const strikes = (this.#strikes.get(describeSubject(subject)) ?? 0) + 1;
    this.#strikes.set(describeSubject(subject), strikes);
    const setAside = strikes >= strikeLimit;
    if (setAside) this.#change(() => this.#setAside.add(subject.service));
    return { outcome: "named", subject, setAside };
  }

  /** Another release of the service is live: what was said of the one before does not hold for it. */
  exchanged(service: string): void {
    this.#strikes.delete(describeSubject({ kind: "service", service }));
    if (this.#setAside.has(service)) this.#change(() => this.#setAside.delete(service));
  }

  #change(change: () => void): void {
    change();
    try {
      writeStateFile(this.#file, { services: [...this.#setAside] });
    } catch {
      // On a full disk it holds for as long as this process lives.
    }
  }
}
