using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Faults;

/// <summary>Data folders and databases that cannot be used.</summary>
public sealed class StorageFaultTests
{
    [Fact]
    public async Task A_database_that_another_process_has_locked()
    {
        await using var tenant = await Troubled.TenantAsync();
        var before = await tenant.ExportAsync(Tests.Token);
        await using (var other = new SqliteConnection($"Data Source={Database(tenant)};Pooling=False"))
        {
            await other.OpenAsync(Tests.Token);
            await using var exclusive = other.CreateCommand();
            exclusive.CommandText = "BEGIN EXCLUSIVE";
            await exclusive.ExecuteNonQueryAsync(Tests.Token);
            var result = await tenant.RunAsync(Tests.Token, "sync", "--yes");
            Troubled.AssertOneMessage(result, 8);
            Assert.Contains("locked", result.Said(), StringComparison.Ordinal);
            Assert.Contains("muster.db", result.Said(), StringComparison.Ordinal);
            // What cannot be recorded does not leave.
            Troubled.AssertOneMessage(await tenant.RunAsync(Tests.Token, "export", "state"), 8);
        }
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.AssertRecoversAsync();
    }

    [Theory]
    [InlineData("this is no database, whatever it is called; it is some text that is longer than the header of one")]
    [InlineData("SQLite format 3\0 but nothing more")]
    public async Task A_muster_db_that_is_not_a_database(string content)
    {
        using var muster = new CommandLine();
        var file = Path.Combine(muster.Folder, "muster.db");
        await File.WriteAllTextAsync(file, content, Tests.Token);
        var result = await muster.RunAsync(Tests.Token, "users", "list");
        Troubled.AssertOneMessage(result, 1);
        Assert.Contains("muster.db", result.Said(), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(file, Tests.Token));
    }

