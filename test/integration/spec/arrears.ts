/** A spec of actions that name lists and go over them. */
export const arrears = `# Arrears

## Member
- name: text, required
- dearest = first of title of its loans where isOpen by -fee
- oldest = first of {title, fee} of its loans

## Loan
- member: member, required, deleted with it
- title: text, required
- fee: whole number, default 0, 0 to 100
- isOpen: yes/no, default yes
- tags: list of text

### Sum up: \`GET /loans/{id}/summary\`
- least: whole number, default 1
- others = list of it of all loans where isOpen and it is not the loan by -fee, title
- dear = list of it of others where fee >= least
- shown = list of {fee, title, whose: member} of dear
- Answers {others: count of others, dear: count of dear, sum: sum of fee of dear where member is its member, titles: list of title of dear, names: list of whose.name of shown where fee > 2, tagged: count of others where (any of its tags where it is "new"), alike: list of {title, same: count of all loans where title is the loan.title} of others}

### Close: \`POST /close\`
- least: whole number, required, 0 to 100
- owed = list of it of all loans where isOpen by -fee
- busy = list for each member of all loans where isOpen {member, loans: count of them, fee: sum of fee of them} by -loans
- totals = {fee: sum of fee of owed, loans: count of owed}
- Only if any of owed where fee >= least (409 \`none\`, with fee: greatest of fee of owed)
- Deletes each of owed where fee < least
- Sets isOpen to false for each of owed where fee is not empty
- Sets fee to fee + count of owed for each of owed where fee is not empty by title
- Answers {closed: count of owed where not isOpen, named: count of owed, titles: list of title of owed, totals, mean: totals.fee / totals.loans, busiest: (list of {name: member.name, loans} of busy where loans > 1), most: greatest of fee of busy}

### Roll: \`GET /roll\`
- who = list of it of all members by name
- Answers list of {name, loans: count of its loans} of who where any of its loans where isOpen

### Drop: \`POST /drop\`
- loans: list of loan, required, 1 to 3 elements
- dropped = sum of fee of loans
- Deletes each of loans
- Answers {dropped, left: count of all loans}

### Worst: \`GET /worst\`
- fees = list for each member of all loans {member, fee: sum of fee of them, isOpen: (first of isOpen of them by -fee), title: (first of title of them where isOpen by title)}
- worst = first of it of fees by -fee
- first = first of it of all loans by -fee, title
- Only if first is not empty (404 \`none\`)
- Answers {title: first.title, loan: first, worst: worst.member.name, open: worst.isOpen, of: worst.title}

## Shelf (shelves)
- loans: list of loan
- dear = count of its loans where fee > 2
`;
