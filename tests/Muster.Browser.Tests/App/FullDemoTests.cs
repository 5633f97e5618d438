using System.Globalization;
using System.Text.Json;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The demo as large as it is: what somebody finds who only types <c>muster demo</c>.</summary>
[Trait("length", "long")]
public sealed class FullDemoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_thousand_people_have_two_years_behind_them_and_something_waits_for_a_person()
    {
        using var muster = new CommandLine();

        var told = await muster.MustAsync(0, Token, "demo", "--exit");

        Assert.Contains("5,000 people, 400 groups.", told.Output, StringComparison.Ordinal);
        Assert.InRange(await CountAsync(muster, "users", "list"), 5_000, 6_500);
        Assert.InRange(await CountAsync(muster, "groups", "list"), 400, 600);
        var runs = await LinesAsync(muster, 0, "runs", "list");
        var began = runs.Select(run => run.GetProperty("startedAt").GetDateTimeOffset()).ToList();
        Assert.InRange(
            began.Min(),
            TimeProvider.System.GetUtcNow().AddMonths(-24).AddDays(-2),
            TimeProvider.System.GetUtcNow().AddMonths(-24).AddDays(2)
        );
        Assert.True(began.Select(at => (at.Year, at.Month)).Distinct().Count() >= 24);
        Assert.True(runs.Sum(run => run.GetProperty("steps").GetProperty("usersSuspended").GetInt32()) > 200);
        Assert.True(runs.Sum(run => run.GetProperty("steps").GetProperty("groupsRenamed").GetInt32()) > 5);
        var held = Assert.Single(runs, run => run.GetProperty("outcome").GetString() == "held");
        Assert.Contains("IT Support - Software 1st Level", held.GetProperty("held").ToString(), StringComparison.Ordinal);
        var drift = await LinesAsync(muster, 2, "drift", "--kind", "manualEdit");
        Assert.Equal(
            ["extraMember", "missingMember"],
            drift.Select(row => row.GetProperty("what").GetString()!).Order(StringComparer.Ordinal)
        );
        var problems = await LinesAsync(muster, 0, "problems", "list");
        Assert.Superset(
            new HashSet<string> { "adoptionAmbiguous", "drift", "held", "sourceDeleted" },
            problems.Select(problem => problem.GetProperty("code").GetString()!).ToHashSet()
        );
        var yearAgo = TimeProvider.System.GetUtcNow().AddYears(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.NotEqual(await CountAsync(muster, "users", "list"), await CountAsync(muster, "users", "list", "--at", yearAgo));
        await muster.MustAsync(0, Token, "audit", "verify");
    }

    private static async Task<int> CountAsync(CommandLine muster, params string[] verb) => (await LinesAsync(muster, 0, verb)).Count;

    private static async Task<IReadOnlyList<JsonElement>> LinesAsync(CommandLine muster, int code, params string[] verb)
    {
        var result = await muster.MustAsync(code, Token, [.. verb, "--json", "--limit", "0"]);
        return
        [
            .. result
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line =>
                {
                    using var document = JsonDocument.Parse(line);
                    return document.RootElement.Clone();
                }),
        ];
    }
}
