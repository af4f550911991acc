/** Most bytes of a body that are read only to be dropped. */
const dropLimit = 64 * 1_048_576;

/**
 * Reads what nobody has read of a request's body, and drops it. A connection whose request was answered unread is cut off:
 * its client sees an error instead of the answer, or with its next request. Of a very large body only a part is read.
 */
export async function dropUnread({ body }: Request): Promise<void> {
  if (body === null) return;
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > dropLimit) return;
    }
  } catch {
    // It was read, or its sender has gone.
  }
}
