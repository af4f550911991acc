/** A spec of lists whose parameters must fit together. */
export const ranges = `# Stays

Statuses: invalid 422.
Refusals answer {error: code, names: names}.

## Stay
- name: text, required
- nights: whole number, required
- on: date, required
- at: time
- bookedAt: moment
- madeAt: moment of creation
- \`?from\` at least on
- \`?to\` at most on
- \`?from\` must be at most \`?to\`
- \`?least\`: number, only where nights >= least
- \`?most\` at most nights
- \`?least\` must be less than \`?most\`
- \`?opens\` at least at
- \`?closes\`: time, only where at is empty or at <= closes
- \`?opens\` must be before \`?closes\`
- \`?since\` at least bookedAt
- \`?until\` at most madeAt
- \`?other\`: moment, only where bookedAt is not other
- \`?since\` must be other than \`?until\`
- \`?other\` must be after \`?since\`
`;
