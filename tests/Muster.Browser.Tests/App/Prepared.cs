using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Importing;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Importing;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Storage;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What has to happen on a server before some screens have anything to show.</summary>
internal static class Prepared
{
    /// <summary>The run that filled the groups, of a made-up company that was just filled.</summary>
    private const long Filled = 3;

    /// <summary>What people type on the way, and what is made up as if the engine had said it.</summary>
    public static readonly IReadOnlyList<string> Typed =
    [
        "On leave",
        "Covers for somebody",
        "Asked on the phone",
        "Test Owner: Asked the directory's people",
        "The name fits nobody.",
    ];

    /// <summary>Leaves a problem, a held plan, one that is ready, a draft of an undo, a comparison, a local person, work under way, and whatever a dialog needs.</summary>
    /// <returns>Where they are, by the names that <see cref="Screens"/> has in braces.</returns>
    public static async Task<Dictionary<string, string>> AsAsync(ServerRig rig, CancellationToken token)
    {
        var tenant = rig.Tenant;
        await tenant.MustAsync(0, token, "settings", "set", "protectedUsers", "nobody@nowhere.example", "--reason", "Test", "--yes");
        await tenant.MustAsync(0, token, "settings", "set", "schedule.cron", "0 3 1 1 *", "--yes");
        await tenant.MustAsync(0, token, "users", "add", "--upn", "ada@lovelace.example", "--name", "Ada Lovelace");
        var edited = await PreparedDialogs.EditAsync(rig, token);
        var retired = await RetireAsync(rig, token);
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
        var owned = await PreparedDialogs.KeepAsync(rig, connection.Key, token);
        await database.Subscriptions.EnableAsync(connection.Key, "Test Owner", token);
        var preview = await ImportWork.PreviewAsync(
            rig.Server.Muster,
            connection,
            new ImportRule.Where(UserConditionParser.Parse("userType = Guest").Condition!),
            "Test Owner",
            services.GetRequiredService<LiveRuns>().Start("Look", "Test Owner", null, (_, _) => Task.FromResult<string?>(null)),
            token
        );
        await PutAsideAsync(database, token);
        var revision = await database.Platform.RevisionAsync(token);
        return new()
        {
            ["undone"] = Text(Filled),
            ["undo"] = drafted.Result ?? throw new InvalidOperationException(drafted.Failure),
            ["compare"] = compared.Result ?? throw new InvalidOperationException(compared.Failure),
            ["edited"] = Text(edited),
            ["owned"] = Text(owned),
            ["retired"] = Text(retired),
            ["preview"] = Text(services.GetRequiredService<Shelf>().Put(preview)),
            ["snoozed"] = "snoozed",
            ["resolved"] = "resolved",
            ["held"] = Text(plans.First(plan => plan.Held.Count > 0).Id),
            ["localKey"] = Text((await database.Platform.FindUsersAsync("ada@lovelace.example", revision, token))[0].Key),
            ["live"] = Text(UnderWay(services.GetRequiredService<LiveRuns>(), connection.Key).Number),
        };
    }

    /// <summary>Takes the last group out of use.</summary>
    private static async Task<int> RetireAsync(ServerRig rig, CancellationToken token)
    {
        var platform = rig.Server.Muster.Database.Platform;
        var revision = await platform.RevisionAsync(token);
        var all = await platform.GroupPageAsync(revision, new GroupQuery { Limit = 500 }, token).ToListAsync(token);
        var last = all.MaxBy(group => group.Key)!;
        await rig.Tenant.MustAsync(0, token, "groups", "retire", last.Name, "--confirm", last.Name);
        return last.Key;
    }

    /// <summary>A problem that somebody put aside, and one that is gone.</summary>
    private static async Task PutAsideAsync(MusterDatabase database, CancellationToken token)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var subject in new[] { "later@nowhere.example", "gone@nowhere.example" })
        {
            var cause = new ProblemCause(subject, "protectedUnknown", subject, 1, "The name fits nobody.", "Correct it.");
            await database.Problems.NoteAsync(cause, true, "Test Owner", token);
            if (subject.StartsWith("gone", StringComparison.Ordinal))
                await database.Problems.NoteAsync(cause, false, "Test Owner", token);
        }
        var open = await database.Problems.PageAsync(new ProblemFilter(now) { Subject = "later@nowhere.example" }, token);
        await database.Problems.SnoozeAsync(open[0], now.AddDays(7), "Test Owner", "Asked the directory's people", token);
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
