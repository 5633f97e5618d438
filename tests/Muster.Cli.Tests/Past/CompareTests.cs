using System.Globalization;
using System.Text.Json;

namespace Muster.Cli.Tests.Past;

/// <summary>What differs between two moments.</summary>
public sealed class CompareTests
{
    private static TenantStory Story()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus", "ken")
            .Group("team")
            .Group("crew")
            .Member("team", "ada", "grace", "ken")
            .Owner("team", "grace");
        story.Then().NoMember("team", "ada").Member("team", "linus").Rename("crew", "Phoenix").Users("new").Member("crew", "new");
        story.Then().Disable("ken").UpdateUser("grace", ("department", "IT")).NoOwner("team", "grace").Member("team", "ada");
        return story;
    }

    private static async Task<(TestTenant Tenant, List<string> Moments)> PlayedAsync()
    {
        var clock = new HurriedClock();
        var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token, clock: clock);
        var moments = new List<string>();
        for (var change = 1; ; change++)
        {
            clock.Move(TimeSpan.FromMinutes(10));
            moments.Add(clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            clock.Move(TimeSpan.FromMinutes(10));
            if (change == 3)
                return (tenant, moments);
            await tenant.NextAsync(Tests.Token);
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        }
    }

    [Fact]
    public async Task A_comparison_is_the_difference_of_the_two_exports()
    {
        var (tenant, moments) = await PlayedAsync();
        await using var _ = tenant;
        for (var earlier = 0; earlier < moments.Count; earlier++)
        for (var later = earlier; later < moments.Count; later++)
        {
            var before = await MembershipsAsync(tenant, moments[earlier]);
            var after = await MembershipsAsync(tenant, moments[later]);
            var compared = await CompareAsync(tenant, "--from", moments[earlier], "--to", moments[later]);
            var names = await NamesAsync(tenant, moments[later]);
            Assert.Equal(After(before, names).Except(after).Order(StringComparer.Ordinal), Memberships(compared, "removed"));
            Assert.Equal(after.Except(After(before, names)).Order(StringComparer.Ordinal), Memberships(compared, "added"));
        }
    }

    [Fact]
    public async Task Groups_users_and_reasons_are_told_with_their_kind_of_change()
    {
        var (tenant, moments) = await PlayedAsync();
        await using var _ = tenant;
        var all = await CompareAsync(tenant, "--from", moments[0]);
        Assert.Contains(all, difference => Is(difference, "group", "Phoenix", "renamed"));
        Assert.Contains(all, difference => Is(difference, "user", null, "joined") && Upn(difference) == TenantStory.Upn("new"));
        Assert.Contains(all, difference => Is(difference, "user", null, "suspended") && Upn(difference) == TenantStory.Upn("ken"));
        Assert.Contains(all, difference => Is(difference, "user", null, "changed") && Upn(difference) == TenantStory.Upn("grace"));
        var ken = Assert.Single(
            all,
            difference => Is(difference, "membership", "team", "removed") && Upn(difference) == TenantStory.Upn("ken")
        );
        Assert.Equal("accountDisabled", ken.GetProperty("cause").GetString());
        // Ada left and came back, which is no difference between the first moment and the last.
        Assert.DoesNotContain(
            all,
            difference => difference.GetProperty("type").GetString() == "membership" && Upn(difference) == TenantStory.Upn("ada")
        );
        var toMiddle = await CompareAsync(tenant, "--from", moments[0], "--to", moments[1], "--group", "team");
        Assert.All(toMiddle, difference => Assert.Equal("team", difference.GetProperty("group").GetString()));
        Assert.Equal(["removed", "added"], toMiddle.Select(difference => difference.GetProperty("changes")[0].GetString()));
    }

    [Fact]
    public async Task Pages_put_together_are_the_whole_and_one_person_can_be_asked_about()
    {
        var (tenant, moments) = await PlayedAsync();
        await using var _ = tenant;
        var all = await CompareAsync(tenant, "--from", moments[0]);
        var pages = new List<string>();
        for (var skip = 0; skip < all.Count; skip += 2)
            pages.AddRange(
                (
                    await CompareAsync(tenant, "--from", moments[0], "--limit", "2", "--skip", skip.ToString(CultureInfo.InvariantCulture))
                ).Select(difference => difference.GetRawText())
            );
        Assert.Equal(all.Select(difference => difference.GetRawText()), pages);
        var ken = await CompareAsync(tenant, "--from", moments[0], "--user", "ken");
        Assert.Equal(2, ken.Count);
        Assert.All(ken, difference => Assert.Equal(TenantStory.Upn("ken"), Upn(difference)));
        var shown = await tenant.MustAsync(0, Tests.Token, "compare", "--from", moments[0]);
        Assert.Contains("ken", shown.Output, StringComparison.Ordinal);
        Assert.Contains("the account was disabled", shown.Output, StringComparison.Ordinal);
        Assert.Contains("known by reads", shown.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(
            "Nothing differs",
            (await tenant.MustAsync(0, Tests.Token, "compare", "--from", "now")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Moments_in_the_wrong_order_are_refused()
    {
        var (tenant, moments) = await PlayedAsync();
        await using var _ = tenant;
        var refused = await tenant.MustAsync(64, Tests.Token, "compare", "--from", moments[2], "--to", moments[0]);
        Assert.Contains("--from", refused.Error, StringComparison.Ordinal);
        await tenant.MustAsync(7, Tests.Token, "compare", "--from", "run:999");
        await tenant.MustAsync(7, Tests.Token, "compare", "--from", "revision:1", "--group", "nobody's");
    }

    private static async Task<List<JsonElement>> CompareAsync(TestTenant tenant, params string[] more) =>
        [
            .. (
                await tenant.MustAsync(
                    0,
                    Tests.Token,
                    ["compare", "--json", .. more.Contains("--limit") ? [] : new[] { "--limit", "0" }, .. more]
                )
            ).JsonLines,
        ];

    private static async Task<HashSet<string>> MembershipsAsync(TestTenant tenant, string at) =>
        [
            .. (await tenant.ExportAsync(Tests.Token, "--at", at))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(row => row.GetProperty("type").GetString() == "membership")
                .Select(row =>
                    $"{row.GetProperty("group")} {row.GetProperty("user")} {row.GetProperty("relation")} {row.GetProperty("origin")}"
                ),
        ];

    /// <summary>The groups of this story are renamed only once.</summary>
    private static async Task<bool> NamesAsync(TestTenant tenant, string at) =>
        (await tenant.ExportAsync(Tests.Token, "--at", at)).Contains("Phoenix", StringComparison.Ordinal);

    private static HashSet<string> After(HashSet<string> before, bool renamed) =>
        [.. before.Select(line => renamed && line.StartsWith("crew ", StringComparison.Ordinal) ? $"Phoenix{line[4..]}" : line)];

    private static IEnumerable<string> Memberships(IEnumerable<JsonElement> differences, string change) =>
        differences
            .Where(difference => Is(difference, "membership", null, change))
            .Select(row =>
                $"{row.GetProperty("group")} {row.GetProperty("user")} {row.GetProperty("relation")} {row.GetProperty("origin")}"
            )
            .Order(StringComparer.Ordinal);

    private static bool Is(JsonElement difference, string type, string? group, string change) =>
        difference.GetProperty("type").GetString() == type
        && (group is null || difference.GetProperty("group").GetString() == group)
        && difference.GetProperty("changes").EnumerateArray().Any(one => one.GetString() == change);

    private static string? Upn(JsonElement difference) => difference.GetProperty("userPrincipalName").GetString();
}
