using System.Globalization;
using System.Text.Json;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Cli.Tests.Configuring;

/// <summary>Seeing when a connection is synchronised by itself, and pausing that until an end.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task A_pause_is_told_everywhere_with_who_until_when_and_why_and_ends_by_itself()
    {
        var clock = new DayClock();
        var begun = clock.GetUtcNow();
        var end = new DateTimeOffset(begun.UtcDateTime.Date.AddDays(2).AddHours(18), TimeSpan.Zero);
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        var muster = new CommandLine(clock, tenant.Muster.Folder) { Width = 200 };
        await muster.MustAsync(0, Tests.Token, "settings", "set", "schedule.cron", "0 6 * * *", "--yes");
        var paused = await muster.MustAsync(
            0,
            Tests.Token,
            "schedule",
            "pause",
            "--reason",
            "Servers move",
            "--until",
            $"{end:yyyy-MM-dd'T'HH:mm}Z"
        );
        var words = $"until {PauseWords.When(Texts.English, end, "UTC", begun)}: Servers move";
        Assert.Contains(words, paused.Output, StringComparison.Ordinal);
        var shown = await muster.MustAsync(0, Tests.Token, "schedule", "show");
        Assert.Contains(words, shown.Output, StringComparison.Ordinal);
        Assert.Contains(
            end.ToString("ddd d MMM yyyy, '18:00:00 (UTC)'", CultureInfo.InvariantCulture),
            shown.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(words, (await muster.MustAsync(0, Tests.Token, "connection", "show", "corp")).Output, StringComparison.Ordinal);
        Assert.Contains(words, (await muster.MustAsync(0, Tests.Token, "connection", "list")).Error, StringComparison.Ordinal);
        var json = (await muster.MustAsync(0, Tests.Token, "schedule", "show", "--json")).Json;
        Assert.Equal(end, json.GetProperty("until").GetDateTimeOffset());
        Assert.InRange(json.GetProperty("pausedSince").GetDateTimeOffset(), begun.AddSeconds(-1), begun.AddMinutes(5));
        Assert.Equal(end, json.GetProperty("next")[0].GetDateTimeOffset());
        var both = await muster.MustAsync(64, Tests.Token, "schedule", "pause", "--reason", "r", "--until", "2999-12-30", "--for", "1h");
        Assert.Contains("not both", both.Error, StringComparison.Ordinal);

        clock.Pass(end - clock.GetUtcNow());
        var ended = (await muster.MustAsync(0, Tests.Token, "schedule", "show", "--json")).Json;
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("paused").ValueKind);
        Assert.Contains("is not paused", (await muster.MustAsync(0, Tests.Token, "schedule", "resume")).Output, StringComparison.Ordinal);
        await muster.MustAsync(0, Tests.Token, "settings", "set", "schedule.paused", "Once more", "--yes");
        Assert.Contains(
            "until somebody lets it go on: Once more",
            (await muster.MustAsync(0, Tests.Token, "schedule", "show")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("goes on", (await muster.MustAsync(0, Tests.Token, "schedule", "resume")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_goes_with_the_configuration_file_and_an_end_that_has_passed_is_refused_there()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        await tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move", "--until", "2998-12-24T18:00Z");
        await tenant.MustAsync(0, Tests.Token, "config", "export", "--out", file);
        var text = await File.ReadAllTextAsync(file, Tests.Token);
        Assert.Contains("2998-12-24T18:00:00Z", text, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "schedule", "resume");
        await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--reason", "r", "--yes");
        var json = (await tenant.MustAsync(0, Tests.Token, "schedule", "show", "--json")).Json;
        Assert.Equal("2998-12-24T18:00:00.000Z", json.GetProperty("until").GetString());

        await File.WriteAllTextAsync(file, text.Replace("2998", "2020", StringComparison.Ordinal), Tests.Token);
        var refused = await tenant.MustAsync(64, Tests.Token, "config", "diff", file);
        Assert.Contains("which has passed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Give a later instant", refused.Error, StringComparison.Ordinal);
    }
}
