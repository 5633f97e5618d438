using Muster.Core.Planning;
using Muster.Engine.Inbox;
using Muster.Engine.Runs;

namespace Muster.Storage.Tests;

public sealed class SqliteProblemTests : ProblemContract<SqliteTestDatabase>;

public sealed class PostgresProblemTests : ProblemContract<PostgresTestDatabase>;

/// <summary>The inbox page by page is the inbox, and what it says of groups agrees with the list.</summary>
public abstract class ProblemContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    /// <summary>Behind a page stand those seen before it, and of those seen at the same time the ones with larger numbers.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Pages_of_problems_are_the_list_and_a_count_is_what_they_hold(int limit)
    {
        await SeedAsync();
        var everything = new ProblemFilter(Db.Clock.Now);
        ProblemFilter[] filters =
        [
            everything,
            everything with
            {
                State = ProblemState.Open,
            },
            everything with
            {
                State = ProblemState.Snoozed,
            },
            everything with
            {
                State = ProblemState.Resolved,
            },
            everything with
            {
                Code = "UNMATCHED",
            },
            everything with
            {
                Within = [],
            },
            everything with
            {
                Within = [Db.Entra.Key, 99],
            },
            everything with
            {
                Connection = 99,
            },
            everything with
            {
                Subject = "crew",
            },
            everything with
            {
                Ids = [2, 5, 77],
            },
            everything with
            {
                Ids = [],
            },
        ];
        var all = await Db.Muster.Problems.ListAsync(Token);
        Assert.Equal(9, all.Count);
        Assert.True(all.Select(problem => problem.LastSeen).Distinct().Count() > 1);
        var sizes = new List<int>();
        foreach (var filter in filters)
        {
            var paged = new List<InboxProblem>();
            while (true)
            {
                var after = paged.Count == 0 ? null : ProblemPlace.Of(paged[^1]);
                var page = await Db.Muster.Problems.PageAsync(filter with { After = after, Limit = limit }, Token);
                Assert.InRange(page.Count, 0, limit);
                if (page.Count == 0)
                    break;
                paged.AddRange(page);
            }
            Assert.Equal(all.Where(problem => Fits(filter, problem)), paged);
            // Where a page begins does not count.
            var counted = filter with
            {
                After = new ProblemPlace(DateTimeOffset.UnixEpoch, 1),
                Limit = 1,
            };
            Assert.Equal(paged.Count, await Db.Muster.Problems.CountAsync(counted, Token));
            sizes.Add(paged.Count);
        }
        Assert.Equal([9, 6, 1, 2, 7, 0, 9, 0, 2, 2, 0], sizes);
    }

    /// <summary>A sync sees every problem that stands again, and would move it before whoever reads page by page.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Pages_by_number_go_on_below_a_number_whenever_it_was_seen(int limit)
    {
        await SeedAsync();
        var expected = (await Db.Muster.Problems.ListAsync(Token)).Select(problem => problem.Id).OrderDescending().ToList();
        var paged = new List<long>();
        for (ProblemPlace? after = null; ; )
        {
            var filter = new ProblemFilter(Db.Clock.Now)
            {
                ByNumber = true,
                After = after,
                Limit = limit,
            };
            var page = await Db.Muster.Problems.PageAsync(filter, Token);
            if (page.Count == 0)
                break;
            paged.AddRange(page.Select(problem => problem.Id));
            after = new(Db.Clock.Now.AddDays(1), paged[^1]);
        }
        Assert.Equal(expected, paged);
    }

    [Fact]
    public async Task What_is_open_about_a_group_is_counted_by_its_exact_name()
    {
        await SeedAsync();
        var about = await Db.Muster.Problems.OpenAboutAsync(["crew", "Crew", "desk 1", "nobody"], null, Db.Clock.Now, Token);
        Assert.Equal(2, about["crew"]);
        Assert.False(about.ContainsKey("Crew"));
        Assert.False(about.ContainsKey("nobody"));
        // Put aside until tomorrow: nothing waits now, and something does the day after.
        Assert.False(about.ContainsKey("desk 1"));
        Assert.Equal(1, (await Db.Muster.Problems.OpenAboutAsync(["desk 1"], null, Db.Clock.Now.AddDays(2), Token))["desk 1"]);
        Assert.Empty(await Db.Muster.Problems.OpenAboutAsync(["crew"], [99], Db.Clock.Now, Token));
        Assert.Empty(await Db.Muster.Problems.OpenAboutAsync(["crew"], [], Db.Clock.Now, Token));
        Assert.Empty(await Db.Muster.Problems.OpenAboutAsync([], null, Db.Clock.Now, Token));
        Assert.Single(await Db.Muster.Problems.OpenAboutAsync(["crew"], [Db.Entra.Key], Db.Clock.Now, Token));
    }

    [Fact]
    public async Task What_is_open_is_counted_by_connection_as_the_list_has_it()
    {
        await SeedAsync();
        await Db.Muster.Problems.NoteAsync(new ProblemCause("door", "door", "The door", 1, "It is open.", "Shut it"), true, "root", Token);
        foreach (var at in new[] { Db.Clock.Now, Db.Clock.Now.AddDays(2) })
        foreach (IReadOnlyList<int>? within in new IReadOnlyList<int>?[] { null, [], [99], [Db.Entra.Key], [InboxProblem.Installation] })
        {
            var open = new ProblemFilter(at) { State = ProblemState.Open, Within = within };
            var listed = (await Db.Muster.Problems.PageAsync(open, Token)).CountBy(problem => problem.Connection);
            Assert.Equal(
                listed.Select(count => (count.Key, (long)count.Value)).Order(),
                (await Db.Muster.Problems.OpenCountsAsync(within, at, Token)).Select(count => (count.Key, count.Value)).Order()
            );
        }
        Assert.Equal(7, (await Db.Muster.Problems.OpenCountsAsync(null, Db.Clock.Now, Token)).Values.Sum());
    }

    [Fact]
    public async Task Whoever_looked_at_a_problem_before_another_put_it_aside_does_not_overwrite_that()
    {
        await SeedAsync();
        var seen = (await Db.Muster.Problems.ListAsync(Token)).Single(problem => problem.Subject == "desk 2");
        var first = await Db.Muster.Problems.SnoozeAsync(seen, Db.Clock.Now.AddDays(3), "zoe", "Later", Token);

        Assert.Null(await Db.Muster.Problems.SnoozeAsync(seen, Db.Clock.Now.AddDays(9), "max", "Much later", Token));
        Assert.Equal(first, await Db.Muster.Problems.FindAsync(seen.Id, Token));
        Assert.Single(await Db.Muster.Problems.HistoryAsync(seen.Id, Token), happened => happened.What == "snoozed");
        Assert.NotNull(await Db.Muster.Problems.SnoozeAsync(first!, null, "max", null, Token));
        Assert.Null(await Db.Muster.Problems.SnoozeAsync(first!, null, "zoe", null, Token));
        var gone = (await Db.Muster.Problems.ListAsync(Token)).First(problem => problem.ResolvedAt is not null);
        Assert.Null(await Db.Muster.Problems.SnoozeAsync(gone, Db.Clock.Now.AddDays(3), "zoe", "Later", Token));
    }

    [Fact]
    public async Task A_problem_of_the_installation_stands_until_it_is_said_to_be_over_whatever_runs_find()
    {
        var open = new ProblemCause("door", "door", "The door", 1, "It is open.", "Shut it");
        var problems = Db.Muster.Problems;
        await problems.NoteAsync(open, stands: false, "watch", Token);
        Assert.Empty(await problems.ListAsync(Token));
        await problems.NoteAsync(open, stands: true, "root", Token);
        await problems.NoteAsync(open, stands: true, "watch", Token);
        await SeedAsync();
        var standing = (await problems.ListAsync(Token)).Single(problem => problem.Code == "door");
        Assert.Equal((InboxProblem.Installation, 0, null), (standing.Connection, standing.LastRun, standing.ResolvedAt));

        await problems.NoteAsync(open with { Effect = "Somebody is in." }, stands: true, "watch", Token);
        Assert.Equal("Somebody is in.", (await problems.FindAsync(standing.Id, Token))!.Effect);
        await problems.NoteAsync(open, stands: false, "watch", Token);
        await problems.NoteAsync(open, stands: false, "watch", Token);

        Assert.NotNull((await problems.FindAsync(standing.Id, Token))!.ResolvedAt);
        var history = await problems.HistoryAsync(standing.Id, Token);
        Assert.Equal([("appeared", "root", null), ("resolved", "watch", null)], history.Select(one => (one.What, one.Actor, one.Run)));
        Assert.Empty(await Db.FaultsAsync());
    }

    /// <summary>Nine causes of which a second run, two hours later, sees seven again; one of those is put aside.</summary>
    private async Task SeedAsync()
    {
        string[] groups = ["crew", "desk 1", "desk 2", "desk 3", "desk 4", "desk 5", "desk 6"];
        var unmatched = groups.Select(name => new PlanProblem("unmatched", name, $"No directory group is called '{name}'.")).ToList();
        var clash = new PlanProblem("renameClash", "crew", "The new name is taken.");
        var circle = new PlanProblem("nestedInCircle", "crown", "It is nested in itself.");
        await SeenAsync([.. unmatched, clash, circle]);
        Db.Clock.Now = Db.Clock.Now.AddHours(2);
        await SeenAsync([.. unmatched.Where(problem => problem.Subject != "desk 6"), clash]);
        var aside = (await Db.Muster.Problems.ListAsync(Token)).Single(problem => problem.Subject == "desk 1");
        await Db.Muster.Problems.SnoozeAsync(aside, Db.Clock.Now.AddDays(1), "zoe", "Later", Token);
    }

    private async Task SeenAsync(IReadOnlyList<PlanProblem> problems)
    {
        var run = await Db.BeginAsync() with
        {
            Outcome = RunOutcome.NoChanges,
            Inbox = ProblemScope.Settles,
            PlanHash = "00",
            Problems = [.. problems],
        };
        await Db.Muster.Runs.EndAsync(run, Db.Lease, Token);
    }

    private static bool Fits(ProblemFilter filter, InboxProblem problem) =>
        (filter.State is not { } state || problem.StateAt(filter.At) == state)
        && (filter.Code is not { } code || string.Equals(code, problem.Code, StringComparison.OrdinalIgnoreCase))
        && filter.Within?.Contains(problem.Connection) != false
        && (filter.Connection is not { } connection || problem.Connection == connection)
        && (filter.Subject is not { } subject || problem.Subject == subject)
        && filter.Ids?.Contains(problem.Id) != false;
}
