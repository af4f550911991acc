import * as z from "zod";
import { Lesson } from "../../shared/messages/lesson.ts";
import { callDataPlane } from "./data-plane.ts";

const Lessons = z.object({ lessons: z.array(Lesson) });

/** What the Library knows of designs. */
export async function readLessons(): Promise<Lesson[]> {
  const { lessons } = await callDataPlane({ method: "GET", path: "/lessons?query=design", answer: Lessons });
  return lessons;
}
