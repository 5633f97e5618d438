// Writes through the client.
export const changing = {
  async user({ client }) {
    const made = await client.api("/users").post({
      accountEnabled: true,
      displayName: "barbara",
      mailNickname: "barbara",
      userPrincipalName: "barbara@contoso.com",
      passwordProfile: { forceChangePasswordNextSignIn: true, password: "xWwvJ]6NMw+bWH-d" },
    });
    await client.api(`/users/${made.id}`).patch({ jobTitle: "Engineer" });
    const read = await client.api(`/users/${made.id}`).get();
    await client.api(`/users/${made.id}`).delete();
    const deleted = await client.api("/directory/deletedItems/microsoft.graph.user").get();
    await client.api(`/directory/deletedItems/${made.id}/restore`).post({});
    const back = await client.api(`/users/${made.id}`).get();
    return { jobTitle: read.jobTitle, deleted: deleted.value.some((row) => row.id === made.id), back: back.id === made.id };
  },

  async group({ client, emulator, known }) {
    const link = (id) => `${emulator.graphUrl}/directoryObjects/${id}`;
    const made = await client.api("/groups").post({
      displayName: "Fleet",
      mailEnabled: false,
      mailNickname: "fleet",
      securityEnabled: true,
      "members@odata.bind": [link(known.ada)],
    });
    await client.api(`/groups/${made.id}/members/$ref`).post({ "@odata.id": link(known.inner) });
    await client.api(`/groups/${made.id}/members/${known.ada}/$ref`).delete();
    const members = await client.api(`/groups/${made.id}/members`).get();
    await client.api(`/groups/${made.id}`).patch({ description: "Ships" });
    const read = await client.api(`/groups/${made.id}`).get();
    return { members: members.value.map((row) => row.id), description: read.description };
  },
};
