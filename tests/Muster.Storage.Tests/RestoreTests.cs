using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Muster.Engine.Connections;
using Muster.Storage.Backups;
using Muster.Storage.Connections;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>What is restored can be opened where it is, and whatever stops a restoration leaves a place as it was.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _source = new();
    private readonly PostgresTestDatabase _target = new();
    private readonly string _place = Directory.CreateTempSubdirectory("muster-restore-").FullName;

    private string Backup => Path.Combine(_place, "muster.backup");

    private string Other => Path.Combine(_place, "other");

    private string SourceKeys => Path.Combine(_source.Folder, MusterDatabase.KeysFolder);

    private string KeyOfSource => Path.Combine(SourceKeys, WrapKey.FileName);

    public async ValueTask InitializeAsync()
    {
        await _source.StartAsync();
        await _source.Muster.Leases.ReleaseAsync(_source.Lease, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    public async Task INV_14_stopped_at_any_statement_the_server_is_empty_its_folder_is_as_it_was_and_key_files_are_there_before_it_is_filled()
    {
        await (await _target.OpenAsync()).DisposeAsync();
        Directory.Delete(_target.Folder, recursive: true);
        await BackUpAsync();
        var address = PostgresAddress.Parse(_target.Address);
        var key = await File.ReadAllBytesAsync(KeyOfSource, Token);
        var (stops, outcome) = (0, (RestoreOutcome?)null);
        for (var at = 1; outcome is null; at++)
        {
            var left = at;
            try
            {
                outcome = await RestoreAsync(
                    Order() with
                    {
                        Address = address,
                    },
                    step =>
                    {
                        // Whoever is killed from here on has the key file of what may be filled.
                        if (step == "commit")
                            Assert.Equal(key, File.ReadAllBytes(Path.Combine(Other, MusterDatabase.KeysFolder, WrapKey.FileName)));
                        if (--left == 0)
                            throw new PowerCut();
                    }
                );
            }
            catch (PowerCut)
            {
                stops++;
                Assert.Equal(0, await _target.TamperAsync("SELECT count(*) FROM audit_entry"));
                Assert.Equal(0, await _target.TamperAsync("SELECT count(*) FROM key_store"));
                Assert.Empty(Directory.EnumerateFiles(Other, "*", SearchOption.AllDirectories));
            }
        }

        Assert.True(stops > 3, $"stopped {stops} times");
        await using var restored = await MusterDatabase.OpenAsync(Other, address, _source.Clock, Token);
        Assert.Equal("s3cret", (await restored.Connections.CredentialAsync(_source.Entra.Key, Token)).Value);
    }

    [Fact]
    public async Task Key_files_that_a_killed_restoration_left_beside_an_empty_server_are_no_obstacle_to_the_next()
    {
        await (await _target.OpenAsync()).DisposeAsync();
        await BackUpAsync();
        var keys = Directory.CreateDirectory(Path.Combine(Other, MusterDatabase.KeysFolder)).FullName;
        File.Copy(KeyOfSource, Path.Combine(keys, WrapKey.FileName));
        var address = PostgresAddress.Parse(_target.Address);

        await RestoreAsync(Order() with { Address = address });

        await using var restored = await MusterDatabase.OpenAsync(Other, address, _source.Clock, Token);
        Assert.Equal("s3cret", (await restored.Connections.CredentialAsync(_source.Entra.Key, Token)).Value);
    }

    [Fact]
    public async Task Stopped_at_any_move_a_folder_is_empty_again()
    {
        await BackUpAsync();
        var stops = 0;
        foreach (var name in new[] { MusterDatabase.KeysFolder, Path.GetFileName(MusterDatabase.File(Other)) })
        {
            await Assert.ThrowsAsync<PowerCut>(() => RestoreAsync(Order(), step => ThrowAt(step, $"move {name}")));
            stops++;
            Assert.Empty(Directory.EnumerateFileSystemEntries(Other));
        }
        Assert.Equal(2, stops);
        await RestoreAsync(Order());
        Assert.Equal(["keys", "muster.db"], Directory.EnumerateFileSystemEntries(Other).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_restoration_left_is_named_and_never_built_upon(bool onServer)
    {
        await BackUpAsync();
        Directory.CreateDirectory(Path.Combine(Other, "restoring-1"));
        var order = onServer ? Order() with { Address = PostgresAddress.Parse("postgres://nobody@127.0.0.1:1/none") } : Order();
        var fault = await Assert.ThrowsAsync<StorageException>(() => RestoreAsync(order));
        Assert.Contains("restoring-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("not encrypted", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_use_by_an_older_version_keeps_its_schema()
    {
        await _target.StartAsync();
        await _target.DowngradeAsync(PostgresProvider.KnownSchema - 1, reopens: false);
        await BackUpAsync();
        var address = PostgresAddress.Parse(_target.Address);
        foreach (
            var attempt in new Func<Task>[]
            {
                () => RestoreAsync(Order() with { Address = address }),
                () => DatabaseMove.CheckEmptyAsync(address, [], Token),
            }
        )
        {
            var fault = await Assert.ThrowsAsync<StorageException>(attempt);
            Assert.Contains("is not empty", fault.Message, StringComparison.Ordinal);
        }
        Assert.Equal(PostgresProvider.KnownSchema - 1, await _target.TamperAsync("SELECT version FROM schema_version"));
    }

    [Fact]
    public async Task Sessions_open_with_the_key_file_that_the_restored_place_uses_whichever_encrypted_them()
    {
        var web = Path.Combine(SourceKeys, WrappedKeys.Web);
        Directory.CreateDirectory(web);
        var own = new WrapKey(web, null, new FolderKeys(web)).Bytes;
        var ring = await RingAsync(own, web);
        await BackUpAsync();

        // In the folder: the two key files as they were.
        await RestoreAsync(Order());
        Assert.Equal(own, KeyOf(Web(Other), null));

        // Elsewhere: one for both, and it opens what another encrypted.
        var elsewhere = Path.Combine(_place, "elsewhere.key");
        File.Copy(KeyOfSource, elsewhere);
        var second = Path.Combine(_place, "second");
        await RestoreAsync(Order() with { Folder = second, Elsewhere = elsewhere });
        Assert.NotEqual(own, KeyOf(Web(second), elsewhere));
        Assert.Equal(ring, Opened(Web(second), KeyOf(Web(second), elsewhere)));
        Assert.False(File.Exists(Path.Combine(Web(second), WrapKey.FileName)));
    }

    [Fact]
    public async Task What_one_key_file_for_all_encrypted_opens_with_those_of_a_folder()
    {
        var web = Path.Combine(SourceKeys, WrappedKeys.Web);
        Directory.CreateDirectory(web);
        var key = KeyFile.Read(KeyOfSource);
        var ring = await RingAsync(key, web);
        await BackUpAsync();

        await RestoreAsync(Order());

        Assert.Equal(ring, Opened(Web(Other), KeyOf(Web(Other), null)));
    }

    [Fact]
    public async Task A_key_file_elsewhere_that_opens_nothing_of_the_backup_is_refused_before_anything_is_made()
    {
        await BackUpAsync();
        var elsewhere = Path.Combine(_place, "elsewhere.key");
        await File.WriteAllTextAsync(elsewhere, Convert.ToBase64String(new byte[32]), Token);
        var fault = await Assert.ThrowsAsync<StorageException>(() => RestoreAsync(Order() with { Elsewhere = elsewhere }));
        Assert.Contains("MUSTER_KEY_FILE", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Other));
    }

    [Fact]
    public async Task A_ring_in_a_folder_that_another_key_encrypted_is_said_and_no_second_one_begun()
    {
        var folder = Path.Combine(_place, "web");
        Directory.CreateDirectory(folder);
        await RingAsync(new byte[32], folder);
        var elsewhere = Path.Combine(_place, "elsewhere.key");
        await File.WriteAllTextAsync(elsewhere, Convert.ToBase64String([1, .. new byte[31]]), Token);
        var fault = Assert.Throws<CredentialUnreadableException>(() => KeyOf(folder, elsewhere));
        Assert.Contains("another one encrypted", fault.Message, StringComparison.Ordinal);
    }

    private static string Web(string folder) => Path.Combine(folder, MusterDatabase.KeysFolder, WrappedKeys.Web);

    private static byte[] KeyOf(string folder, string? elsewhere) => new WrapKey(folder, elsewhere, new FolderKeys(folder)).Bytes;

    private static string Opened(string folder, byte[] key) =>
        WrappedXml.Open(new FolderKeys(folder).RingKeys.Single().Element("inner")!.Element(WrappedXml.Name)!, key).Value;

    /// <summary>A key of a ring, encrypted as Data Protection has it.</summary>
    private static async Task<string> RingAsync(byte[] key, string folder)
    {
        const string Secret = "of sessions";
        var wrapped = WrappedXml.Close(new("secret", Secret), key);
        var ring = new System.Xml.Linq.XElement("key", new System.Xml.Linq.XElement("inner", wrapped));
        await File.WriteAllTextAsync(Path.Combine(folder, "key-1.xml"), ring.ToString(), Token);
        return Secret;
    }

    private static void ThrowAt(string step, string at)
    {
        if (step == at)
            throw new PowerCut();
    }

    private Task<BackupOutcome> BackUpAsync() =>
        DatabaseBackup.RunAsync(_source.Folder, null, new NoAccounts(), Backup, _source.Clock, null, Token);

    private Task<RestoreOutcome> RestoreAsync(RestoreOrder order, Action<string>? before = null) =>
        DatabaseRestore.RunAsync(order, new NoAccounts(), _source.Clock, null, before, Token);

    private RestoreOrder Order() => new(Backup, KeyOfSource, Other, null, null, "test");

    private sealed class PowerCut : Exception;

    /// <summary>An installation that has no accounts yet.</summary>
    private sealed class NoAccounts : IAccountParts
    {
        private static readonly IModel Empty = EmptyModel();

        public int Schema => 1;

        public IReadOnlySet<string> LeftOut { get; } = new HashSet<string>();

        public IModel OnFile => Empty;

        public IModel OnServer => Empty;

        public string NameOf(int workspace) => $"accounts.{workspace}";

        public int WorkspaceOf(string part) => throw new NotSupportedException();

        public IReadOnlyList<int> InFolder(string folder) => [];

        public string File(string folder, int workspace) => throw new NotSupportedException();

        public Task MakeFileAsync(string folder, int workspace, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task MakeOnServerAsync(PostgresAddress address, CancellationToken cancellationToken) => Task.CompletedTask;

        private static IModel EmptyModel()
        {
            using var context = new DbContext(new DbContextOptionsBuilder().UseSqlite().Options);
            return context.Model;
        }
    }
}
