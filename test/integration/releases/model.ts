import { fold } from "../../../kit/index.ts";
import { type Design, shownOf } from "./designs.ts";

type Value = string | number | null;

/** What the service must hold: every row that a caller was told of, with all that any release has stored of it. */
export class Model {
  readonly lamps = new Map<string, Map<string, Value>>();
  readonly notes = new Map<string, { lampId: string | null }>();

  /** What another release has left out is what this one takes for it. */
  takeOver(design: Design): void {
    for (const [field, value] of shownOf(design)) {
      for (const lamp of this.lamps.values()) lamp.set(field, lamp.get(field) ?? value);
    }
  }

  shownLamps(design: Design): { id: string; [field: string]: Value }[] {
    const fields = [...shownOf(design).keys()];
    return [...this.lamps].map(([id, lamp]) => ({
      id,
      ...Object.fromEntries(fields.map((field) => [field, lamp.get(field) ?? null])),
    }));
  }

  shownNotes(): { id: string; lampId: string | null }[] {
    return [...this.notes].map(([id, note]) => ({ id, ...note }));
  }

  /** Whether another lamp has the name, in the release's eyes. */
  isTaken({ unique }: Design, name: string, besides?: string): boolean {
    if (unique === "none") return false;
    const alike = (text: unknown) => (unique === "exact" ? text : fold(String(text)));
    return [...this.lamps].some(([id, lamp]) => id !== besides && alike(lamp.get("name")) === alike(name));
  }

  /** Whether two lamps have the same name, in the release's eyes. */
  isShared(design: Design): boolean {
    return [...this.lamps].some(([id, lamp]) => this.isTaken(design, String(lamp.get("name")), id));
  }

  /** Deletes a lamp, unless the release keeps it for its notes. */
  deleteLamp({ notes }: Design, id: string): "deleted" | "refused" {
    const referring = [...this.notes].filter(([, { lampId }]) => lampId === id);
    if (notes === "refuse" && referring.length > 0) return "refused";
    for (const [noteId, note] of referring) {
      if (notes === "delete") this.notes.delete(noteId);
      if (notes === "clear") note.lampId = null;
    }
    this.lamps.delete(id);
    return "deleted";
  }
}