    [Fact]
    public async Task A_database_with_pages_overwritten()
    {
        await using var tenant = await Troubled.TenantAsync();
        SqliteConnection.ClearAllPools();
        await using (var file = File.OpenWrite(Database(tenant)))
        {
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)Math.Min(200_000, file.Length - 4096)).ToArray(), Tests.Token);
        }
        File.Delete(Database(tenant) + "-wal");
        var result = await tenant.RunAsync(Tests.Token, "sync", "--yes");
        Troubled.AssertOneMessage(result, 1);
        Assert.Contains("backup", result.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("data", "a file");
        await using var tenant = await TestTenant.StartAsync(new TenantStory().Users("ada"), Tests.Token);
        using var muster = new Misplaced(file);
        Troubled.AssertOneMessage(await muster.RunAsync("users", "list"), 7);
        var result = await muster.RunAsync(tenant.AddCommand());
        Troubled.AssertOneMessage(result, 1);
        Assert.Contains(file, result.Said(), StringComparison.Ordinal);
        Assert.Equal("a file", await File.ReadAllTextAsync(file, Tests.Token));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        await using var tenant = await TestTenant.StartAsync(new TenantStory().Users("ada"), Tests.Token);
        using var muster = new Misplaced(disk.Path);
        Assert.Equal(0, (await muster.RunAsync(tenant.AddCommand())).Code);
        Assert.Equal(0, (await muster.RunAsync("users", "import", "--everyone", "--yes")).Code);
        SqliteConnection.ClearAllPools();
        await disk.MakeReadOnlyAsync();
        var result = await muster.RunAsync("sync", "--yes");
        Troubled.AssertOneMessage(result, 1);
        Assert.Contains(disk.Path, result.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_stores_nothing_of_the_step_and_more_room_cures_it()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 3);
        var people = Tests.Several("person-with-a-rather-long-handle-", 6000);
        var story = new TenantStory().Users("ada").Then().Users(people).Group("team").Member("team", people);
        await using var tenant = await TestTenant.StartAsync(story, Tests.Token);
        using var muster = new Misplaced(disk.Path);
        Assert.Equal(0, (await muster.RunAsync(tenant.AddCommand())).Code);
        Assert.Equal(0, (await muster.RunAsync("users", "import", "--everyone", "--yes")).Code);
        var before = (await muster.RunAsync("export", "state")).Output;
        await tenant.NextAsync(Tests.Token);

        var result = await muster.RunAsync("sync", "--yes");

        Troubled.AssertOneMessage(result, 1);
        Assert.Contains("full", result.Said(), StringComparison.Ordinal);
        Assert.Contains(disk.Path, result.Said(), StringComparison.Ordinal);
        Assert.Equal(before, (await muster.RunAsync("export", "state")).Output);
        await disk.ResizeAsync(megabytes: 200);
        Assert.Equal(0, (await muster.RunAsync("sync", "--yes")).Code);
        Assert.Equal(6001, new ExportedTenant((await muster.RunAsync("export", "state")).Output).Handles.Count);
        Assert.Equal(0, (await muster.RunAsync("audit", "verify")).Code);
    }

    [Fact]
    public async Task A_database_of_a_newer_version()
    {
        await using var tenant = await Troubled.TenantAsync();
        await using (var other = new SqliteConnection($"Data Source={Database(tenant)};Pooling=False"))
        {
            await other.OpenAsync(Tests.Token);
            await using var newer = other.CreateCommand();
            newer.CommandText = "PRAGMA user_version = 999";
            await newer.ExecuteNonQueryAsync(Tests.Token);
        }
        var result = await tenant.RunAsync(Tests.Token, "sync", "--yes");
        Troubled.AssertOneMessage(result, 1);
        Assert.Contains("newer version", result.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_key_is_named_and_nothing_is_read()
    {
        await using var tenant = await Troubled.TenantAsync();
        Directory.Delete(Path.Combine(tenant.Muster.Folder, "keys"), recursive: true);
        var said = await tenant.FailsAsync(1, "sync", "--yes");
        Assert.Contains("keys", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users", "list")]
    [InlineData("sync", "--yes")]
    [InlineData("export", "state")]
    public async Task Where_there_is_no_data_nothing_is_made_and_the_folder_is_named(params string[] command)
    {
        using var folder = new TemporaryFolder();
        using var muster = new Misplaced(folder.In("nothing"));
        var result = await muster.RunAsync(command);
        Troubled.AssertOneMessage(result, 7);
        Assert.Contains(folder.In("nothing"), result.Said(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("nothing")));
    }

    [Fact]
    public async Task An_export_into_a_folder_that_is_not_there_leaves_no_file()
    {
        await using var tenant = await Troubled.TenantAsync();
        using var folder = new TemporaryFolder();
        Troubled.AssertOneMessage(await tenant.RunAsync(Tests.Token, "export", "state", "--out", folder.In("no/such/state.jsonl")), 7);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static string Database(TestTenant tenant) => Path.Combine(tenant.Muster.Folder, "muster.db");

    /// <summary>A command line on a data folder that is not its own to make or delete.</summary>
    private sealed class Misplaced(string path) : IDisposable
    {
        public async Task<CommandResult> RunAsync(params string[] arguments)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var code = await new Cli(output, error, TimeProvider.System).RunAsync([.. arguments, "--data", path], Tests.Token);
            return new CommandResult(string.Join(' ', arguments), code, output.ToString(), error.ToString());
        }

        public void Dispose() => SqliteConnection.ClearAllPools();
    }

    /// <summary>A file system of a few megabytes, where this account may mount one.</summary>
    private sealed class SmallDisk : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public string Path => _folder.In("disk");

        public static async Task<SmallDisk> MountAsync(int megabytes)
        {
            Assert.SkipUnless(
                OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
                "Mounting a small file system needs Linux and root."
            );
            var disk = new SmallDisk();
            Directory.CreateDirectory(disk.Path);
            if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "none", disk.Path) == 0)
                return disk;
            disk._folder.Dispose();
            Assert.Skip("This machine does not let root mount a tmpfs.");
            throw new InvalidOperationException();
        }

        public async Task ResizeAsync(int megabytes) => Assert.Equal(0, await RunAsync("mount", "-o", $"remount,size={megabytes}m", Path));

        public async Task MakeReadOnlyAsync() => Assert.Equal(0, await RunAsync("mount", "-o", "remount,ro", Path));

        public async ValueTask DisposeAsync()
        {
            SqliteConnection.ClearAllPools();
            await RunAsync("umount", "-l", Path);
            _folder.Dispose();
        }

        private static async Task<int> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
    }
}
