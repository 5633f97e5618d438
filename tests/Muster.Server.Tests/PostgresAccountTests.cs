using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.SignIn;
using Muster.Testing;

[assembly: AssemblyFixture(typeof(PostgresEnd))]

namespace Muster.Server.Tests;

/// <summary>Accounts and keys in a database on a server: one set for all nodes, with what a file promises.</summary>
public sealed class PostgresAccountTests(PostgresAccountTests.OnServer shared) : IClassFixture<PostgresAccountTests.OnServer>
{
    private ServerRig Rig => shared.Rig;

    private IServiceProvider Services => Rig.Server.Services;

    [Fact]
    public async Task Somebody_signs_in_and_no_account_and_no_key_lies_in_the_folder()
    {
        await using var request = new SignInDesk(Rig);
        Assert.IsType<SignInStep.Done>(await request.SignIn.TryAsync("owner@example.com", ServerRig.Password, Tests.Token));
        Assert.Contains("account.signedIn", await Rig.ActionsAsync());
        var files = Directory
            .EnumerateFiles(Rig.Tenant.Muster.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Rig.Tenant.Muster.Folder, file));
        Assert.Equal(
            ["keys/web/wrap.key"],
            files
                .Order(StringComparer.Ordinal)
                .Where(file =>
                    !file.StartsWith("keys/wrap", StringComparison.Ordinal) && !file.StartsWith("fences/", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task Another_node_with_the_same_key_file_reads_what_this_one_encrypted_and_sees_its_accounts()
    {
        await using var other = await NodeAsync(KeysOfRig);
        var locked = Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("a secret");

        Assert.Equal("a secret", other.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(locked));
        Assert.Null(other.SetupToken);
        Assert.Contains(
            await other.Services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token),
            row => row.Email == "owner@example.com"
        );
        Assert.Equal(Rig.Server.Muster.Database.Signer.KeyId, other.Muster.Database.Signer.KeyId);
    }

    [Fact]
    public async Task A_passkey_is_kept_as_the_file_has_it_and_counts_on_each_time_it_is_used()
    {
        await using var scope = Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var owner = (await accounts.FindByEmailAsync("owner@example.com"))!;
        var created = new DateTimeOffset(2026, 3, 1, 9, 0, 0, 125, TimeSpan.Zero);
        var key = new UserPasskeyInfo([1, 2], [3], created, 7, ["usb", "nfc"], true, false, true, [4], [5]) { Name = "Ada's \"key\"" };
        Assert.True((await accounts.AddOrUpdatePasskeyAsync(owner, key)).Succeeded);
        key.SignCount = 8;
        Assert.True((await accounts.AddOrUpdatePasskeyAsync(owner, key)).Succeeded);

        await using var anew = Services.CreateAsyncScope();
        var read = Assert.Single(await anew.ServiceProvider.GetRequiredService<UserManager<Account>>().GetPasskeysAsync(owner));
        Assert.Equivalent(key, read, strict: true);
        Assert.True((await accounts.RemovePasskeyAsync(owner, key.CredentialId)).Succeeded);
    }

    [Fact]
    public async Task A_node_with_another_key_file_is_refused_instead_of_beginning_a_ring_of_its_own()
    {
        _ = Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("a secret");
        var wrong = await Assert.ThrowsAsync<CredentialUnreadableException>(() =>
            NodeAsync(folder => File.WriteAllText(WrapKeyIn(folder), Convert.ToBase64String(new byte[32])))
        );
        Assert.Contains("another one encrypted the keys in 127.0.0.1", wrong.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<CredentialUnreadableException>(() => NodeAsync(_ => { }));
        Assert.Contains("copy it from one that works", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_at_once_one_takes_a_key_and_every_failure_is_counted()
    {
        var store = Services.GetRequiredService<IdempotencyStore>();
        var account = await AccountAsync();
        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => store.TakeAsync(Request(account), Tests.Token))));
        Assert.Single(taken, earlier => earlier is null);

        var failures = Services.GetRequiredService<FailureLog>();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => failures.NoteAsync("mallory", "192.0.2.9", Tests.Token))));
        await using var context = await ContextAsync();
        Assert.Equal(12, (await context.FailedSignIns.SingleAsync(row => row.Name == "mallory", Tests.Token)).Count);
    }

    [Fact]
    public async Task What_a_transaction_has_read_stays_true_until_it_ends_also_for_a_statement_alone()
    {
        await using var context = await ContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync(Tests.Token);
        var before = await RenamedAsync(context);
        await using var other = await ContextAsync();
        var renaming = other.Users.ExecuteUpdateAsync(row => row.SetProperty(it => it.DisplayName, "Renamed"), Tests.Token);
        await using var third = await ContextAsync();
        // Who must not wait leaves it out.
        var fault = await Record.ExceptionAsync(() =>
            third.TryAsync(() => third.Users.ExecuteUpdateAsync(row => row.SetProperty(it => it.DisplayName, "Tried"), Tests.Token))
        );
        var (after, waits) = (await RenamedAsync(context), !renaming.IsCompleted);
        await transaction.CommitAsync(Tests.Token);
        await renaming;

        Assert.Null(fault);
        Assert.Equal((before, true), (after, waits));
        Assert.All(await third.Users.AsNoTracking().ToListAsync(Tests.Token), row => Assert.Equal("Renamed", row.DisplayName));
    }

    private static Task<int> RenamedAsync(AccountsContext context) =>
        context.Users.CountAsync(row => row.DisplayName == "Renamed", Tests.Token);

    [Fact]
    public async Task A_name_that_a_server_cannot_hold_is_kept_with_a_picture_in_its_place()
    {
        var kept = Services.GetRequiredService<KeptTexts>();
        var account = await AccountAsync();
        Assert.Equal(1, await kept.SaveAsync(account, "view:test", "a\0b", "text \0", 0, Tests.Token));
        Assert.Equal(2, await kept.SaveAsync(account, "view:test", "a\0b", "other \0", 1, Tests.Token));
        Assert.Equal("other \u2400", (await kept.FindAsync(account, "view:test", "a\0b", Tests.Token))?.Text);
    }

    private static string WrapKeyIn(string folder) => Path.Combine(folder, "keys", "web", "wrap.key");

    private void KeysOfRig(string folder)
    {
        foreach (var key in Directory.EnumerateFiles(Rig.Tenant.Muster.Folder, "wrap.key", SearchOption.AllDirectories))
            File.Copy(key, Path.Combine(folder, Path.GetRelativePath(Rig.Tenant.Muster.Folder, key)), overwrite: true);
    }

    /// <summary>Another server on the same database, with a folder of its own.</summary>
    private async Task<MusterServer> NodeAsync(Action<string> keys)
    {
        var folder = Path.Combine(shared.Nodes, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(folder, "keys", "web"));
        keys(folder);
        var options = new ServerOptions
        {
            DataFolder = folder,
            Database = Services.GetRequiredService<ServerOptions>().Database,
            Urls = "http://127.0.0.1:0",
        };
        return await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token);
    }

    private static IdempotentRequest Request(Guid account) =>
        new()
        {
            Key = $"{account} one",
            Account = account,
            RequestHash = "hash",
            Process = Guid.NewGuid(),
            StartedAt = TimeProvider.System.GetUtcNow(),
            EndsAt = TimeProvider.System.GetUtcNow().AddHours(1),
        };

    private async Task<Guid> AccountAsync() => (await SignInDesk.OwnerAsync(Rig)).Id;

    private Task<AccountsContext> ContextAsync() =>
        Services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);

    /// <summary>A server on a database with an owner.</summary>
    public sealed class OnServer : IAsyncLifetime
    {
        private ServerRig? _rig;

        internal ServerRig Rig => _rig!;

        /// <summary>Folder for the folders of other nodes.</summary>
        internal string Nodes { get; } = Directory.CreateTempSubdirectory("muster-nodes-").FullName;

        /// <inheritdoc />
        public async ValueTask InitializeAsync()
        {
            Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
            _rig = await ServerRig.EmptyAsync(Tests.Token, onPostgres: true);
            await _rig.AccountAsync(nameof(Role.Owner), Tests.Token);
            _ = _rig.Server.Muster.Database.Signer.KeyId;
        }

        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            if (_rig is not null)
                await _rig.DisposeAsync();
            Directory.Delete(Nodes, recursive: true);
        }
    }
}
