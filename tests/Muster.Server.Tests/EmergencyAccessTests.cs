using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Accounts;
using Muster.Server.Tests.Api;

namespace Muster.Server.Tests;

/// <summary>Whether an Owner comes in without Entra, and whether anybody knows that it works.</summary>
[Collection(ApiRig.Name)]
public sealed class EmergencyAccessTests(ApiRig rig)
{
    private const string Mail = "owner@example.com";

    [Fact]
    public async Task It_is_an_owner_with_a_password_and_stale_when_nobody_came_in_so_for_a_quarter()
    {
        var emergency = rig.Server.Server.Services.GetRequiredService<EmergencyAccess>();
        var now = TimeProvider.System.GetUtcNow();
        await SetAsync(null, now.AddDays(-91));
        Assert.True(emergency.IsStale(await OwnerAsync(emergency)));
        await SetAsync(null, now.AddDays(-89));
        Assert.False(emergency.IsStale(await OwnerAsync(emergency)));
        await SetAsync(null, null);
        Assert.True(emergency.IsStale(await OwnerAsync(emergency)));
        // Only the Owner who is not disabled and has a password of Muster counts.
        Assert.All(await emergency.ListAsync(Tests.Token), account => Assert.NotEqual("gone@example.com", account.Mail));
        Assert.All(await emergency.ListAsync(Tests.Token), account => Assert.NotEqual("administrator@example.com", account.Mail));
    }

    [Fact]
    public async Task Of_somebody_who_comes_in_with_entra_too_only_what_was_done_without_it_counts()
    {
        var emergency = rig.Server.Server.Services.GetRequiredService<EmergencyAccess>();
        var audit = rig.Server.Server.Muster.Database.Audit;
        await SetAsync("72f988bf-86f1-41af-91ab-2d7cd011db47", TimeProvider.System.GetUtcNow());
        try
        {
            var before = (await OwnerAsync(emergency)).TriedAt;
            await audit.AppendAsync("Test Owner", "account.signedIn", Mail, [("with", "Entra")], Tests.Token);
            Assert.Equal(before, (await OwnerAsync(emergency)).TriedAt);
            await audit.AppendAsync("Test Owner", "account.signedIn", Mail, [("with", "password and code")], Tests.Token);
            Assert.NotEqual(before, (await OwnerAsync(emergency)).TriedAt);
        }
        finally
        {
            await SetAsync(null, null);
        }
    }

    private static async Task<EmergencyAccount> OwnerAsync(EmergencyAccess emergency) =>
        Assert.Single(await emergency.ListAsync(Tests.Token), account => account.Mail == Mail);

    private async Task SetAsync(string? objectId, DateTimeOffset? lastSignIn)
    {
        await using var context = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        await context
            .Users.Where(account => account.Email == Mail)
            .ExecuteUpdateAsync(
                set => set.SetProperty(account => account.ObjectId, objectId).SetProperty(account => account.LastSignInAt, lastSignIn),
                Tests.Token
            );
    }
}
