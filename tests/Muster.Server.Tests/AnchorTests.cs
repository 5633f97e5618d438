using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Server.Auditing;
using Muster.Storage.Auditing;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>The audit log is anchored outside, so that a cut end shows.</summary>
public sealed class AnchorTests
{
    [Fact]
    public async Task An_anchor_is_made_each_hour_after_every_thousand_entries_and_not_when_nothing_was_added()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        using var keeper = Keeper(rig, outside.Path, clock);
        await AppendAsync(rig, 1);
        await keeper.TickAsync(Tests.Token);
        await keeper.TickAsync(Tests.Token);
        Assert.Single(outside.Files);
        await AppendAsync(rig, 1);
        await keeper.TickAsync(Tests.Token);
        Assert.Single(outside.Files);
        clock.Step(AnchorKeeper.Every + TimeSpan.FromMinutes(1));
        await keeper.TickAsync(Tests.Token);
        Assert.Equal(2, outside.Files.Length);
        clock.Step(AnchorKeeper.Every * 5);
        await keeper.TickAsync(Tests.Token);
        Assert.Equal(2, outside.Files.Length);
        clock.Step(TimeSpan.FromSeconds(1));
        await AppendAsync(rig, (int)AnchorKeeper.Entries);
        await keeper.TickAsync(Tests.Token);
        Assert.Equal(3, outside.Files.Length);

