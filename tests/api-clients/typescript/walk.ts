import { exportUsers, getGroup, getMe, getRun, getWork, listUsers, makePlan, startSync, type WorkItem } from "./client";
import { client } from "./client/client.gen";

// What a program does with a client that openapi-ts made: list with cursors, plan, sync, follow, export, read problems.
const [url, token] = process.argv.slice(2);
client.setConfig({ baseUrl: url, auth: () => token });

function need(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`Wrong: ${what}.`);
}

const key = () => ({ "Idempotency-Key": crypto.randomUUID() });

async function end(begun: WorkItem | undefined): Promise<WorkItem> {
  need(begun, "work");
  let work = begun;
  while (work.endedAt === null) {
    await new Promise((done) => setTimeout(done, 100));
    const { data } = await getWork({ path: { number: work.number } });
    need(data, "work that goes on");
    work = data;
  }
  return work;
}

async function walk(): Promise<void> {
  const me = (await getMe()).data;
  need(me?.name, "who asks");
  const users = new Set<string>();
  let cursor: string | undefined;
  let total: number | null = null;
  do {
    const { data } = await listUsers({ query: { cursor, limit: 50, total: true, state: "active" } });
    need(data, "a page");
    data.items.forEach((user) => users.add(user.handle));
    cursor = data.next ?? undefined;
    total = data.total === null ? null : Number(data.total);
  } while (cursor);
  need(users.size === total, `${users.size} of ${total} users`);

  const plan = await end((await makePlan({ body: {}, headers: key() })).data);
  need(plan.failure === null && plan.result, `a plan: ${plan.failure}`);
  const run = await end((await startSync({ body: {}, headers: key() })).data);
  need(run.result, `a sync: ${run.failure}`);
  const done = (await getRun({ path: { id: Number(run.result.split("/").at(-1)) } })).data;
  need(done?.verb === "sync", "a run");
  const file = (await exportUsers({ query: { format: "csv" }, parseAs: "blob" })).data;
  need((await (file as Blob).text()).startsWith("user,id,"), "an export");
  const { error } = await getGroup({ path: { key: 999999 } });
  need(error?.code === "notFound" && error.status === 404, `a problem: ${error?.code}`);
  console.log(`${users.size} users, plan ${plan.result}, run ${run.result}, problem read`);
}

walk().catch((wrong) => {
  console.error(wrong);
  process.exitCode = 1;
});
