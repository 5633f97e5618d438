using System.Text.RegularExpressions;

namespace Muster.Cli.Tests.Faults;

/// <summary>What every failure owes to the person who meets it.</summary>
internal static class Troubled
{
    /// <summary>A synced tenant in which something has changed since, so that the next sync has work that can fail.</summary>
    public static async Task<TestTenant> TenantAsync(TimeProvider? clock = null)
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Group("crew")
            .Nested("crew", "team")
            .Member("team", "ada", "grace")
            .Owner("team", "linus");
        story.Then().Users("new").Member("team", "new").NoMember("team", "ada");
        var tenant = await TestTenant.SyncedAsync(story, Tests.Token, clock: clock);
        await tenant.NextAsync(Tests.Token);
        return tenant;
    }

    /// <summary>Types a command that must fail with a code, say so in one message, and leave the state as it was.</summary>
    public static async Task<string> FailsAsync(this TestTenant tenant, int code, params string[] command)
    {
        var before = await tenant.ExportAsync(Tests.Token);
        var result = await tenant.RunAsync(Tests.Token, command);
        AssertOneMessage(result, code);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        return result.Said();
    }

    /// <summary>One message on standard error, in words, without anything that only a programmer reads.</summary>
    public static void AssertOneMessage(CommandResult result, int code)
    {
        Assert.True(result.Code == code, $"Expected exit code {code}. {result}");
        Assert.True(
            Regex.Count(result.Error, "^Error:", RegexOptions.Multiline, TimeSpan.FromSeconds(1)) == 1,
            $"One message was expected. {result}"
        );
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^\s+at \w", result.Error);
        Assert.DoesNotContain("Error:", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Messages with line breaks and runs of spaces made one space.</summary>
    public static string Said(this CommandResult result) =>
        string.Join(' ', result.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>After the fault has gone, the same command brings the state that it should.</summary>
    public static async Task AssertRecoversAsync(this TestTenant tenant)
    {
        await tenant.HealAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(
            ("grace new", "grace new"),
            ((await tenant.StateAsync(Tests.Token)).Members("team"), (await tenant.StateAsync(Tests.Token)).Members("crew"))
        );
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }
}