        // The next process goes on where this one ended.
        using var next = Keeper(rig, outside.Path, clock);
        await next.TickAsync(Tests.Token);
        Assert.Equal(3, outside.Files.Length);
        Assert.Equal(0, (await next.StandingAsync(Tests.Token)).Since);
    }

    [Fact]
    public async Task INV_20_a_cut_end_and_an_anchor_that_was_changed_or_signed_by_somebody_else_show()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        await using var other = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        using var keeper = Keeper(rig, outside.Path, TimeProvider.System);
        await AppendAsync(rig, 5);
        var anchor = (await keeper.MakeAsync(Tests.Token))!;
        var (whole, compared) = await keeper.VerifyAsync([], Tests.Token);
        Assert.Empty(whole.Faults);
        Assert.Equal(1, compared);

        using var foreign = Keeper(other, outside.Path, TimeProvider.System);
        await AppendAsync(other, 1);
        await foreign.MakeAsync(Tests.Token);
        Assert.Contains("another key", Assert.Single((await keeper.VerifyAsync([], Tests.Token)).Found.Faults), StringComparison.Ordinal);
        foreach (var file in outside.Files.Where(file => Path.GetFileName(file) != anchor.File))
            File.Delete(file);

        await CutAsync(rig, anchor.Checkpoint.Number - 2);
        Assert.Empty((await rig.Server.Muster.Database.Audit.VerifyAsync(Tests.Token)).Faults);
        Assert.Contains(
            (await keeper.VerifyAsync([], Tests.Token)).Found.Faults,
            fault => fault.Contains("its end was cut", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_log_that_is_shorter_than_its_anchor_is_told_and_anchored_on()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        using var keeper = Keeper(rig, outside.Path, TimeProvider.System);
        await AppendAsync(rig, 5);
        await keeper.TickAsync(Tests.Token);
        Assert.Null(keeper.Lost);
        var whole = Assert.Single(outside.Files);
        var last = (await keeper.StandingAsync(Tests.Token)).Last!;
        await CutAsync(rig, last.Checkpoint.Number - 2);
        await keeper.TickAsync(Tests.Token);
        Assert.Equal(last, keeper.Lost);
        Assert.Equal(2, outside.Files.Length);
        // Other entries in place of those that were cut hide nothing, and the next process goes on from the newest anchor.
        await AppendAsync(rig, 5);
        using var next = Keeper(rig, outside.Path, TimeProvider.System);
        await next.TickAsync(Tests.Token);
        Assert.Equal(last.File, next.Lost!.File);
        Assert.Equal(5, (await next.StandingAsync(Tests.Token)).Since);
        File.Delete(whole);
        await next.TickAsync(Tests.Token);
        Assert.Null(next.Lost);
    }

    [Fact]
    public async Task An_anchor_that_is_not_there_any_more_is_made_anew_and_a_failure_that_passed_is_not_told()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        using var keeper = Keeper(rig, outside.Path, TimeProvider.System);
        await AppendAsync(rig, 1);
        await keeper.TickAsync(Tests.Token);
        var (place, away) = (outside.Path, outside.Path + "-away");
        Directory.Move(place, away);
        await keeper.TickAsync(Tests.Token);
        Assert.NotNull(keeper.Failure);
        Directory.Move(away, place);
        await keeper.TickAsync(Tests.Token);
        Assert.Null(keeper.Failure);
        File.Delete(Assert.Single(outside.Files));
        await keeper.TickAsync(Tests.Token);
        Assert.Single(outside.Files);
    }

    [Fact]
    public async Task A_write_that_is_called_off_leaves_no_part_of_an_anchor()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        await AppendAsync(rig, 1);
        var database = rig.Server.Muster.Database;
        var checkpoint = (await database.Audit.CheckpointAsync(Tests.Token))!;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new AnchorFolder(outside.Path).WriteAsync(checkpoint, database.Signer, new CancellationToken(canceled: true))
        );
        Assert.Empty(outside.Files);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_told_until_it_can()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        var place = Path.Combine(outside.Path, "gone");
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        using var keeper = Keeper(rig, place, clock);
        await AppendAsync(rig, 1);
        await keeper.TickAsync(Tests.Token);
        var since = (await keeper.StandingAsync(Tests.Token)).Failure!.Since;
        clock.Step(TimeSpan.FromMinutes(1));
        await keeper.TickAsync(Tests.Token);
        Assert.Equal(since, keeper.Failure!.Since);
        var (found, _) = await keeper.VerifyAsync([], Tests.Token);
        Assert.Contains(place, found.Faults[0], StringComparison.Ordinal);
        // A folder that is away is no damaged log.
        Assert.True(found is { IsOfAnchorsOnly: true, IsRepairable: false, OfTheRecord.Count: 0 });
        Directory.CreateDirectory(place);
        await keeper.TickAsync(Tests.Token);
        Assert.Null(keeper.Failure);
        Assert.Empty((await keeper.VerifyAsync([], Tests.Token)).Found.Faults);
    }

    [Fact]
    public async Task A_folder_of_a_workspace_is_made_where_that_of_all_is_and_not_while_it_is_away()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, new TenantStory().Users("ada"));
        using var outside = new Folder();
        var (away, own) = (Path.Combine(outside.Path, "away"), Path.Combine(outside.Path, "away", "1"));
        using var keeper = Keeper(rig, own, TimeProvider.System, away);
        await AppendAsync(rig, 1);
        await keeper.TickAsync(Tests.Token);
        Assert.NotNull(keeper.Failure);
        Assert.False(Directory.Exists(away));
        Directory.CreateDirectory(away);
        await keeper.TickAsync(Tests.Token);
        Assert.Null(keeper.Failure);
        Assert.Single(Directory.GetFiles(own));
    }

    private static AnchorKeeper Keeper(ServerRig rig, string folder, TimeProvider clock, string? ofAll = null) =>
        new(
            rig.Server.Muster,
            new ServerOptions
            {
                DataFolder = rig.Tenant.Muster.Folder,
                AuditAnchors = folder,
                AuditAnchorsOfAll = ofAll,
            },
            clock,
            NullLogger<AnchorKeeper>.Instance
        );

    private static async Task AppendAsync(ServerRig rig, int entries)
    {
        await using var turn = await rig.Server.Muster.Database.Audit.TurnAsync(Tests.Token);
        for (var entry = 0; entry < entries; entry++)
            await turn.AppendAsync("somebody", "test.done", "test", [], Tests.Token);
        await turn.CommitAsync(Tests.Token);
    }

    /// <summary>What whoever can write the database file can do: nothing within it tells.</summary>
    private static async Task CutAsync(ServerRig rig, long last)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(rig.Tenant.Muster.Folder, "muster.db")};Pooling=False");
        await database.OpenAsync(Tests.Token);
        await using var command = database.CreateCommand();
        command.CommandText = $"""
            DELETE FROM audit_entry WHERE number > {last};
            UPDATE workspace SET audit_entries = {last}, audit_head = (SELECT hash FROM audit_entry WHERE number = {last});
            """;
        await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("muster-anchors").FullName;

        public string[] Files => Directory.GetFiles(Path);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
