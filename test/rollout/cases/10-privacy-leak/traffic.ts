import { type Call, toolsOf } from "../../tools.ts";

const topics = ["language", "music", "craft", "health", "computing"];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const office = { "X-User": "office-1", "X-Role": "office" };
  const people = ["hana", "ivo", "joan"].map((name) => ({ "X-User": name }));
  const courses: any[] = [];
  const students: any[] = [];
  const enrolments: any[] = [];
  const count = (course: any, state: string) => enrolments.filter((one) => one.course === course.id && one.state === state).length;
  const ownerOf = (thing: any) => ({ "X-User": thing.owner });
  const stranger = (thing: any) => people.find((one) => one["X-User"] !== thing.owner) ?? people[0];
  const dueOf = (course: any, student: any) => (student.adult ? course.cents : Math.round(course.cents / 2));

  const addCourse = async () => {
    const given = {
      title: t.pick(["Español A1", "Guitar for beginners", "Pottery: glazes & kilns", "Back care", "Spreadsheets"]),
      topic: t.pick(topics),
      begins: `2027-0${t.int(1, 9)}-1${t.int(0, 9)}`,
      places: t.pick([1, 2, 3, 12]),
      ...(t.chance(0.8) && { cents: t.pick([4900, 12_050, 0]) }),
    } as any;
    const { status, body } = await t.ask("POST", "/courses", 201, office, given);
    if (status !== 201) return;
    const course = { ...given, cents: given.cents ?? 0 };
    t.same("a new course", body, { ...course, taken: 0, waiting: 0, left: given.places });
    courses.push({ ...course, id: body.id });
  };
  const addStudent = async () => {
    const who = t.pick(people);
    const { given, made } = await t.fresh("/students", who, () => {
      const number = t.int(1, 999_999_999);
      return {
        name: t.pick(["Zoë Ångström", "Paul Meyer", "Chidi O.", "Ana-María Ruiz"]),
        email: `Student.${number}@example.org`,
        bornOn: t.pick(["1961-02-28", "1988-12-01", "2000-02-29", "2015-06-15"]),
        ...(t.chance(0.5) && { insuranceNumber: `${t.pick(["A", "K", "Z"])}${String(number).padStart(9, "0")}` }),
        ...(t.chance(0.2) && { needs: "Wheelchair; hears badly on the left." }),
      };
    });
    if (made === undefined) return;
    const student = { name: given.name, email: given.email.toLowerCase(), bornOn: given.bornOn, needs: given.needs ?? null, owner: who["X-User"], adult: given.bornOn < "2008" };
    t.same("a new student", made, student);
    t.check(!("insuranceNumber" in made), "a student's insurance number is shown");
    students.push({ ...student, id: made.id });
  };
  const enrol = async () => {
    const student = t.pick(students);
    const course = t.pick(courses);
    const who = ownerOf(student);
    const given = { course: course.id, student: student.id, ...(t.chance(0.3) && { note: "Comes ten minutes late." }) } as any;
    if (enrolments.some((one) => one.course === course.id && one.student === student.id && one.state !== "withdrawn"))
      return void (await t.refused("POST", "/enrolments", 409, "enrolled", who, given));
    const { status, body } = await t.ask("POST", "/enrolments", 201, who, given);
    if (status !== 201) return;
    const enrolment = { course: course.id, student: student.id, note: given.note ?? null, owner: who["X-User"], state: "waiting" };
    t.same("a new enrolment", body, { ...enrolment, due: dueOf(course, student) });
    enrolments.push({ ...enrolment, id: body.id });
  };
  const admit = async () => {
    const enrolment = t.pick(t.chance(0.85) ? enrolments.filter(({ state }) => state === "waiting") : enrolments);
    if (enrolment === undefined) return;
    const path = `/enrolments/${enrolment.id}/admit`;
    if (t.chance(0.1)) return void (await t.refused("POST", path, 403, "forbidden", ownerOf(enrolment)));
    if (enrolment.state !== "waiting") return void (await t.refused("POST", path, 409, "not_waiting", office));
    const course = courses.find(({ id }) => id === enrolment.course);
    if (count(course, "admitted") >= course.places) return void (await t.refused("POST", path, 409, "full", office));
    const { status, body } = await t.ask("POST", path, 200, office);
    if (status === 200) enrolment.state = "admitted";
    t.same("an admitted enrolment", body, enrolment);
  };
  const withdraw = async () => {
    if (enrolments.length === 0) return;
    const enrolment = t.pick(enrolments);
    const path = `/enrolments/${enrolment.id}/withdraw`;
    if (enrolment.state === "withdrawn") return void (await t.refused("POST", path, 409, "withdrawn", office));
    const { status, body } = await t.ask("POST", path, 200, t.chance(0.6) ? ownerOf(enrolment) : office);
    if (status === 200) enrolment.state = "withdrawn";
    t.same("a withdrawn enrolment", body, { state: "withdrawn" });
  };
  const look = async () => {
    const course = t.pick(courses);
    const { body } = await t.ask("GET", `/courses/${course.id}`, 200, t.pick(people));
    t.same("a course", body, { title: course.title, taken: count(course, "admitted"), waiting: count(course, "waiting"), left: course.places - count(course, "admitted") });
    const student = t.pick(students);
    const who = t.chance(0.5) ? ownerOf(student) : office;
    const one = await t.ask("GET", `/students/${student.id}`, 200, who);
    t.same("a student", one.body, student);
    t.check(!("insuranceNumber" in (one.body ?? {})), "a student's insurance number is shown");
    if (t.chance(0.3)) await t.refused("GET", `/students/${student.id}`, 404, "not_found", stranger(student));
  };
  const list = async () => {
    if (t.chance(0.5)) {
      const course = t.pick(courses);
      const { body } = await t.ask("GET", `/enrolments?course=${course.id}&state=waiting,admitted`, 200, office);
      t.check(body?.length === count(course, "waiting") + count(course, "admitted"), `a course's list has ${body?.length} names`);
      const who = t.pick(people);
      const own = await t.ask("GET", "/enrolments", 200, who);
      t.check((own.body ?? []).every((one: any) => one.owner === who["X-User"]), "somebody sees the enrolments of others");
    } else {
      const topic = t.pick(topics);
      const { body } = await t.ask("GET", `/courses?topic=${topic}&free=true&after=2027-03-01`, 200, t.pick(people));
      t.check((body?.length ?? 99) <= 10, "a page has more than 10 courses");
      for (const one of body ?? [])
        t.check(one.topic === topic && one.left > 0 && one.begins >= "2027-03-01", `a list of free courses has ${JSON.stringify(one)}`);
    }
  };
  const change = async () => {
    const student = t.pick(students);
    const change = t.pick([{ needs: "None any more" }, { name: "Zoë Ångström-Lee" }, { insuranceNumber: "B123456789" }]) as any;
    const { status, body } = await t.ask("PATCH", `/students/${student.id}`, 200, ownerOf(student), change);
    const { insuranceNumber, ...seen } = change;
    if (status === 200) Object.assign(student, seen);
    t.same("a changed student", body, student);
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("POST", "/courses", 403, "forbidden", t.pick(people), { title: "Mine" });
    if (kind === 1) await t.refused("POST", "/students", 422, "invalid", t.pick(people), { name: "Baby", email: "b@example.org", bornOn: "2199-01-01" });
    if (kind === 2) await t.refused("GET", "/students", 401, "unauthorized");
    if (kind === 3) {
      const student = t.pick(students);
      await t.ask("POST", "/enrolments", 422, stranger(student), { course: t.pick(courses).id, student: student.id });
    }
  };

  for (let n = 0; n < 4; n++) await addCourse();
  for (let n = 0; n < 4; n++) await addStudent();
  if (courses.length === 0 || students.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.03) await addCourse();
    else if (dice < 0.1) await addStudent();
    else if (dice < 0.34) await enrol();
    else if (dice < 0.5) await admit();
    else if (dice < 0.58) await withdraw();
    else if (dice < 0.78) await look();
    else if (dice < 0.88) await list();
    else if (dice < 0.94) await change();
    else await odd();
  }
}
