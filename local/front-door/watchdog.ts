import { connect } from "node:net";

export interface WatchdogOptions {
  /** Port of the runtime. */
  port: number;
  /** Whether a call has been waiting for its answer for a while: only then is there anything to watch. */
  isWaiting: () => boolean;
  /** Seconds of processor time that the runtime has spent on code; undefined where the system does not tell. */
  processorTime: () => Promise<number | undefined>;
  /** Called when the runtime does not answer any more. Nothing is watched until it resolves. */
  onFrozen: () => Promise<void>;
  limits?: Partial<typeof defaults>;
}

const defaults = {
  /** Milliseconds between looks. */
  interval: 500,
  /** Seconds of processor time, spent without an answer, that count as never ending: production's limit of one call. */
  processor: 5,
  /** Looks without an answer that count as never ending where processor time is not known. */
  looks: 20,
  /** The same where it is known: the runtime may be waiting for the processor, or for the disk. */
  patientLooks: 120,
};

/**
 * Sees when the runtime is held up by code that does not end: it runs everything in one thread, and the limit of
 * processor time is held in production only. While calls wait it is sent a line that is no request, which it refuses
 * without running any code.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #limits: typeof defaults;
  readonly #timer: NodeJS.Timeout;
  #beat: { answered: boolean; looks: number; spent: number | undefined; end: () => void } | undefined;
  #looking = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#limits = { ...defaults, ...options.limits };
    this.#timer = setInterval(() => void this.#look(), this.#limits.interval).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#beat?.end();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      if (this.#beat?.answered || !this.#options.isWaiting()) this.#end();
      else if (this.#beat === undefined) await this.#start();
      else if (await this.#isFrozen(this.#beat)) {
        this.#end();
        await this.#options.onFrozen();
      }
    } finally {
      this.#looking = false;
    }
  }

  /** Counts looks and not time: when this process was held up itself, an answer may be waiting to be read. */
  async #isFrozen(beat: { looks: number; spent: number | undefined }): Promise<boolean> {
    beat.looks += 1;
    const { processor, looks, patientLooks } = this.#limits;
    const spent = await this.#options.processorTime();
    if (this.#beat !== beat || this.#beat.answered) return false;
    if (spent === undefined || beat.spent === undefined) return beat.looks >= looks;
    return spent - beat.spent >= processor || beat.looks >= patientLooks;
  }

  async #start(): Promise<void> {
    const spent = await this.#options.processorTime();
    const socket = connect({ port: this.#options.port, host: "127.0.0.1" });
    const beat = { answered: false, looks: 0, spent, end: () => socket.destroy() };
    this.#beat = beat;
    const answered = () => {
      beat.answered = true;
      socket.destroy();
    };
    // A runtime that is not there is being started anew: that is not this one's concern.
    socket.on("data", answered).on("error", answered).on("close", answered);
    socket.write("still there?\r\n\r\n");
  }

  #end(): void {
    this.#beat?.end();
    this.#beat = undefined;
  }
}
