using Muster.Cli.Tests.Verbs.Tour;

namespace Muster.Cli.Tests.Exporting;

/// <summary>What is decided about people in groups, what differs and what happened leaves by the command line too.</summary>
public sealed class GroupExportTests
{
    [Fact]
    public async Task Exceptions_drift_history_requests_failed_sign_ins_and_what_is_in_force_leave_with_their_filters_and_without_secrets()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("team", "Team")
            .Member("team", "ada", "grace")
            .Then()
            .NoMember("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, actor: "zoe@desk");
        await tenant.MustAsync(
            0,
            Tests.Token,
            ["exceptions", "add", "--group", "Team", "--user", "ada@contoso.com", "--exclude", "--reason", "Under review", "--yes"]
        );
        await AccountFolder.WithOneAsync(tenant.Muster.Folder, null, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.RunAsync(Tests.Token, "drift", "--read");
        async Task<string[]> LinesAsync(string typed) =>
            (await tenant.MustAsync(0, Tests.Token, ["export", .. typed.Split(' '), "--format", "csv"])).Output.Split(
                "\r\n",
                StringSplitOptions.RemoveEmptyEntries
            );
        var exceptions = await LinesAsync("exceptions --group Team");
        Assert.Equal("id,groupKey,group,user,userName,kind,relation,reason,author,since,until", exceptions[0]);
        Assert.Contains(",Team,", Assert.Single(exceptions[1..]), StringComparison.Ordinal);
        Assert.Single(await LinesAsync("exceptions --ending 1d"));
        Assert.Single(await LinesAsync("exceptions --user grace@contoso.com"));
        Assert.Single(await LinesAsync("exceptions --at revision:1"));
        var drift = await LinesAsync("drift --kind directoryChange");
        Assert.StartsWith("what,kind,state,groupKey,group,", drift[0], StringComparison.Ordinal);
        Assert.StartsWith("extraMember,directoryChange,heals,", Assert.Single(drift[1..]), StringComparison.Ordinal);
        Assert.Single(await LinesAsync("drift --kind undo"));
        Assert.Single(await LinesAsync("drift --user ada@contoso.com --state heals"));
        var history = await LinesAsync("group-history Team");
        Assert.Equal("groupKey,group,day,membersAdded,membersRemoved,ownersAdded,ownersRemoved,membersAfter", history[0]);
        Assert.InRange(history.Length, 2, 10);
        var failed = await LinesAsync("failed-sign-ins");
        Assert.Equal("hour,name,address,count", failed[0]);
        Assert.EndsWith(",'=mallory,192.0.2.7,3", Assert.Single(failed[1..]), StringComparison.Ordinal);
        var sessions = await LinesAsync("sessions");
        Assert.Equal("session,who,startedAt,seenAt,address,browser", sessions[0]);
        Assert.EndsWith(",192.0.2.8,'=Firefox", Assert.Single(sessions[1..]), StringComparison.Ordinal);
        var tokens = await LinesAsync("tokens");
        Assert.Equal("token,who,name,beginsWith,scope,connections,createdAt,usedAt,expiresAt", tokens[0]);
        Assert.Contains(",'=nightly,muster_ab12c,auditor,corp,", Assert.Single(tokens[1..]), StringComparison.Ordinal);
        var connections = await LinesAsync("connections --mode manual --search corp");
        Assert.StartsWith("corp,entra,", Assert.Single(connections[1..]), StringComparison.Ordinal);
        Assert.Single(await LinesAsync("connections --mode selfHeal"));
        Assert.Single(await LinesAsync("connections --search nothing-is-called-so"));
        foreach (var line in sessions.Concat(tokens).Concat(connections))
        {
            Assert.DoesNotContain(AccountFolder.KeyHash, line, StringComparison.Ordinal);
            Assert.DoesNotContain(AccountFolder.SecretHash, line, StringComparison.Ordinal);
        }
        // Who asked owns no group, so that it does not wait any more.
        var requests = await LinesAsync("requests --state lapsed");
        Assert.StartsWith("id,state,groupKey,", requests[0], StringComparison.Ordinal);
        Assert.Contains("She helps out", Assert.Single(requests[1..]), StringComparison.Ordinal);
        Assert.Single(await LinesAsync("requests --state waiting"));
        var recorded = (
            await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "list.exported", "--limit", "0", "--json")
        ).Output;
        Assert.Contains("directoryChange", recorded, StringComparison.Ordinal);
        Assert.Contains("waiting", recorded, StringComparison.Ordinal);
    }
}
