using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Platform;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Server.Home;
using Muster.Server.People;
using Muster.Server.Problems;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What a page costs does not grow with the rows on it, nor with what is not on it.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class PageCostTests(TwoDirectoriesRig rig)
{
    private const string Owner = "owner@example.com";

    private MusterInstance Muster => rig.Two.Rig.Server.Muster;

    private IPlatformStore Platform => Muster.Database.Platform;

    [Fact]
    public async Task How_it_stands_counts_problems_and_home_reads_the_few_it_shows()
    {
        using var http = await rig.WithTokenAsync(Owner);
        var before = await OpenAsync();
        var noted = Enumerable
            .Range(0, HomeFigures.MostProblems + 5)
            .Select(i => new ProblemCause($"many {i}", "adoptionAmbiguous", $"many.{i}@pages.example", 1, "Two are called so.", "Decide."))
            .ToList();
        foreach (var cause in noted)
            await Muster.Database.Problems.NoteAsync(cause, stands: true, "test", Tests.Token);
        using (var read = Count("effect, fix"))
        {
            Assert.Equal(before + noted.Count, await OpenAsync());
            Assert.Equal(0, read.Count);
        }
        var figures = await HomeFigures.LoadAsync(
            Muster,
            rig.Services.GetRequiredService<KnownActivity>(),
            rig.Services.GetRequiredService<LiveRuns>(),
            within: null,
            TimeProvider.System,
            Tests.Token
        );
        Assert.Equal(HomeFigures.MostProblems, figures.Problems.Count);
        // The plans that are held say that they are.
        Assert.DoesNotContain(figures.Problems, problem => problem.Code == ProblemCauses.Held);
        var open = (await Muster.Database.Problems.ListAsync(Tests.Token)).Where(problem => problem.ResolvedAt is null).ToList();
        Assert.Equal(before + noted.Count - open.Count(problem => problem.Code == ProblemCauses.Held), figures.ProblemCount);
        Assert.All(figures.Connections, one => Assert.Equal(open.Count(problem => problem.Connection == one.Connection.Key), one.Problems));
        await using (var page = await OpenPage.OfAsync<HomePage>(rig.Two.Rig, Owner, "/"))
        {
            var text = await page.TextAsync();
            var shown = noted.Count(cause => text.Contains(cause.Subject, StringComparison.Ordinal));
            Assert.InRange(shown, 1, HomeFigures.MostProblems);
            Assert.Contains($"{figures.ProblemCount - shown} more problems", text, StringComparison.Ordinal);
        }
        foreach (var cause in noted)
            await Muster.Database.Problems.NoteAsync(cause, stands: false, "test", Tests.Token);

        async Task<long> OpenAsync() => (await http.JsonAsync("/api/v1/status")).GetProperty("openProblems").GetInt64();
    }

    [Fact]
    public async Task What_the_problems_of_a_page_are_about_is_found_with_as_many_statements_as_for_one()
    {
        var revision = await Platform.RevisionAsync(Tests.Token);
        var groups = await Platform.GroupRowsAsync(revision, null, Tests.Token).ToListAsync(Tests.Token);
        var people = await Platform.UserRowsAsync(revision, null, Tests.Token).Take(12).ToListAsync(Tests.Token);
        Assert.True(groups.Count > 2 && people.Count == 12, $"only {groups.Count} groups and {people.Count} people");
        foreach (IReadOnlyList<int>? within in new IReadOnlyList<int>?[] { null, [rig.Two.Of["corp"].Connection] })
        {
            var one = await FindAsync(groups[..1], people[..1], within);
            Assert.True(one > 2, $"only {one} statements were seen");
            Assert.Equal(one, await FindAsync(groups, people, within));
        }

        async Task<int> FindAsync(List<GroupRow> about, List<UserRow> of, IReadOnlyList<int>? within)
        {
            await using var scope = rig.Services.CreateAsyncScope();
            var things = scope.ServiceProvider.GetRequiredService<ProblemThings>();
            List<(string, string)> problems =
            [
                .. about.Select(group => ("paused", group.Name)),
                .. of.Select(user => ("rehired", user.Attributes.UserPrincipalName!)),
                ("unmatched", "nothing here"),
            ];
            using var counter = Count("");
            await things.FindAsync(problems, within, isRefresh: false, Tests.Token);
            var statements = counter.Count;
            foreach (var group in about)
                Assert.Equal(await SeesAsync(group.Key) ? $"/groups/{group.Key}" : null, things.Of("paused", group.Name));
            foreach (var user in of)
                Assert.Equal(
                    within is null || await Muster.Database.Whereabouts.OfUserAsync(user.Key, Tests.Token) == within[0]
                        ? $"/people/{user.Key}"
                        : null,
                    things.Of("rehired", user.Attributes.UserPrincipalName!)
                );
            return statements;

            async Task<bool> SeesAsync(int group) =>
                within is null
                || (await Muster.Database.Whereabouts.OfGroupsAsync([group], Tests.Token)).GetValueOrDefault(group) == within[0];
        }
    }

    [Fact]
    public async Task The_platform_users_of_all_accounts_of_a_page_are_found_with_one_statement()
    {
        using var http = await rig.WithTokenAsync(Owner);
        var tied = (await AccountsAsync()).Where(account => account.GetProperty("platformUser").ValueKind == JsonValueKind.String).ToList();
        Assert.True(tied.Count > 1, "Fewer than two accounts are platform users.");
        using var counter = Count("\"app_user_version\"");
        await AccountsAsync();
        Assert.Equal(1, counter.Count);

        async Task<List<JsonElement>> AccountsAsync() =>
            [.. (await http.JsonAsync("/api/v1/accounts?limit=500")).GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task The_groups_of_a_person_cost_the_same_however_many_runs_made_them()
    {
        var tenant = rig.Two.Rig.Tenant;
        var people = new List<UserRow>();
        for (var groups = 1; groups <= 4; groups += 3)
        {
            var upn = $"in.{groups}@pages.example";
            await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", upn, "--name", $"In {groups}");
            people.Add((await Platform.FindUsersAsync(upn, await Platform.RevisionAsync(Tests.Token), Tests.Token))[0]);
        }
        for (var i = 0; i < 4; i++)
        {
            await tenant.MustAsync(0, Tests.Token, "groups", "create", $"page {i}", "--connection", "corp");
            foreach (var user in i == 0 ? people : people[1..])
                await Muster.LocalUsers.SetMemberAsync($"page {i}", user, MembershipRelation.Member, true, null, "test", Tests.Token);
        }
        var one = await CostAsync(people[0], "page 0");
        Assert.True(one > 2, $"only {one} statements were seen");
        Assert.Equal(one, await CostAsync(people[1], "page 3"));

        async Task<int> CostAsync(UserRow user, string says)
        {
            var revision = await Platform.RevisionAsync(Tests.Token);
            var least = int.MaxValue;
            // The least of some, since the server has other things to do now and then.
            for (var i = 0; i < 4; i++)
            {
                using var counter = Count("");
                await using var part = await OpenPage.OfAsync<GroupsOfPerson>(
                    rig.Two.Rig,
                    Owner,
                    $"/people/{user.Key}",
                    (nameof(GroupsOfPerson.User), user),
                    (nameof(GroupsOfPerson.Revision), revision)
                );
                Assert.Contains(says, await part.TextAsync(), StringComparison.Ordinal);
                least = Math.Min(least, counter.Count);
            }
            return least;
        }
    }

    private StatementCounter Count(string part) => new(Muster.Database, rig.Two.Rig.Tenant.Muster.Folder, part);
}
