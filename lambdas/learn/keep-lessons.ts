import * as z from "zod";
import { learn, learntFrom, lessonOf } from "../../shared/improvement/lesson.ts";
import type { ArchiveEntry } from "../../shared/improvement/proposal.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { readDesignedRelease } from "../runtime/designed-release.ts";
import { readLessons } from "../runtime/lessons.ts";

/** Puts into the Library what the trials of a release add to what is known of designs. */
export async function keepLessons(
  service: string,
  release: string,
  entries: readonly ArchiveEntry[],
): Promise<void> {
  const { blueprint } = await readDesignedRelease(service, release);
  const before = (await readLessons()).flatMap((lesson) => learntFrom(lesson) ?? []);
  for (const learnt of learn(before, entries, blueprint)) {
    const lesson = lessonOf(learnt);
    await callDataPlane({
      method: "PUT",
      path: `/lessons/${lesson.id}`,
      body: lesson,
      answer: z.undefined(),
    });
  }
}
