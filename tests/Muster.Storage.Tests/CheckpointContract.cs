using Muster.Core.Planning;
using Muster.Engine.Auditing;
using Muster.Engine.Reading;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteCheckpointTests : CheckpointContract<SqliteTestDatabase>;

public sealed class PostgresCheckpointTests : CheckpointContract<PostgresTestDatabase>;

public abstract class CheckpointContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task INV_20_a_log_that_went_on_still_contains_its_checkpoints()
    {
        var first = (await Db.Muster.Audit.CheckpointAsync(Token))!;
        await MoreAsync();
        var second = (await Db.Muster.Audit.CheckpointAsync(Token))!;
        Assert.True(second.Number > first.Number);
        Assert.Equal(first.Log, second.Log);
        Assert.Empty((await Db.Muster.Audit.VerifyAsync([first, second, first], Token)).Faults);
    }

    [Fact]
    public async Task INV_20_a_cut_end_is_found_by_a_checkpoint_and_by_nothing_else()
    {
        await MoreAsync();
        var checkpoint = (await Db.Muster.Audit.CheckpointAsync(Token))!;
        await CutAsync(checkpoint.Number - 1);
        Assert.DoesNotContain(await Db.FaultsAsync(), fault => fault.Contains("cut", StringComparison.Ordinal));
        Assert.Contains(
            (await Db.Muster.Audit.VerifyAsync([checkpoint], Token)).Faults,
            fault => fault.Contains("its end was cut", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task INV_20_a_log_that_was_cut_and_written_anew_does_not_contain_the_checkpoint()
    {
        await MoreAsync();
        var checkpoint = (await Db.Muster.Audit.CheckpointAsync(Token))!;
        await CutAsync(1);
        for (var more = 0; more < checkpoint.Number; more++)
            await Db.Muster.Connections.SaveImportRuleAsync(
                Db.Entra.Key,
                new Core.Importing.ImportRule.Everyone(),
                "somebody",
                Db.Lease,
                Token
            );
        Assert.True((await Db.Muster.Audit.CheckpointAsync(Token))!.Number >= checkpoint.Number);
        Assert.Contains(
            (await Db.Muster.Audit.VerifyAsync([checkpoint], Token)).Faults,
            fault => fault.Contains("was rewritten", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task INV_20_a_checkpoint_of_another_log_is_none_of_this_one()
    {
        var checkpoint = (await Db.Muster.Audit.CheckpointAsync(Token))! with { Log = new string('a', 64) };
        Assert.Contains(
            (await Db.Muster.Audit.VerifyAsync([checkpoint], Token)).Faults,
            fault => fault.Contains("another log", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task No_checkpoint_vouches_for_a_damaged_log()
    {
        await MoreAsync();
        await Db.TamperAsync("UPDATE audit_entry SET subject = 'x' WHERE number = 2");
        var refused = await Assert.ThrowsAsync<StoredDataException>(() => Db.Muster.Audit.CheckpointAsync(Token));
        Assert.Contains("entry 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_survives_being_written_and_read()
    {
        var checkpoint = (await Db.Muster.Audit.CheckpointAsync(Token))!;
        Assert.Equal(checkpoint, AuditCheckpoint.Parse(checkpoint.ToJson().ToJsonString()));
    }

    [Theory]
    [InlineData("", "format")]
    [InlineData("[]", "format")]
    [InlineData("""{"format":"muster-checkpoint/2"}""", "format")]
    [InlineData("""{"format":"muster-checkpoint/1"}""", "workspace")]
    [InlineData("""{"format":"muster-checkpoint/1","workspace":1,"log":"abc"}""", "log")]
    [InlineData("""{"format":"muster-checkpoint/1","workspace":"1"}""", "workspace")]
    public void What_is_no_checkpoint_is_refused_by_the_name_of_the_field(string text, string field) =>
        Assert.Contains(field, Assert.Throws<FormatException>(() => AuditCheckpoint.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Entries_can_be_filtered_by_who_what_whom_and_when()
    {
        await MoreAsync();
        var all = await Db.Muster.Audit.EntriesAsync(0, Token).ToListAsync(Token);
        var last = all[^1];
        AuditFilter[] filters =
        [
            AuditFilter.All,
            new() { Actor = "TES" },
            new() { Actor = "nobody" },
            new() { Action = "run.applied" },
            new() { Action = "run.*" },
            new() { Action = "run" },
            new() { Subject = "CREW" },
            new() { From = last.At },
            new() { To = all[0].At },
            new() { After = 2, Action = "run.applied" },
        ];
        foreach (var filter in filters)
        {
            var found = await Db.Muster.Audit.EntriesAsync(filter, Token).ToListAsync(Token);
            Assert.Equal(
                all.Where(entry =>
                    entry.Number > filter.After
                    && (filter.Actor is null || entry.Actor.Contains(filter.Actor, StringComparison.OrdinalIgnoreCase))
                    && (filter.Subject is null || entry.Subject.Contains(filter.Subject, StringComparison.OrdinalIgnoreCase))
                    && (
                        filter.Action is null
                        || entry.Action == filter.Action
                        || (filter.Action == "run.*" && entry.Action.StartsWith("run.", StringComparison.Ordinal))
                    )
                    && (filter.From is null || entry.At >= filter.From)
                    && (filter.To is null || entry.At <= filter.To)
                ),
                found
            );
        }
    }

    private async Task MoreAsync()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        Db.Clock.Now = Db.Clock.Now.AddMinutes(1);
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [Create(1, "ada")], [Members(1, [1])]));
        Db.Clock.Now = Db.Clock.Now.AddMinutes(1);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [], [1])]));
    }

    /// <summary>Cuts the log behind an entry, with the note that the workspace has of its end.</summary>
    private async Task CutAsync(long last)
    {
        await Db.TamperAsync($"DELETE FROM audit_entry WHERE number > {last}");
        await Db.TamperAsync(
            $"UPDATE workspace SET audit_entries = {last}, audit_head = (SELECT hash FROM audit_entry WHERE number = {last})"
        );
    }
}
