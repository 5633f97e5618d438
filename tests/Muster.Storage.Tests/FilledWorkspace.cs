using Microsoft.EntityFrameworkCore;
using Muster.Core.Incremental;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Inbox;
using Muster.Engine.Incremental;
using Muster.Engine.Notifications;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>A workspace with rows in every table, of the same tenant, with the same keys and names however often it is made.</summary>
internal static class FilledWorkspace
{
    /// <summary>Names of the tables whose rows belong to workspaces.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(MusterDatabase muster)
    {
        await using var model = muster.Database.Model();
        return
        [
            .. model
                .Model.GetRelationalModel()
                .Tables.Where(table => table.FindColumn("workspace") is not null)
                .Select(table => table.Name)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Every row of a workspace with every value, a line a table.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(TestDatabase db, int workspace)
    {
        var lines = new List<string>();
        foreach (var table in await TablesAsync(db.Muster))
            lines.Add($"{table}: {await db.ContentAsync(table, $"workspace = {workspace}")}");
        return lines;
    }

    /// <summary>Writes to the workspace that the database is in, which is new.</summary>
    public static async Task WriteAsync(TestDatabase db)
    {
        var (muster, connection) = (db.Muster, db.Entra.Key);
        foreach (var scope in new[] { SettingScope.Workspace, SettingScope.Of(connection) })
            await muster.Settings.SaveAsync(
                await muster.Settings.CurrentAsync(scope, Token),
                new Dictionary<string, string> { ["any.name"] = "any value" },
                "ada",
                "a ticket",
                Token
            );
        await muster.Schedules.ArmAsync((await muster.Schedules.LookAsync(Token)).Of(connection)!, 1, db.Clock.Now, Token);
        await muster.WorkProgress.SaveAsync(1, "far", Token);
        await muster.Subscriptions.EnableAsync(connection, "test", Token);
        Assert.NotNull(
            await muster.Subscriptions.SaveAsync(
                new StoredSubscription
                {
                    Connection = connection,
                    Stream = DirectoryStream.Users,
                    StateHash = [1],
                },
                Token
            )
        );
        await db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"), User("dan"));
        await db.ReadGroupsAsync(
            false,
            Group("crew", Member("ada"), Member("bob"), Other("printer")),
            Group("desk", Child("crew"), Owner("cy"), Member("dan"))
        );
        await db.ReadGroupsAsync(false, Group("desk", Member("dan", removed: true)));
        await ApplyAsync(
            db,
            await db.PlanAsync(
                [
                    new GroupStep.Create(1, "crew", "why"),
                    new GroupStep.Link(1, (await db.GroupAsync("crew")).Key, Id("crew"), LinkCause.ExactName),
                    new GroupStep.Create(2, "desk", null),
                    new GroupStep.Nest(1, 2),
                ],
                [Create(1, "ada"), Create(2, "bob"), Create(3, "cy"), Create(4, "dan")],
                [Members(1, [1, 2, 3]), Members(1, [1], relation: MembershipRelation.Owner), Members(2, [4])]
            ) with
            {
                Exceptions = [new ExceptionStep.Begin(Exception(db))],
            }
        );
        await ApplyAsync(
            db,
            await db.PlanAsync(
                [new GroupStep.Rename(2, "desk", "staff")],
                [new UserStep.Suspend(2, RemovalCause.AccountDisabled, Evidence.Stated)],
                [Members(1, [4], [2])]
            )
        );
        var unmatched = await db.BeginAsync() with
        {
            Outcome = RunOutcome.NoChanges,
            Inbox = ProblemScope.Settles,
            PlanHash = "00",
            Problems = [new PlanProblem("unmatched", "crew", "No directory group is called 'crew'.")],
        };
        await muster.Runs.EndAsync(unmatched, db.Lease, Token);
        await muster.Runs.HoldAsync(await db.BeginAsync(), await db.PlanAsync(memberships: [Members(1, [], [3])]), db.Lease, Token);
    }

    /// <summary>Goes on there: changes, removes and decides, and at last removes the connection.</summary>
    public static async Task GoOnAsync(TestDatabase db)
    {
        var muster = db.Muster;
        db.Clock.Now = db.Clock.Now.AddHours(3);
        await db.ReadUsersAsync(true, User("ada", enabled: false), GoneUser("bob"), User("cy"), User("eve"));
        await db.ReadGroupsAsync(true, Group("crew", Member("ada"), Member("eve"), Other("fax")), GoneGroup("desk"));
        await ApplyAsync(
            db,
            await db.PlanAsync(
                [new GroupStep.Rename(1, "crew", "team"), new GroupStep.Unnest(1, 2, Evidence.Stated), new GroupStep.Retire(2)],
                [Create(5, "eve"), new UserStep.Update(3, UserAttributes.None, new() { DisplayName = "Cy" })],
                [Members(1, [5], [1, 3])]
            ) with
            {
                Exceptions = [new ExceptionStep.End(Exception(db), ExceptionEnd.Person, "back")],
            }
        );
        await muster.Subscriptions.DisableAsync(db.Entra.Key, "test", Token);
        var problem = (await muster.Problems.ListAsync(Token)).First(found => found.ResolvedAt is null);
        await muster.Problems.SnoozeAsync(problem, db.Clock.Now.AddDays(1), "zoe", "Later", Token);
        await muster.Connections.UpdateAsync(
            (await muster.Connections.FindAsync("entra", Token))! with
            {
                ClientId = "another",
            },
            Secret("another"),
            "test",
            Token
        );
        await muster.Audit.RepairAsync("test", "nothing to do", db.Lease, Token);
        var second = (await muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token))!;
        Assert.True(await muster.Connections.RemoveAsync(second.Key, "test", db.Lease, Token));
    }

    /// <summary>What a workspace answers when it is asked about all it has, now and then.</summary>
    public static async Task<string> AnswersAsync(MusterDatabase muster, int connection)
    {
        var answers = new List<object?>
        {
            await muster.Audit.EntriesAsync(0, Token).ToListAsync(Token),
            await muster.Audit.VerifyAsync(Token),
            (await muster.Audit.CheckpointAsync(Token))!.Head,
            await muster.Connections.ListAsync(Token),
            (await muster.Connections.CredentialAsync(connection, Token)).Value,
            await muster.Settings.HistoryAsync(SettingScope.Workspace, Token),
            await muster.Problems.ListAsync(Token),
            (await muster.Runs.ListAsync(null, 100, Token)).Select(run => $"{run}"),
            await muster.Subscriptions.ListAsync(null, Token),
            await muster.Mirror.UsersAsync(connection, UserSelection.All, Token).ToListAsync(Token),
            await muster.Mirror.CertificateAsync(connection, Token),
        };
        for (var revision = 1L; revision <= await muster.Platform.RevisionAsync(Token); revision++)
        {
            answers.Add(await muster.Platform.UserRowsAsync(revision, null, Token).ToListAsync(Token));
            answers.Add(await muster.Platform.GroupRowsAsync(revision, null, Token).ToListAsync(Token));
            answers.Add(await muster.Platform.MembershipRowsAsync(revision, null, null, Token).ToListAsync(Token));
            answers.Add(await muster.Platform.SubGroupsAsync(revision, Token));
            answers.Add(await muster.Platform.EventsAsync(revision, Token).ToListAsync(Token));
            answers.Add(await muster.Exceptions.AtAsync(revision, Token));
        }
        return System.Text.Json.JsonSerializer.Serialize(answers);
    }

    private static async Task ApplyAsync(TestDatabase db, SyncPlan plan)
    {
        var mark = new PlanningMark
        {
            MirrorVersion = plan.Basis.Read.MirrorVersion,
            Revision = plan.Basis.Revision,
            Configuration = "all",
            At = db.Clock.Now,
            FullAt = db.Clock.Now,
            Due = [new DueInstant(db.Clock.Now.AddDays(1), DueKind.PlatformUser, 1)],
        };
        var context = new ApplyContext(db.Lease, db.Clock.Now, Settles: true, mark);
        Assert.IsType<ApplyOutcome.Applied>(await db.Muster.Platform.ApplyAsync(plan, await db.BeginAsync(), context, null, Token));
    }

    private static MembershipException Exception(TestDatabase db) =>
        new(
            1,
            1,
            4,
            MembershipRelation.Member,
            ExceptionKind.Include,
            "covers",
            "ada",
            new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero),
            null
        );
}
