/** A name of a property as a spec writes it: in quotes where it is no bare name. */
export function nameText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}

/** An object of names and what stands for them, as a spec writes it. */
export function objectText(properties: readonly (readonly [name: string, text: string])[]): string {
  return `{${properties.map(([name, text]) => `${nameText(name)}: ${text}`).join(", ")}}`;
}
