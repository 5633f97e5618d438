namespace Muster.Storage.Tests;

/// <summary>
/// What is promised of one workspace holds of a second one too, beside a first one with the same tenant, keys and names; and the first is byte for byte what it was when the test ends.
/// </summary>
/// <remarks>For files: there nothing but Muster's own statements keeps workspaces apart.</remarks>
public sealed class BesideDatabase : SqliteTestDatabase
{
    private const int Second = 2;

    private static readonly Lazy<Task<Filled>> Made = new(MakeAsync);

    private readonly List<MusterDatabase> _opened = [];

    public override async Task<MusterDatabase> OpenAsync()
    {
        if (_opened.Count == 0)
            foreach (var (name, content) in (await Made.Value).Files)
            {
                var file = Path.Combine(Folder, name);
                PrivateFiles.MakeFolder(Path.GetDirectoryName(file)!);
                PrivateFiles.MakeEmptyFile(file);
                await File.WriteAllBytesAsync(file, content, Token);
            }
        _opened.Add(await base.OpenAsync());
        return _opened[^1].Of(Second);
    }

    /// <summary>Behind Muster's back too, a test changes rows of the workspace it is in.</summary>
    public override Task<long> TamperAsync(string sql) =>
        base.TamperAsync(
            sql.StartsWith("UPDATE", StringComparison.Ordinal) || sql.StartsWith("DELETE", StringComparison.Ordinal)
                ? $"{sql} {(sql.Contains(" WHERE ", StringComparison.Ordinal) ? "AND" : "WHERE")} workspace = {Second}"
                : sql
        );

    protected override async ValueTask DropAsync()
    {
        try
        {
            if (_opened.Count > 0)
                Assert.Equal((await Made.Value).Rows, await FilledWorkspace.RowsAsync(this, 1));
        }
        finally
        {
            foreach (var muster in _opened)
                await muster.DisposeAsync();
            await base.DropAsync();
        }
    }

    /// <summary>Once for all tests: the files of a folder with both workspaces, the second one empty.</summary>
    private static async Task<Filled> MakeAsync()
    {
        await using var db = new SqliteTestDatabase();
        await db.StartAsync();
        await FilledWorkspace.WriteAsync(db);
        await db.Muster.Leases.ReleaseAsync(db.Lease, Token);
        Assert.Equal(Second, (await db.Muster.Workspaces.CreateAsync("beta", "test", Token))!.Number);
        var rows = await FilledWorkspace.RowsAsync(db, 1);
        await db.Muster.DisposeAsync();
        var files = Directory.GetFiles(db.Folder, "*", SearchOption.AllDirectories);
        return new([.. files.Select(file => (Path.GetRelativePath(db.Folder, file), File.ReadAllBytes(file)))], rows);
    }

    private sealed record Filled(IReadOnlyList<(string Name, byte[] Content)> Files, IReadOnlyList<string> Rows);
}

public sealed class BesideExceptionTests : ExceptionContract<BesideDatabase>;

public sealed class BesideGuardTests : GuardContract<BesideDatabase>;

public sealed class BesideMirrorTests : MirrorContract<BesideDatabase>;

public sealed class BesidePageTests : PageContract<BesideDatabase>;

public sealed class BesidePartTests : PartContract<BesideDatabase>;

public sealed class BesidePastTests : PastContract<BesideDatabase>;

public sealed class BesidePlanTests : PlanContract<BesideDatabase>;

public sealed class BesidePlatformTests : PlatformContract<BesideDatabase>;

public sealed class BesideProblemTests : ProblemContract<BesideDatabase>;

public sealed class BesideRunTests : RunContract<BesideDatabase>;

public sealed class BesideSettingsTests : SettingsContract<BesideDatabase>;
