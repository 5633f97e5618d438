using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What has to happen on a server before some screens have anything to show.</summary>
internal static class Prepared
{
    /// <summary>The run that filled the groups, of a made-up company that was just filled.</summary>
    private const long Filled = 3;

    /// <summary>Leaves a problem, a held plan, one that is ready, a draft of an undo, a comparison, a local person, work under way, and whatever a dialog needs.</summary>
    /// <returns>Where they are, by the names that <see cref="Screens"/> has in braces.</returns>
    public static async Task<Dictionary<string, string>> AsAsync(ServerRig rig, CancellationToken token)
    {
        var tenant = rig.Tenant;
        await tenant.MustAsync(0, token, "settings", "set", "protectedUsers", "nobody@nowhere.example", "--reason", "Test", "--yes");
        await tenant.MustAsync(0, token, "settings", "set", "schedule.cron", "0 3 1 1 *", "--yes");
        await tenant.MustAsync(0, token, "users", "add", "--upn", "ada@lovelace.example", "--name", "Ada Lovelace");
        var edited = await PreparedDialogs.EditAsync(rig, token);
        await tenant.MustAsync(0, token, "sync", "--yes");
        await tenant.MustAsync(3, token, "runs", "undo", Text(Filled), "--yes");
        for (var i = 0; i < 8; i++)
            await tenant.NextAsync(token);
        await tenant.MustAsync(0, token, "plan");
        var database = rig.Server.Muster.Database;
        var connection = (await database.Connections.FindAsync(TestTenant.Connection, token))!;
        var plans = await database.Plans.ListAsync(new(connection.Key, null, null, 10), token);
        var services = rig.Server.Services;
        var owner = new Caller(Guid.NewGuid(), "Test Owner", Role.Owner, false, null, null);
        var undo = services.GetRequiredService<UndoWork>().Look(Filled, connection.Key, null, owner, Muster.Server.Ui.Texts.English);
        var drafted = await undo.EndAsync(token);
        var compared = await services.GetRequiredService<PlanWork>().Compare(plans[0], owner).EndAsync(token);
        await PreparedDialogs.KeepAsync(rig, connection.Key, token);
        await database.Subscriptions.EnableAsync(connection.Key, "Test Owner", token);
        var revision = await database.Platform.RevisionAsync(token);
        return new()
        {
            ["undone"] = Text(Filled),
            ["undo"] = drafted.Result ?? throw new InvalidOperationException(drafted.Failure),
            ["compare"] = compared.Result ?? throw new InvalidOperationException(compared.Failure),
            ["edited"] = Text(edited),
            ["held"] = Text(plans.First(plan => plan.Held.Count > 0).Id),
            ["localKey"] = Text((await database.Platform.FindUsersAsync("ada@lovelace.example", revision, token))[0].Key),
            ["live"] = Text(UnderWay(services.GetRequiredService<LiveRuns>(), connection.Key).Number),
        };
    }

    /// <summary>Work that reads until the server stops.</summary>
    private static LiveRun UnderWay(LiveRuns live, int connection) =>
        live.Start(
            new LiveWork("Sync of corp", connection),
            "Test Owner",
            (work, stop) =>
            {
                work.Phase(RunPhase.Read);
                work.Reading(new ReadProgress(DirectoryStream.Users, 1, 200, 0));
                work.Reading(new ReadProgress(DirectoryStream.Groups, 1, 40, 1_204, TimeSpan.FromSeconds(40)));
                return new TaskCompletionSource<string?>().Task.WaitAsync(stop);
            }
        );

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
