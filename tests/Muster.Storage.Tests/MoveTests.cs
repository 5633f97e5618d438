using System.Security.Cryptography;
using Muster.Core.Planning;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>A file is moved to a server whole or not at all.</summary>
public sealed class MoveTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _source = new();
    private readonly PostgresTestDatabase _target = new();

    private string File => MusterDatabase.File(_source.Folder);

    public async ValueTask InitializeAsync()
    {
        await _target.OpenAsync().AsDisposed();
        await _source.StartAsync();
        await _source.ReadUsersAsync(false, User("ada"), User("bob"));
        await _source.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob")));
        await _source.AppliedAsync(
            await _source.PlanAsync([new GroupStep.Create(1, "crew\0", null)], [Create(1, "ada"), Create(2, "bob")], [Members(1, [1, 2])]),
            settles: true
        );
        _ = _source.Muster.Signer.KeyId;
        await _source.Muster.Leases.ReleaseAsync(_source.Lease, Token);
        await _source.Muster.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task INV_14_stopped_at_any_statement_it_has_left_nothing_on_the_server_and_the_folder_as_it_was()
    {
        var before = await DigestAsync();
        var (stops, outcome) = (0, (MoveOutcome?)null);
        for (var at = 1; outcome is null; at++)
        {
            var left = at;
            try
            {
                outcome = await MoveAsync(statement =>
                {
                    // What comes after the commit is no part of it.
                    if (statement != "tidy" && --left == 0)
                        throw new PowerCut();
                });
            }
            catch (PowerCut)
            {
                stops++;
                Assert.Equal(0, await _target.TamperAsync("SELECT count(*) FROM audit_entry"));
                Assert.Equal(0, await _target.TamperAsync("SELECT count(*) FROM key_store"));
                Assert.Equal(0, await _target.TamperAsync("SELECT revision FROM workspace"));
            }
        }

        Assert.True(stops > 40, $"stopped {stops} times");
        Assert.Equal(before, await DigestAsync());
        await using var moved = await MusterDatabase.OpenAsync(
            _source.Folder,
            PostgresAddress.Parse(_target.Address),
            _source.Clock,
            Token
        );
        await using var file = await MusterDatabase.OpenAsync(_source.Folder, _source.Clock, Token);
        Assert.Equal((outcome.AuditEntries, outcome.LastHash, 0), await ChainAsync(moved));
        Assert.Equal(await ChainAsync(file), await ChainAsync(moved));
        Assert.Equal(file.Signer.KeyId, moved.Signer.KeyId);
        Assert.Equal(
            (await file.Connections.CredentialAsync(_source.Entra.Key, Token)).Value,
            (await moved.Connections.CredentialAsync(_source.Entra.Key, Token)).Value
        );
        Assert.Equal(2, outcome.Tables.Single(table => table.Name == "app_user").Rows);
    }

    [Fact]
    public async Task What_does_not_arrive_as_it_was_sent_is_noticed_and_taken_back()
    {
        await _target.TamperAsync(
            """
            CREATE FUNCTION other_name() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := ''x''; RETURN NEW; END';
            CREATE TRIGGER other BEFORE INSERT ON app_group_version FOR EACH ROW EXECUTE FUNCTION other_name()
            """
        );
        var fault = await Assert.ThrowsAsync<StorageException>(() => MoveAsync());
        Assert.Contains("app_group_version", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _target.TamperAsync("SELECT count(*) FROM audit_entry"));
    }

    [Fact]
    public async Task A_table_that_no_model_knows_is_not_left_behind_in_silence()
    {
        await _source.TamperAsync("CREATE TABLE stranger (id INTEGER)");
        var fault = await Assert.ThrowsAsync<StorageException>(() => MoveAsync());
        Assert.Contains("stranger", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_nobody_begins_to_use_it_meanwhile()
    {
        using (FolderUse.ByServer(_source.Folder))
        using (FolderUse.ByServer(_source.Folder))
            Assert.Contains("Stop it", (await BusyAsync()).Message, StringComparison.Ordinal);
        await using (var muster = await _source.OpenAsync())
        {
            var lease = await LeaseAsync(muster);
            Assert.Contains("at work", (await BusyAsync()).Message, StringComparison.Ordinal);
            await muster.Leases.ReleaseAsync(lease, Token);
        }
        var refused = 0;
        await MoveAsync(_ =>
        {
            Assert.Throws<StorageException>(() => FolderUse.ByServer(_source.Folder));
            refused++;
        });
        Assert.True(refused > 0);
    }

    [Fact]
    public async Task A_database_with_something_in_it_is_refused_and_keeps_it()
    {
        await MoveAsync();
        var before = await _target.ContentAsync("audit_entry");
        var fault = await Assert.ThrowsAsync<StorageException>(() => MoveAsync());
        Assert.Equal(StorageFault.Contradiction, fault.Fault);
        Assert.Contains("is not empty", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _target.ContentAsync("audit_entry"));
    }

    [Fact]
    public async Task A_folder_whose_audit_log_does_not_hold_is_mended_before_it_is_moved()
    {
        await _source.TamperAsync("UPDATE audit_entry SET actor = 'somebody else' WHERE number = 1");
        var fault = await Assert.ThrowsAsync<StorageException>(() => MoveAsync());
        Assert.Equal(StorageFault.Damaged, fault.Fault);
        Assert.Contains("Nothing was moved", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_workspace_arrives_with_its_own_rows_and_log_and_a_number_that_was_given_back_is_not_given_again()
    {
        IReadOnlyList<string> sent;
        await using (var file = await MusterDatabase.OpenAsync(_source.Folder, _source.Clock, Token))
        {
            var gone = (await file.Workspaces.CreateAsync("gone", "test", Token))!;
            var beta = (await file.Workspaces.CreateAsync("beta", "test", Token))!;
            await file.Workspaces.RemoveAsync(gone, "test", Token);
            await file.Of(beta.Number).Connections.AddAsync(SampleConnection("theirs"), Secret("theirs"), "test", Token);
            sent = await LogsAsync(file);
            var lease = await LeaseAsync(file.Of(beta.Number));
            Assert.Contains("at work", (await BusyAsync()).Message, StringComparison.Ordinal);
            await file.Of(beta.Number).Leases.ReleaseAsync(lease, Token);
        }

        var outcome = await MoveAsync();

        Assert.Equal((2, 3), (outcome.Workspaces, outcome.Tables.Single(table => table.Name == "workspace_name").Rows));
        var address = PostgresAddress.Parse(_target.Address);
        await using var moved = await MusterDatabase.OpenAsync(_source.Folder, address, _source.Clock, Token);
        Assert.Equal(sent, await LogsAsync(moved));
        Assert.Equal("theirs", (await moved.Of(3).Connections.CredentialAsync(1, Token)).Value);
        Assert.Equal(4, (await moved.Workspaces.CreateAsync("gone", "test", Token))!.Number);
        var status = await DatabaseCare.StatusAsync(_source.Folder, address, Token);
        Assert.Equal((3, 3L), (status.Workspaces, status.Tables.Single(table => table.Name == "lease").Rows));
        Assert.Equal(2, (await DatabaseCare.StatusAsync(_source.Folder, null, Token)).Workspaces);
    }

    private static async Task<IReadOnlyList<string>> LogsAsync(MusterDatabase muster)
    {
        var logs = new List<string>();
        foreach (var workspace in await muster.Workspaces.ListAsync(Token))
            logs.Add($"{workspace}: {await ChainAsync(muster.Of(workspace.Number))}");
        return logs;
    }

    private Task<MoveOutcome> MoveAsync(Action<string>? beforeStatement = null) =>
        DatabaseMove.RunAsync(_source.Folder, PostgresAddress.Parse(_target.Address), [], _source.Clock, null, beforeStatement, Token);

    private async Task<StorageException> BusyAsync()
    {
        var fault = await Assert.ThrowsAsync<StorageException>(() => MoveAsync());
        Assert.Equal(StorageFault.Busy, fault.Fault);
        return fault;
    }

    private async Task<string> DigestAsync() => Convert.ToHexString(SHA256.HashData(await System.IO.File.ReadAllBytesAsync(File, Token)));

    private static async Task<(long Entries, string LastHash, int Faults)> ChainAsync(MusterDatabase muster)
    {
        var verified = await muster.Audit.VerifyAsync(Token);
        return (verified.Entries, verified.LastHash, verified.Faults.Count);
    }

    private sealed class PowerCut : Exception;
}

file static class Opened
{
    public static async Task AsDisposed(this Task<MusterDatabase> opening)
    {
        await using (await opening) { }
    }
}
