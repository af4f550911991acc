const lastChunk = "0\r\n\r\n";

/** Follows an answer as it passes, to know when nothing of it is to come any more. In doubt it goes on. */
export class AnswerProgress {
  /** Bytes of the body that are to come; infinite when they come in chunks, or until the connection closes. */
  #rest: number;
  #tail = "";

  /** `first` is where the answer begins. */
  constructor(first: Buffer) {
    const end = first.indexOf("\r\n\r\n");
    const head = first.toString("latin1", 0, Math.max(end, 0) + 2);
    const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1];
    this.#rest = end < 0 || length === undefined ? Number.POSITIVE_INFINITY : Number(length);
    if (end >= 0) this.pass(first.subarray(end + 4));
  }

  /** Whether something is to come, as far as is known. */
  get isOpen(): boolean {
    return this.#rest > 0 && this.#tail !== lastChunk;
  }

  pass(bytes: Buffer): void {
    this.#rest = Math.max(0, this.#rest - bytes.length);
    this.#tail = (this.#tail + bytes.toString("latin1", Math.max(0, bytes.length - lastChunk.length))).slice(
      -lastChunk.length,
    );
  }
}
