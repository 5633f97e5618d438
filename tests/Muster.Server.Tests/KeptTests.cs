using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What people began or named, and who sees to what is open.</summary>
public sealed class KeptTests
{
    private const string Kind = "view:test";

    [Fact]
    public async Task What_a_person_keeps_is_theirs_alone_and_never_saved_over_another_browsers()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        var (ada, zoe) = await TwoAsync(rig);
        var kept = rig.Server.Services.GetRequiredService<KeptTexts>();

        Assert.Equal(1, await kept.SaveAsync(ada.Account, Kind, " Sales ", "one", 0, Tests.Token));
        Assert.Null(await kept.SaveAsync(ada.Account, Kind, "Sales", "other", 0, Tests.Token));
        Assert.Equal(2, await kept.SaveAsync(ada.Account, Kind, "Sales", "two", 1, Tests.Token));
        Assert.Null(await kept.SaveAsync(ada.Account, Kind, "Sales", "late", 1, Tests.Token));
        Assert.Equal("two", (await kept.FindAsync(ada.Account, Kind, "Sales", Tests.Token))?.Text);
        Assert.Empty(await kept.ListAsync(zoe.Account, Kind, Tests.Token));

        Assert.True(await kept.RenameAsync(ada.Account, Kind, "Sales", "EMEA", Tests.Token));
        Assert.False(await kept.RenameAsync(ada.Account, Kind, "Sales", "APAC", Tests.Token));
        Assert.Null(await kept.SaveAsync(ada.Account, Kind, "Sales", "late", 2, Tests.Token));
        Assert.Equal("EMEA", Assert.Single(await kept.ListAsync(ada.Account, Kind, Tests.Token)).Name);
        await kept.RemoveAsync(ada.Account, Kind, "EMEA", Tests.Token);
        Assert.Empty(await kept.ListAsync(ada.Account, Kind, Tests.Token));
    }

    [Fact]
    public async Task What_is_kept_has_bounds_that_are_said()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        var (ada, _) = await TwoAsync(rig);
        var kept = rig.Server.Services.GetRequiredService<KeptTexts>();
        Task<int?> Save(string name, string text) => kept.SaveAsync(ada.Account, Kind, name, text, 0, Tests.Token);

        await Assert.ThrowsAsync<WorkFailedException>(() => Save(" ", "text"));
        await Assert.ThrowsAsync<WorkFailedException>(() => Save(new string('n', KeptTexts.LongestName + 1), "text"));
        await Assert.ThrowsAsync<WorkFailedException>(() => Save("name", new string('t', KeptTexts.LongestText + 1)));
        for (var i = 0; i < KeptTexts.Most; i++)
            Assert.Equal(1, await Save($"view {i}", "text"));
        await Assert.ThrowsAsync<WorkFailedException>(() => Save("one more", "text"));
        await Assert.ThrowsAsync<WorkFailedException>(() => kept.RenameAsync(ada.Account, Kind, "view 1", "view 2", Tests.Token));
    }

    [Fact]
    public async Task What_is_open_goes_to_one_person_is_audited_and_not_taken_from_whom_the_giver_did_not_see()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        var (ada, zoe) = await TwoAsync(rig);
        var given = rig.Server.Services.GetRequiredService<Assignments>();
        const string Subject = "problem:12";

        Assert.True(await given.GiveAsync(ada, Subject, null, zoe.Account, Tests.Token));
        Assert.False(await given.GiveAsync(ada, Subject, null, ada.Account, Tests.Token));
        Assert.Equal("Zoe", (await given.ListAsync([Subject, "problem:13"], Tests.Token))[Subject].Name);
        Assert.True(await given.GiveAsync(zoe, Subject, zoe.Account, ada.Account, Tests.Token));
        Assert.Equal(Subject, Assert.Single(await given.OfAsync(ada.Account, 10, Tests.Token)).Subject);
        Assert.Empty(await given.OfAsync(zoe.Account, 10, Tests.Token));
        Assert.True(await given.GiveAsync(zoe, Subject, ada.Account, null, Tests.Token));
        Assert.Empty(await given.ListAsync([Subject], Tests.Token));
        await Assert.ThrowsAsync<WorkFailedException>(() => given.GiveAsync(ada, Subject, null, Guid.NewGuid(), Tests.Token));
        Assert.Equal(3, (await rig.ActionsAsync()).Count(action => action == "assignment.changed"));
    }

    [Fact]
    public async Task Without_a_record_nobody_is_given_anything()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        var (ada, zoe) = await TwoAsync(rig);
        var services = rig.Server.Services;
        var contexts = services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        var given = new Assignments(contexts, new FullAuditLog(), services.GetRequiredService<TimeProvider>());
        await Assert.ThrowsAsync<IOException>(() => given.GiveAsync(ada, "problem:1", null, zoe.Account, Tests.Token));
        Assert.Empty(await given.ListAsync(["problem:1"], Tests.Token));
    }

    private static async Task<(Caller Ada, Caller Zoe)> TwoAsync(ServerRig rig)
    {
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        var desk = rig.Server.Services.GetRequiredService<AccountDesk>();
        var first = (await desk.ListAsync(Tests.Token))[0];
        await desk.AddAsync(Of(first), "Zoe", "zoe@example.com", Role.Administrator, false, Tests.Token);
        var zoe = (await desk.ListAsync(Tests.Token)).Single(account => account.DisplayName == "Zoe");
        return (Of(first), Of(zoe));
    }

    private static Caller Of(Account account) => new(account.Id, account.DisplayName, account.Role, account.Approver, null, null);
}
