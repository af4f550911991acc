export interface RecyclerOptions {
  /** Whether nothing is under way that a new start would cut off. */
  isQuiet: () => boolean;
  /** Megabytes that the runtime holds; undefined where the system does not tell. */
  memory: () => Promise<number | undefined>;
  /** Starts the runtime anew; calls wait meanwhile. */
  restart: (megabytes: number) => Promise<void>;
  now: () => number;
  limits?: Partial<typeof defaults>;
}

const defaults = {
  /** Milliseconds between looks. */
  interval: 2_000,
  /** Megabytes from which on the runtime is started anew. */
  megabytes: 768,
  /** Milliseconds between starts: services may need as much. */
  rest: 60_000,
};

/**
 * Starts the runtime anew in a quiet moment when it has grown: workerd keeps the code of every release that
 * it has ever run, and memory that a release has taken, for as long as its process lives.
 */
export class Recycler {
  readonly #options: RecyclerOptions;
  readonly #limits: typeof defaults;
  readonly #timer: NodeJS.Timeout;
  #started: number;
  #looking = false;

  constructor(options: RecyclerOptions) {
    this.#options = options;
    this.#limits = { ...defaults, ...options.limits };
    this.#started = options.now();
    this.#timer = setInterval(() => void this.#look(), this.#limits.interval).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { isQuiet, memory, restart, now } = this.#options;
    if (this.#looking || now() < this.#started + this.#limits.rest || !isQuiet()) return;
    this.#looking = true;
    try {
      const megabytes = await memory();
      if (megabytes === undefined || megabytes < this.#limits.megabytes || !isQuiet()) return;
      this.#started = now();
      await restart(megabytes);
    } finally {
      this.#looking = false;
    }
  }
}
