using System.Net;
using System.Text.Json;
using MiniExcelLibs;
using Muster.Core.Platform;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server.Exporting;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every list of the app leaves whole, with the filters of its page, in three formats, and says the same in each.</summary>
[Collection(ApiRig.Name)]
public sealed class ExportTableTests(ApiRig rig)
{
    private MusterInstance Muster => rig.Server.Server.Muster;

    public static TheoryData<string, string> Lists =>
        new()
        {
            { "/export/users", "user,id,userPrincipalName,displayName,mail,active,givenName," },
            { "/export/groups", "key,name,id,link,members,owners," },
            { "/export/members?group=1", "group,user,id,userPrincipalName," },
            { "/export/memberships?user=USER", "user,userPrincipalName,displayName,groupKey,group,relation," },
            { "/export/plans", "plan,state,connection,verb,madeAt," },
            { "/export/runs", "run,outcome,connection,verb,actor,startedAt," },
            { "/export/problems?show=all", "id,state,connection,code,subject," },
            { "/export/accounts", "id,name,mail,entraObjectId,role,approver," },
            { "/export/differences?at=revision:1", "type,changes,group,user,userPrincipalName," },
            { "/export/candidates?connection=CONNECTION", "name,id,state,obstacle,kind,members," },
            { "/export/exceptions", "id,groupKey,group,user,userName,kind,relation," },
            { "/export/requests?state=waiting", "id,state,groupKey,group,user,userName,kind," },
            { "/export/failed-sign-ins", "hour,name,address,count" },
            { "/export/connections?mode=manual", "name,kind,tenantId,clientId,credential," },
            { "/export/sessions", "session,who,startedAt,seenAt,address,browser" },
            { "/export/tokens", "token,who,name,beginsWith,scope,connections,createdAt,usedAt,expiresAt" },
            { "/groups/1/history", "groupKey,group,day,membersAdded,membersRemoved," },
            { "/connections/CONNECTION/drift", "what,kind,state,groupKey,group," },
            { "/plans/PLAN/steps", "plan,part,change,step,name,signInName,detail" },
            { "/audit/export?action=run.*", "number,at,actor,action,subject,detail,previousHash,hash,through,address" },
        };

