import { anyOf, times, type Workload } from "./workload.ts";

const indexes = [{ entity: "vote", by: [{ field: "post" }] }];

export const cacheableReads: Workload = {
  name: "cacheable reads",
  about: "Each post shows how many votes it has and what they sum to, worked out at every read.",
  mendable: true,
  spec: `# Board

## Post
- title: text, required
- votes = count of its votes
- score = sum of points of its votes
- Pages of 20 by cursor \`?after\`, size \`?size\` up to 100

## Vote
- post: post, required
- points: whole number, 1 to 5, required
`,
  planted: { indexes },
  handTuned: {
    indexes,
    stored: [
      { entity: "post", value: "count of its votes" },
      { entity: "post", value: "sum of points of its votes" },
    ],
  },
  async fill(make, random) {
    const posts = await make(
      "/posts",
      times(60, (number) => ({ title: `Post ${number}` })),
    );
    const votes = times(1_200, () => ({ post: random.pick(posts), points: 1 + random.below(5) }));
    return { posts, votes: await make("/votes", votes) };
  },
  next: (known, random) => {
    const post = anyOf(known, "posts", random);
    if (random.chance(0.2)) return { method: "POST", path: "/votes", body: { post, points: 3 } };
    return { method: "GET", path: random.chance(0.5) ? "/posts" : `/posts/${post}` };
  },
};
