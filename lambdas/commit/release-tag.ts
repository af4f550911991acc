import { ServiceUnavailableError } from "../runtime/errors.ts";
import type { Remote } from "../runtime/remote.ts";
import type { Repository } from "../runtime/repository.ts";

/** Times that a number is tried while others tag their releases as well. */
const mostTries = 20;

export interface TaggedRelease {
  commit: string;
  title: string;
  run: string;
  time: Date;
  /** Markdown, under the service's title. */
  notes: string;
}

/** Tags the release with the next number, `release/3`, unless it has a tag already. Gives the tag's name. */
export async function tagRelease(
  repository: Repository,
  remote: Remote,
  { commit, title, run, time, notes }: TaggedRelease,
): Promise<string> {
  for (let tries = 1; tries <= mostTries; tries++) {
    const tags = await repository.tags(remote, "release/");
    const [known] = [...tags].find(([, tagged]) => tagged === commit) ?? [];
    if (known !== undefined) return known;
    const numbers = [...tags.keys()].map((name) => Number(/^release\/(\d+)$/.exec(name)?.[1] ?? 0));
    const number = Math.max(0, ...numbers) + 1;
    const name = `release/${number}`;
    const message = [
      `${title}, release ${number}`,
      notes.replace(/^# .*\n/, "").trim(),
      `Run: ${run}\n`,
    ].join("\n\n");
    if (await repository.pushTag(remote, { name, commit, message, time })) return name;
  }
  throw new ServiceUnavailableError(`Others tagged releases in ${remote.url} each of ${mostTries} times.`);
}