    /// <summary>Lists of what need not be there.</summary>
    private static readonly HashSet<string> MayBeEmpty =
    [
        "/export/problems",
        "/export/exceptions",
        "/export/requests",
        "/export/failed-sign-ins",
        "/connections/CONNECTION/drift",
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_says_the_same_in_every_format(string list, string columns)
    {
        using var browser = await SignedInAsync();
        var path = list.Split('?')[0];
        var query = list[path.Length..];
        var csv = await RowsAsync(browser, $"{path}.csv{query}");
        Assert.StartsWith(columns, string.Join(',', csv[0]), StringComparison.Ordinal);
        Assert.All(csv, row => Assert.Equal(csv[0].Count, row.Count));
        if (!MayBeEmpty.Contains(path))
            Assert.InRange(csv.Count, 2, int.MaxValue);
        var lines = (await TextAsync(browser, $"{path}.jsonl{query}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(csv.Count - 1, lines.Length);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        using var answer = await browser.GetAsync(await FilledAsync($"{path}.xlsx{query}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var book = new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Tests.Token));
        Assert.Equal(csv.Count - 1, book.Query(useHeaderRow: true).Count());
        using var wrong = await browser.GetAsync(await FilledAsync($"{path}.pdf{query}"));
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [Fact]
    public async Task People_and_groups_leave_by_the_filter_of_their_page_and_as_of_its_moment()
    {
        using var browser = await SignedInAsync();
        var store = Muster.Database.Platform;
        var revision = await store.RevisionAsync(Tests.Token);
        async Task AreAsync(long expected, string path)
        {
            Assert.InRange(expected, 1, int.MaxValue);
            Assert.Equal(expected, (await RowsAsync(browser, path)).Count - 1);
        }
        await AreAsync(await store.CountUsersAsync(revision, new() { Search = "an" }, Tests.Token), "/export/users.csv?search=an");
        await AreAsync(await store.CountUsersAsync(revision, new() { Active = true }, Tests.Token), "/export/users.csv?state=active");
        await AreAsync(await store.CountUsersAsync(1, new(), Tests.Token), "/export/users.csv?at=revision:1");
        Assert.Equal(
            await store.CountUsersAsync(revision, new() { Local = true }, Tests.Token),
            (await RowsAsync(browser, "/export/users.csv?state=local")).Count - 1
        );
        await AreAsync(await store.CountGroupsAsync(revision, new() { Search = "a" }, Tests.Token), "/export/groups.csv?search=a");
        await AreAsync(
            await store.CountGroupsAsync(revision, new() { Link = LinkState.Linked }, Tests.Token),
            "/export/groups.csv?link=Linked"
        );
        var group = (await store.GroupPageAsync(revision, new(), Tests.Token).ToListAsync(Tests.Token)).First(row =>
            row is { Members: > 2, Owners: > 0 }
        );
        var members = new MemberQuery(group.Key, MembershipRelation.Member);
        var first = await store.MemberPageAsync(revision, members, Tests.Token).FirstAsync(Tests.Token);
        var name = first.User.Attributes.DisplayName!;
        await AreAsync(group.Members, $"/export/members.csv?group={group.Key}&show=members");
        await AreAsync(group.Owners, $"/export/members.csv?group={group.Key}&show=owners");
        await AreAsync(group.Members + group.Owners, $"/export/members.csv?group={group.Key}");
        await AreAsync(
            await store.CountMembersAsync(revision, members with { Search = name }, Tests.Token),
            $"/export/members.csv?group={group.Key}&show=members&search={Uri.EscapeDataString(name)}"
        );
        Assert.InRange(await store.CountMembersAsync(revision, members with { Search = name }, Tests.Token), 1, group.Members - 1);
    }

    [Fact]
    public async Task Plans_runs_problems_and_steps_leave_by_the_filter_of_their_page()
    {
        using var browser = await SignedInAsync();
        var database = Muster.Database;
        var runs = await database.Runs.ListAsync(new RunFilter { Outcome = RunOutcome.Applied }, Tests.Token);
        var sent = await RowsAsync(browser, "/export/runs.csv?state=applied");
        Assert.Equal(runs.Select(run => Text(run.Id)), sent.Skip(1).Select(row => row[0]));
        Assert.Single(await RowsAsync(browser, "/export/plans.csv?state=expired"));
        var plans = await RowsAsync(browser, "/export/plans.csv?state=applied");
        Assert.Equal(await database.Plans.CountAsync(new(null, PlanState.Applied, null, 0), Tests.Token), plans.Count - 1);
        Assert.All(plans.Skip(1), row => Assert.Equal("applied", row[1]));
        Assert.Equal(
            await database.Problems.CountAsync(new(TimeProvider.System.GetUtcNow()) { State = ProblemState.Resolved }, Tests.Token),
            (await RowsAsync(browser, "/export/problems.csv?show=resolved")).Count - 1
        );
        var all = await RowsAsync(browser, "/plans/PLAN/steps.csv");
        var additions = await RowsAsync(browser, "/plans/PLAN/steps.csv?kind=additions");
        Assert.Equal(all.Count(row => row[2] == "addition"), additions.Count - 1);
        var part = all[1][1];
        var named = await RowsAsync(browser, $"/plans/PLAN/steps.csv?search={Uri.EscapeDataString(part)}");
        Assert.InRange(named.Count, 2, all.Count);
        Assert.All(named.Skip(1), row => Assert.Contains(row, cell => cell.Contains(part, StringComparison.OrdinalIgnoreCase)));
        Assert.Single(await RowsAsync(browser, "/plans/PLAN/steps.csv?search=nobody-is-called-this"));
    }

    [Fact]
    public async Task The_changes_of_a_run_and_two_runs_side_by_side_leave_whole()
    {
        using var browser = await SignedInAsync();
        var database = Muster.Database;
        var runs = await database.Runs.ListAsync(new RunFilter { Outcome = RunOutcome.Applied }, Tests.Token);
        var changed = new List<(Run Run, long Count)>();
        foreach (var run in runs.Where(run => run.Revision is not null))
            changed.Add((run, await database.Reviews.CountDoneAsync(run.Revision!.Value, null, Tests.Token)));
        var (most, count) = changed.MaxBy(one => one.Count);
        Assert.NotEqual(0, count);
        Assert.Equal(count, (await RowsAsync(browser, $"/runs/{most.Id}/changes.csv")).Count - 1);
        var other = changed.First(one => one.Run.Id != most.Id).Run;
        var pair = new RevisionPair(
            Math.Min(most.Revision!.Value, other.Revision!.Value),
            Math.Max(most.Revision!.Value, other.Revision!.Value),
            null,
            null
        );
        var stands = await database.Reviews.CountComparedAsync(pair, Tests.Token);
        foreach (var address in new[] { $"/runs/{most.Id}/compared-{other.Id}.csv", $"/runs/{other.Id}/compared-{most.Id}.csv" })
            Assert.Equal(stands.Values.Sum(), (await RowsAsync(browser, address)).Count - 1);
        var undone = await RowsAsync(browser, $"/runs/{most.Id}/compared-{other.Id}.csv?show=undone");
        Assert.Equal(stands[ChangeOverlap.Undone], undone.Count - 1);
        using var none = await browser.GetAsync($"/runs/{most.Id}/compared-999999.csv");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task The_audit_log_and_candidates_and_differences_leave_by_the_filter_of_their_page()
    {
        using var browser = await SignedInAsync();
        var entries = await RowsAsync(browser, "/audit/export.csv?action=run.*");
        Assert.All(entries.Skip(1), row => Assert.StartsWith("run.", row[3], StringComparison.Ordinal));
        Assert.Equal(await Muster.Database.Audit.CountAsync(new() { Action = "run.*" }, Tests.Token), entries.Count - 1);
        var linked = await RowsAsync(browser, "/export/candidates.csv?connection=CONNECTION&state=Linked");
        Assert.InRange(linked.Count, 2, int.MaxValue);
        Assert.All(linked.Skip(1), row => Assert.Equal("linked", row[2]));
        var all = await RowsAsync(browser, "/export/differences.csv?at=revision:1");
        var group = all.Skip(1).First(row => row[0] == "membership")[2];
        var key = (
            await Muster.Database.Platform.FindGroupsAsync(group, await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token)
        )[0].Key;
        var some = await RowsAsync(browser, $"/export/differences.csv?at=revision:1&group={key}");
        Assert.InRange(some.Count, 2, all.Count - 1);
        Assert.All(some.Skip(1), row => Assert.Equal(group, row[2]));
        // Whichever way round the two are typed.
        Assert.Equal(some, await RowsAsync(browser, $"/export/differences.csv?at=now&to=revision:1&group={key}"));
    }

    [Fact]
    public async Task Accounts_leave_for_an_Owner_only_and_with_no_secret()
    {
        using (var owner = await SignedInAsync())
        {
            var text = await TextAsync(owner, "/export/accounts.csv");
            Assert.Contains("auditor@example.com", text, StringComparison.Ordinal);
            await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
            foreach (var account in accounts.Users.ToList())
            foreach (var secret in new[] { account.PasswordHash, account.SecurityStamp, account.ConcurrencyStamp })
                if (secret is not null)
                    Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        using var auditor = new PlainBrowser(rig.Server.Address, Tests.Token);
        await auditor.SignInAsync("auditor@example.com", ServerRig.Password);
        using (var refused = await auditor.GetAsync("/export/accounts.csv"))
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        using var allowed = await auditor.GetAsync("/export/runs.csv");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task The_groups_of_a_person_come_page_by_page_each_once_and_are_counted_by_the_database()
    {
        var store = Muster.Database.Platform;
        var revision = await store.RevisionAsync(Tests.Token);
        var rows = await store.MembershipRowsAsync(revision, null, null, Tests.Token).ToListAsync(Tests.Token);
        var most = rows.GroupBy(row => row.User).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First();
        Assert.InRange(most.Count(), 4, int.MaxValue);
        var query = new MembershipQuery(most.Key) { Limit = 2 };
        Assert.Equal(most.Count(), await store.CountMembershipsAsync(revision, query, Tests.Token));
        var found = new List<PersonMembership>();
        for (PersonMembership? last = null; ; last = found[^1])
        {
            var page = await store
                .MembershipPageAsync(revision, query with { After = last is null ? null : MembershipPlace.Of(last) }, Tests.Token)
                .ToListAsync(Tests.Token);
            found.AddRange(page);
            if (page.Count < 2)
                break;
        }
        Assert.Equal(most.Order(Comparer), found.Select(one => one.Row).Order(Comparer));
        Assert.Equal(found.Select(one => one.Group).Order(StringComparer.Ordinal), found.Select(one => one.Group));
        Assert.Equal(0, await store.CountMembershipsAsync(revision, query with { Within = [] }, Tests.Token));
        Assert.Equal(
            1,
            await store.CountMembershipsAsync(
                revision,
                query with
                {
                    Within = [],
                    Besides = [found.First(one => found.Count(other => other.Row.Group == one.Row.Group) == 1).Row.Group],
                },
                Tests.Token
            )
        );
    }

    [Fact]
    public async Task A_list_of_any_length_is_asked_for_page_by_page_behind_the_last_row()
    {
        var asked = new List<string?>();
        var rows = Keyset.AllAsync(
            (string? last, int most) =>
            {
                asked.Add(last);
                var start = last is null ? 0 : int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) + 1;
                return Enumerable.Range(start, Math.Min(most, 1200 - start)).Select(number => Text(number)).ToAsyncEnumerable();
            },
            Tests.Token
        );
        Assert.Equal(Enumerable.Range(0, 1200).Select(number => Text(number)), await rows.ToListAsync(Tests.Token));
        Assert.Equal([null, "499", "999"], asked);
    }

    private static readonly Comparer<MembershipRow> Comparer = Comparer<MembershipRow>.Create(
        (left, right) => (left.Group, left.Relation, left.Origin).CompareTo((right.Group, right.Relation, right.Origin))
    );

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<PlainBrowser> SignedInAsync()
    {
        var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        return browser;
    }

    private async Task<List<List<string>>> RowsAsync(PlainBrowser browser, string path) =>
        CsvReading.Rows(await TextAsync(browser, path), ',');

    private async Task<string> TextAsync(PlainBrowser browser, string path)
    {
        using var answer = await browser.GetAsync(await FilledAsync(path));
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text[..Math.Min(300, text.Length)]}");
        return text;
    }

    private async Task<string> FilledAsync(string path)
    {
        var database = Muster.Database;
        if (path.Contains("PLAN", StringComparison.Ordinal))
        {
            var plans = await database.Plans.ListAsync(new(null, null, null, 500), Tests.Token);
            path = path.Replace(
                "PLAN",
                Text(plans.Where(plan => plan.HasSteps).MaxBy(plan => plan.Counts.Total)!.Id),
                StringComparison.Ordinal
            );
        }
        if (path.Contains("USER", StringComparison.Ordinal))
        {
            var revision = await database.Platform.RevisionAsync(Tests.Token);
            var row = await database.Platform.MembershipRowsAsync(revision, null, null, Tests.Token).FirstAsync(Tests.Token);
            var user = (await database.History.UsersByKeyAsync([row.User], revision, Tests.Token))[row.User];
            path = path.Replace("USER", Uri.EscapeDataString(user.Handle), StringComparison.Ordinal);
        }
        if (path.Contains("CONNECTION", StringComparison.Ordinal))
            path = path.Replace(
                "CONNECTION",
                Uri.EscapeDataString((await Muster.Connections.ListAsync(Tests.Token))[0].Name),
                StringComparison.Ordinal
            );
        return path;
    }
}
