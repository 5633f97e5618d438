using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Connections;
using Muster.Server.Groups;
using Muster.Server.Views;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What has to be there before the buttons of some dialogs are: an edit by hand, an exception, a request of an owner, a passkey, a view, a draft and the emergency account.</summary>
internal static class PreparedDialogs
{
    /// <summary>Takes a member by hand out of a group that only reports drift, and makes an exception there. Another group has an owner who manages it.</summary>
    /// <returns>Key of the edited group.</returns>
    public static async Task<int> EditAsync(ServerRig rig, CancellationToken token)
    {
        var (tenant, database) = (rig.Tenant, rig.Server.Muster.Database);
        var revision = await database.Platform.RevisionAsync(token);
        var (group, member) = await FirstAsync(rig, MembershipRelation.Member, revision, token);
        string[] reports = ["--hand-edits", "allow", "--on-drift", "report", "--reason", "Nights", "--yes"];
        await tenant.MustAsync(0, token, ["groups", "set", group.Name, .. reports]);
        await tenant.MustAsync(0, token, "groups", "remove-member", group.Name, member.Handle, "--reason", "Asked on the phone");
        string[] wish = ["--group", group.Name, "--user", "ada@lovelace.example", "--exclude", "--reason", "On leave"];
        await tenant.MustAsync(0, token, ["exceptions", "add", .. wish, "--yes"]);
        await tenant.SetAsync("ownerPermissions", OwnerPermissions.Word(OwnerPermission.GroupManager), token);
        return group.Key;
    }

    /// <summary>Gives the owner's account what a person has after some days.</summary>
    /// <returns>Key of a group that the owner owns.</returns>
    public static async Task<int> KeepAsync(ServerRig rig, int connection, CancellationToken token)
    {
        await using var scope = rig.Server.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = (await accounts.FindByEmailAsync("owner@example.com"))!;
        var kept = scope.ServiceProvider.GetRequiredService<KeptTexts>();
        await kept.SaveAsync(account.Id, ListView.Kind("audit"), "Sign-ins", ListView.Text("?action=account.*"), 0, token);
        var draft = new ConnectionDraft { Name = "lab", Step = "source" };
        await scope.ServiceProvider.GetRequiredService<ConnectionDrafts>().KeepAsync(account.Id, draft, token);
        var owner = new Caller(account.Id, account.DisplayName, account.Role, account.Approver, null, null);
        await scope.ServiceProvider.GetRequiredService<EmergencyDoor>().MakeAsync(owner, token);
        // Stored with the passkey.
        (account.PlatformUser, var owned) = await AskAsync(rig, account.Id, connection, token);
        byte[] id = [1, 2, 3, 4];
        var key = new UserPasskeyInfo(id, id, TimeProvider.System.GetUtcNow(), 0, null, true, false, false, id, id) { Name = "Laptop" };
        var added = await accounts.AddOrUpdatePasskeyAsync(account, key);
        Assert.True(added.Succeeded, string.Join(' ', added.Errors.Select(error => error.Description)));
        return owned;
    }

    /// <summary>Asks for an exception in a group that has an owner.</summary>
    /// <returns>Who the owner is, whom the account has to be, and the group.</returns>
    private static async Task<(int Owner, int Group)> AskAsync(ServerRig rig, Guid account, int connection, CancellationToken token)
    {
        var revision = await rig.Server.Muster.Database.Platform.RevisionAsync(token);
        var (group, owner) = await FirstAsync(rig, MembershipRelation.Owner, revision, token);
        var now = TimeProvider.System.GetUtcNow();
        await using var context = await rig
            .Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(token);
        context.Requests.Add(
            new()
            {
                Account = account,
                Asker = "Test Owner",
                Owner = owner.Key,
                Group = group.Key,
                Connection = connection,
                User = owner.Key,
                Kind = ExceptionKind.Exclude,
                Reason = "Covers for somebody",
                Until = now.AddDays(20),
                AskedAt = now,
            }
        );
        await context.SaveChangesAsync(token);
        return (owner.Key, group.Key);
    }

    /// <summary>The first group that has somebody in it, and the first who is.</summary>
    private static async Task<(GroupRow Group, UserRow User)> FirstAsync(
        ServerRig rig,
        MembershipRelation relation,
        long revision,
        CancellationToken token
    )
    {
        for (var key = 1; await rig.Server.Muster.GroupAsync(key, revision, token) is { } group; key++)
        {
            var first = new MemberQuery(key, relation) { Direct = true, Limit = 1 };
            if (await rig.Server.Muster.Database.Platform.MemberPageAsync(revision, first, token).FirstOrDefaultAsync(token) is { } member)
                return (group, member.User);
        }
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No group has a {relation}."));
    }
}
