using System.Text.Json.Nodes;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Tests.Histories;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Delta;

public sealed class RealHistoryTests
{
    private const string Users = "/users/delta?$select=userPrincipalName,displayName,mail,userType,accountEnabled";
    private const string Groups = "/groups/delta?$select=displayName,mail,description,members,owners";
    private static readonly string[] UserNames = ["userPrincipalName", "displayName", "mail", "userType", "accountEnabled"];
    private static readonly string[] GroupNames = ["displayName", "mail", "description"];

    [Fact]
    public async Task A_client_that_follows_delta_through_a_real_history_meets_the_digest_of_every_checkpoint()
    {
        var history = new HistoryFile(SharedFolder.FileOrSkip("directory-history", "kubernetes-org.history.jsonl.gz"));
        await using var emulator = await TestEmulator.StartAsync(history, new() { MembersPerSlice = 100 });
        var copy = new StrictDirectory();
        var (users, groups) = (Users, Groups);
        foreach (var checkpoint in history.Checkpoints())
        {
            await emulator.AdvanceAsync(checkpoint.Seq);
            var (userRows, userLink, _) = await emulator.AllAsync(users);
            userRows.ForEach(row => TakeUser(copy, row));
            var (groupRows, groupLink, _) = await emulator.AllAsync(groups);
            groupRows.ForEach(row => TakeGroup(copy, row));
            (users, groups) = (userLink!, groupLink!);

            Assert.Equal(checkpoint, CheckpointDigest.Of(copy, checkpoint.Seq));
        }
    }

    private static void TakeUser(StrictDirectory copy, JsonObject row)
    {
        var id = Guid.Parse(row.Text("id"));
        if (row.IsTombstone())
            copy.Users.Remove(id);
        else
            copy.Users[id] = Values(row, UserNames);
    }

    private static void TakeGroup(StrictDirectory copy, JsonObject row)
    {
        var id = Guid.Parse(row.Text("id"));
        if (row.IsTombstone())
        {
            copy.Groups.Remove(id);
            copy.Members.Remove(id);
            copy.Owners.Remove(id);
            return;
        }
        copy.Groups[id] = Values(row, GroupNames);
        var members = copy.Members.TryGetValue(id, out var known) ? known : copy.Members[id] = [];
        var owners = copy.Owners.TryGetValue(id, out var knownOwners) ? knownOwners : copy.Owners[id] = [];
        foreach (var (member, kind, isRemoved) in Entries(row, "members@delta"))
        {
            if (isRemoved)
                members.Remove(member);
            else
                members[member] = kind;
        }
        foreach (var (owner, _, isRemoved) in Entries(row, "owners@delta"))
            _ = isRemoved ? owners.Remove(owner) : owners.Add(owner);
    }

    private static IEnumerable<(Guid Id, MemberKind Kind, bool IsRemoved)> Entries(JsonObject row, string name) =>
        (row[name]?.AsArray() ?? []).Select(entry =>
            (
                Guid.Parse(entry!["id"]!.GetValue<string>()),
                entry["@odata.type"]!.GetValue<string>() == "#microsoft.graph.user" ? MemberKind.User : MemberKind.Group,
                entry["@removed"] is not null
            )
        );

    private static Dictionary<string, object?> Values(JsonObject row, string[] names) =>
        names.ToDictionary(
            name => name,
            name =>
                row[name]?.GetValueKind() switch
                {
                    null => null,
                    System.Text.Json.JsonValueKind.True => true,
                    System.Text.Json.JsonValueKind.False => false,
                    _ => (object?)row.Text(name),
                },
            StringComparer.Ordinal
        );
}
