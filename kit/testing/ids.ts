const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const hexadecimal = /^(?=.*\d)[0-9a-f]{8,}$/i;
const wholeNumber = /^\d+$/;

/** Beyond whatever a test makes, and within 32 bits for as long as what it made is small. */
const farBeyond = 1_000_000_000;

/**
 * An id of the same kind as one that the service gave, which names nothing: a number far beyond it, another UUID, another
 * text of its shape (other digits, or where it has none other letters). The same for the same id.
 *
 * @throws TypeError when what is given is neither a number nor a text
 */
export function otherId(id: unknown): string | number {
  if (typeof id === "number") return id + farBeyond;
  if (typeof id !== "string" || id === "") {
    throw new TypeError(
      `otherId takes an id that the service gave, a number or a text, and not ${JSON.stringify(id) ?? String(id)}.`,
    );
  }
  if (wholeNumber.test(id)) return String(BigInt(id) + BigInt(farBeyond));
  // What a UUID says of its version and variant stays as it is.
  if (uuid.test(id)) return id.slice(0, -12) + otherDigits(id.slice(-12), id);
  if (hexadecimal.test(id)) return otherDigits(id, id);
  // Letters before digits are often the same for all, as in "L-004217".
  const other = id.replace(/\d/g, (digit) => String(9 - Number(digit)));
  if (other !== id) return other;
  const lettered = id.replace(/[a-z]/gi, otherLetter);
  return lettered === id ? `${id}0` : lettered;
}

/** Other hexadecimal digits, in the case of the id that they are of. */
function otherDigits(digits: string, id: string): string {
  const other = digits.replace(/./g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
  return id === id.toUpperCase() ? other.toUpperCase() : other;
}

/** The letter thirteen on, round the alphabet, which is never the same one. */
function otherLetter(letter: string): string {
  const first = letter <= "Z" ? 65 : 97;
  return String.fromCharCode(first + ((letter.charCodeAt(0) - first + 13) % 26));
}
