import { anyOf, times, type Workload } from "./workload.ts";

const indexes = [{ entity: "vote", by: [{ field: "post" }] }];

export const hotList: Workload = {
  name: "hot list",
  about:
    "A front page is read over and over between rare votes, in the order of what they come to on average: that is no sum that could be kept, and no index has it.",
  mendable: true,
  spec: `# Board

## Post
- title: text, required
- rating = average of points of its votes
- Listed by -rating
- Pages of 20 by page \`?page\`, size \`?size\` up to 100

## Vote
- post: post, required
- points: whole number, 1 to 5, required
`,
  planted: { indexes },
  handTuned: { indexes, caches: [{ entity: "post" }] },
  async fill(make, random) {
    const posts = await make(
      "/posts",
      times(60, (number) => ({ title: `Post ${number}` })),
    );
    const votes = times(600, () => ({ post: random.pick(posts), points: 1 + random.below(5) }));
    return { posts, votes: await make("/votes", votes) };
  },
  next: (known, random) => {
    const post = anyOf(known, "posts", random);
    if (random.chance(0.05)) return { method: "POST", path: "/votes", body: { post, points: 3 } };
    return { method: "GET", path: random.chance(0.8) ? "/posts" : `/posts/${post}` };
  },
};
