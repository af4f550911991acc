/** A shop's cards: effects that happen only where conditions are true. */
export const loyalty = `# Loyalty

## Card
- name: text, required
- points: whole number, 0 to 1000, default 0
- visits: whole number, default 0
- level: one of plain or gold, default plain

### Visit: \`POST /cards/{id}/visits\`
- spent: whole number, required, 1 to 100
- note: text
- wasGold = level is gold
- Sets visits to visits + 1
- Sets points to (points + 2 * spent if wasGold, else points + spent) if spent >= 10
- Sets level to gold if points >= 50
- Creates a voucher with card = it, worth = 5 if level is gold and not wasGold
- Sets voucher.note to note if voucher is not empty and note is not empty
- Creates a stamp with card = it
- Creates a stamp with card = it, big = true if visits = 3
- Answers {points, level, voucher, of: voucher.worth, stamp: stamp.big} (201)

### Cash: \`POST /cards/{id}/cash\`
- dry: yes/no, default no
- clear: yes/no, default no
- lines: list of {voucher: voucher, required; take: whole number, required}, default []
- Sets voucher.worth to voucher.worth - take for each of lines where take > 0 if not dry
- Sets used to true for each of its vouchers where worth < 5 if its points > 10 and not dry
- Deletes each of its vouchers where used if clear
- Answers list of {worth, used} of its vouchers by worth

### Give: \`POST /cards/{id}/gifts\`
- worth: whole number, required
- Finds first among its vouchers by worth
- Deletes first if first is not empty and worth > first.worth
- Creates a voucher with card = it, worth = worth if worth > 1
- Answers {given: 0} (202) if voucher is empty
- Answers voucher (201)

### Leave: \`POST /cards/{id}/leave\`
- sure: yes/no, required
- Deletes it if sure
- Answers {sure} (200)

## Voucher
- card: card, required, deleted with it
- worth: whole number, required, at least 0
- used: yes/no, default no
- note: text, up to 5 characters

## Stamp
- card: card, required, deleted with it
- big: yes/no, default no
`;
