import type { Random } from "../../../shared/random.ts";
import { type Known, times, type Workload } from "./workload.ts";

const indexes = [{ entity: "message", by: [{ field: "channel" }] }];

/** Nine of ten go to the first channel. */
function channel(known: Known, random: Random): string {
  const { channels = [] } = known;
  return (random.chance(0.9) ? channels[0] : random.pick(channels)) ?? "";
}

export const hotShard: Workload = {
  name: "hot shard",
  about:
    "Nine of ten messages go to one of ten channels. Each is read by an index, page by page; that one object has to take all of it, a design can't change.",
  mendable: false,
  spec: `# Chat

## Channel
- name: text, required

## Message
- channel: channel, required
- text: text, required
- createdAt: moment of creation
- Listed by -createdAt
- \`?channel\` is channel
- Pages of 20 by cursor \`?after\`, size \`?size\` up to 100
`,
  planted: { indexes },
  handTuned: { indexes },
  async fill(make, random) {
    const channels = await make(
      "/channels",
      times(10, (number) => ({ name: `Channel ${number}` })),
    );
    const messages = times(600, (number) => ({
      channel: channel({ channels }, random),
      text: `Message ${number}`,
    }));
    return { channels, messages: await make("/messages", messages) };
  },
  next: (known, random) => {
    const of = channel(known, random);
    return random.chance(0.5)
      ? { method: "GET", path: `/messages?channel=${of}` }
      : { method: "POST", path: "/messages", body: { channel: of, text: "Hello" } };
  },
};
