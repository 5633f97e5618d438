// Lists, pages, advanced queries, delta rounds, batches: what each of them brought, for the caller to judge.
import graph from "@microsoft/microsoft-graph-client";
import { control } from "./client.mjs";

const eventual = ["ConsistencyLevel", "eventual"];

async function all(client, first, options) {
  const rows = [];
  const pages = new graph.PageIterator(client, first, (row) => rows.push(row) > 0, options);
  await pages.iterate();
  return { rows, complete: pages.isComplete(), deltaLink: pages.getDeltaLink() };
}

const names = (rows) => rows.map((row) => row.displayName).sort();
const distinct = (rows) => new Set(rows.map((row) => row.id)).size;

export const reading = {
  async list({ client }) {
    const page = await client.api("/users").select("id,displayName").top(5).get();
    return { count: page.value.length, names: names(page.value), members: Object.keys(page.value[0]).sort() };
  },

  async pages({ client }) {
    const users = await all(client, await client.api("/users").top(100).get());
    const groups = await all(client, await client.api("/groups").top(7).get());
    return { users: distinct(users.rows), groups: distinct(groups.rows), complete: users.complete && groups.complete };
  },

  async single({ client, known }) {
    const byId = await client.api(`/users/${known.ada}`).get();
    const byName = await client.api(`/users/${byId.userPrincipalName}`).select(["id", "accountEnabled"]).get();
    const group = await client.api(`/groups/${known.crew}`).get();
    return { same: byId.id === byName.id, accountEnabled: byName.accountEnabled, group: group.displayName };
  },

  async filter({ client }) {
    const page = await client.api("/users").filter("startswith(displayName,'Person 01')").get();
    const groups = await client.api("/groups").filter("groupTypes/any(c:c eq 'Unified')").get();
    return { count: page.value.length, groups: names(groups.value) };
  },

  async advanced({ client }) {
    const page = await client
      .api("/users")
      .header(...eventual)
      .count(true)
      .filter("endswith(mail,'@contoso.com') and userType ne 'Guest'")
      .orderby("displayName desc")
      .top(3)
      .get();
    return { count: page["@odata.count"], first: page.value[0].displayName };
  },

  async search({ client }) {
    const users = await client.api("/users").header(...eventual).search('"displayName:lovel"').get();
    const group = await client.api("/groups").filter("displayName eq 'Crew'").expand("members").get();
    return { users: names(users.value), members: group.value[0].members.length };
  },

  async count({ client }) {
    const users = await client.api("/users/$count").header(...eventual).get();
    const groups = await client.api("/groups/$count").header(...eventual).get();
    return { users: Number(users), groups: Number(groups) };
  },

  async members({ client, known }) {
    const mixed = await client.api(`/groups/${known.crew}/members`).get();
    const cast = await client.api(`/groups/${known.crew}/members/microsoft.graph.user`).select("displayName").get();
    const everyone = await all(client, await client.api(`/groups/${known.everyone}/members`).top(100).get());
    return {
      types: mixed.value.map((row) => row["@odata.type"]).sort(),
      users: names(cast.value),
      everyone: distinct(everyone.rows),
    };
  },

  async related({ client, known }) {
    const transitive = await client.api(`/groups/${known.outer}/transitiveMembers/microsoft.graph.user`).get();
    const owners = await client.api(`/groups/${known.crew}/owners`).get();
    const direct = await client.api(`/users/${known.alan}/memberOf`).get();
    const groups = await client.api(`/users/${known.alan}/transitiveMemberOf/microsoft.graph.group`).get();
    return { transitive: names(transitive.value), owners: names(owners.value), memberOf: names(direct.value), groups: names(groups.value) };
  },

  async batch({ client, emulator, known }) {
    const root = new URL(emulator.graphUrl).origin;
    const content = new graph.BatchRequestContent([
      { id: "1", request: new Request(`${root}/groups/${known.crew}`) },
      { id: "2", request: new Request(`${root}/users/${known.nobody}`), dependsOn: ["1"] },
      { id: "3", request: new Request(`${root}/users?$top=2`), dependsOn: ["2"] },
    ]);
    const answers = new graph.BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
    return {
      group: (await answers.getResponseById("1").json()).displayName,
      statuses: ["1", "2", "3"].map((id) => answers.getResponseById(id).status),
    };
  },

  async lookups({ client, known }) {
    const found = await client.api("/directoryObjects/getByIds").post({ ids: [known.alan, known.inner], types: ["user", "group"] });
    const checked = await client.api(`/users/${known.alan}/checkMemberGroups`).post({ groupIds: [known.outer, known.everyone] });
    return { found: names(found.value), checked: checked.value.length };
  },

  /** The last of the reading cases: it moves the tenant on. */
  async delta({ client, emulator, known }) {
    const users = await all(client, await client.api("/users/delta").select("displayName").get());
    const groups = await all(client, await client.api("/groups/delta").select("displayName,members").get());
    await control(emulator, "POST", "advance", { to: 2 });
    const laterUsers = await all(client, await client.api(users.deltaLink).get());
    const laterGroups = await all(client, await client.api(groups.deltaLink).get());
    const crew = laterGroups.rows.find((row) => row.id === known.crew);
    return {
      users: distinct(users.rows),
      groups: distinct(groups.rows),
      members: groups.rows.filter((row) => row.id === known.everyone).flatMap((row) => row["members@delta"] ?? []).length,
      renamed: laterUsers.rows.find((row) => row.id === known.ada).displayName,
      deleted: laterUsers.rows.filter((row) => row["@removed"]).map((row) => row.id),
      joined: crew["members@delta"].filter((row) => !row["@removed"]).map((row) => row.id),
      left: crew["members@delta"].filter((row) => row["@removed"]).map((row) => row.id),
    };
  },
};
