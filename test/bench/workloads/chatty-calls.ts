import { anyOf, times, type Workload } from "./workload.ts";

const indexes = [{ entity: "task", by: [{ field: "project" }] }];

export const chattyCalls: Workload = {
  name: "chatty calls",
  about:
    "Projects do not show how many tasks they have, so callers list the tasks of each to count them. Only the spec could show the count.",
  mendable: false,
  spec: `# Projects

## Project
- name: text, required

## Task
- project: project, required
- title: text, required
- \`?project\` is project
`,
  planted: { indexes },
  handTuned: { indexes },
  async fill(make, random) {
    const projects = await make(
      "/projects",
      times(20, (number) => ({ name: `Project ${number}` })),
    );
    const tasks = times(600, (number) => ({ project: random.pick(projects), title: `Task ${number}` }));
    return { projects, tasks: await make("/tasks", tasks) };
  },
  next: (known, random) => {
    const project = anyOf(known, "projects", random);
    if (random.chance(0.9)) {
      const isFirst = random.chance(1 / 21);
      return { method: "GET", path: isFirst ? "/projects" : `/tasks?project=${project}` };
    }
    return { method: "POST", path: "/tasks", body: { project, title: "One more" } };
  },
};
