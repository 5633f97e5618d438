using System.Globalization;

namespace Muster.Cli.Tests.Golden;

/// <summary>
/// What the main verbs look like at three widths, as files beside this one, to be read as a person would. <c>MUSTER_REWRITE_GOLDEN=1</c> writes them anew.
/// </summary>
public sealed class GoldenTests(GoldenTests.Company company) : IClassFixture<GoldenTests.Company>
{
    private static readonly int[] Widths = [60, 80, 120];

    /// <summary>A terminal on a telephone, and one across a large screen.</summary>
    private static readonly int[] AllWidths = [40, .. Widths, 200];

    public static TheoryData<string, string> Looks() =>
        new()
        {
            { "plan-show", "plan show 7" },
            { "groups-list", "groups list" },
            { "users-list", "users list --limit 6" },
            { "explain", "explain grace@contoso.com 'Support, first level'" },
            { "explain-person", "explain grace@contoso.com" },
            { "runs-show", "runs show 7" },
            { "runs-list", "runs list" },
            { "plan-list", "plan list" },
            { "problems", "problems list" },
            { "guard-show", "guard show" },
            { "audit-list", "audit list --limit 8" },
            { "settings-list", "settings list --search removals" },
        };

    [Theory]
    [MemberData(nameof(Looks))]
    public Task A_verb_looks_as_it_did(string name, string typed) => LooksAsync(company, name, typed);

    /// <summary>In a workspace of its own, since it makes runs that others would list.</summary>
    [Fact]
    public async Task A_sync_looks_as_it_did()
    {
        await using var own = new Company();
        await own.InitializeAsync();
        await LooksAsync(own, "sync", "sync --yes");
    }

    /// <summary>In a workspace of its own too: what is said stays with the plan, and the run is released in the end.</summary>
    [Fact]
    public async Task What_is_said_about_a_plan_and_two_runs_side_by_side_look_as_they_did()
    {
        await using var own = new Company();
        await own.InitializeAsync();
        await own.Tenant.MustAsync(
            0,
            Tests.Token,
            "plan",
            "ask",
            "7",
            "--note",
            "Ticket 4711: the subsidiaries were split off on the first of March"
        );
        await LooksAsync(own, "plan-ask", "plan ask 7", AllWidths);
        await own.Tenant.MustAsync(
            0,
            Tests.Token,
            "plan",
            "comment",
            "7",
            "Seen with the head of HR.\nShe will say so in writing before noon, and until then nobody should release it."
        );
        await LooksAsync(own, "plan-show-notes", "plan show 7 --group 'Support, first level'");
        await LooksAsync(own, "plan-comment", "plan comment 7 'Agreed with HR'", AllWidths);
        await own.Tenant.MustAsync(0, Tests.Token, "runs", "approve", "7", "--reason", "Agreed with HR");
        await LooksAsync(own, "runs-compare", "runs compare 7 3 --limit 8", AllWidths);
    }

    private static async Task LooksAsync(Company company, string name, string typed, int[]? widths = null)
    {
        foreach (var width in widths ?? Widths)
        {
            company.Tenant.Muster.Width = width;
            var result = await company.Tenant.RunAsync(Tests.Token, Verbs.CommandTree.Words(typed));
            var text = $"$ muster {typed}\n{result.Output}{(result.Error.Length > 0 ? "--- standard error\n" : "")}{result.Error}";
            text = string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()));
            Assert.All(
                text.Split('\n').Skip(1),
                line => Assert.True(new StringInfo(line).LengthInTextElements <= width, $"{width}: {line}")
            );
            var file = Repository.In("tests", "Muster.Cli.Tests", "Golden", $"{name}.{width}.txt");
            if (Environment.GetEnvironmentVariable("MUSTER_REWRITE_GOLDEN") == "1")
                await File.WriteAllTextAsync(file, text, Tests.Token);
            Assert.Equal(await File.ReadAllTextAsync(file, Tests.Token), text);
        }
    }

    /// <summary>A small company at a time that stands still, with a plan that waits.</summary>
    public sealed class Company : IAsyncLifetime
    {
        internal TestTenant Tenant { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var staff = Tests.Several("colleague", 24);
            var story = new TenantStory()
                .User("ada", ("displayName", "Ada Lovelace"), ("department", "Analytical Engines and their Maintenance"))
                .User("grace", ("displayName", "Grace Brewster Murray Hopper"), ("department", "Compilers"))
                .User("li", ("displayName", "李明 (Beijing)"))
                .Users(staff)
                .Group("support", "Support, first level", ("description", "Answers the telephone"))
                .Group("night", "Night shift")
                .Member("support", "ada")
                .Nested("support", "night")
                .Member("night", "grace")
                .Owner("support", "ada")
                .Group("all", "All colleagues of the company, of its subsidiaries and of those who work for it")
                .Member("all", staff)
                .Group("twin1", "Twin")
                .Group("twin2", "Twin")
                .Then()
                .NoMember("all", staff[..15])
                .Member("support", "li");
            Tenant = await TestTenant.SyncedAsync(story, Tests.Token, clock: new StandingClock(), actor: "zoe@desk");
            await Tenant.RunAsync(Tests.Token, "groups", "create", "Twin");
            await Tenant.MustAsync(0, Tests.Token, "groups", "create", "Waits for the directory");
            await Tenant.MustAsync(
                0,
                Tests.Token,
                "groups",
                "set",
                "Support, first level",
                "--purpose",
                "Answers every question within an hour"
            );
            await Tenant.MustAsync(
                0,
                Tests.Token,
                "settings",
                "set",
                "guards.groupStated.percent",
                "20",
                "--reason",
                "Smaller teams",
                "--yes"
            );
            await Tenant.NextAsync(Tests.Token);
            await Tenant.MustAsync(3, Tests.Token, "sync", "--yes");
        }

        public ValueTask DisposeAsync() => Tenant.DisposeAsync();
    }

    /// <summary>Always the same morning; nothing takes any time.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);

        public override long GetTimestamp() => 0;
    }
}
