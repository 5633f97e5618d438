using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Postgres;
using Muster.Storage;
using Muster.Storage.Backups;
using Muster.Storage.Postgres;

namespace Muster.Server.Databases;

/// <summary>The accounts of all workspaces of an installation as backups have them: where the data is: in tables beside it on a server, in a file of each workspace otherwise.</summary>
internal sealed class AccountFiles : IAccountParts, IDisposable
{
    private const string First = "accounts";

    private readonly AccountsContext _file = new AccountsContextFactory().CreateDbContext([]);
    private readonly PostgresAccountsContext _server = new PostgresAccountsContextFactory().CreateDbContext([]);

    /// <inheritdoc />
    public int Schema => _file.Database.GetMigrations().Count();

    /// <summary>Whoever was signed in signs in again: a browser that was signed out since would be in once more.</summary>
    public IReadOnlySet<string> LeftOut { get; } = new HashSet<string> { "session" };

    /// <inheritdoc />
    public IModel OnFile => _file.Model;

    /// <inheritdoc />
    public IModel OnServer => _server.Model;

    /// <inheritdoc />
    public string NameOf(int workspace) =>
        workspace == Workspace.First ? First : string.Create(CultureInfo.InvariantCulture, $"{First}.{workspace}");

    /// <inheritdoc />
    public int WorkspaceOf(string part) =>
        NumberOf(part) ?? throw new StorageException(StorageFault.Damaged, $"There is a part that no version of Muster makes: {part}.");

    /// <inheritdoc />
    public IReadOnlyList<int> InFolder(string folder) => FoundIn(folder);

    /// <inheritdoc />
    public string File(string folder, int workspace) => AccountsContext.File(folder, workspace);

    /// <inheritdoc />
    public async Task MakeFileAsync(string folder, int workspace, CancellationToken cancellationToken)
    {
        await using var context = AccountsSchema.InFile(folder, workspace);
        await AccountsSchema.BringUpToDateAsync(context, cancellationToken);
    }

    /// <inheritdoc />
    public async Task MakeOnServerAsync(PostgresAddress address, CancellationToken cancellationToken)
    {
        await using var source = address.CreateSource();
        await using var context = AccountsSchema.OnServer(source);
        await AccountsSchema.BringUpToDateAsync(context, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _file.Dispose();
        _server.Dispose();
    }

    /// <summary>The workspaces whose accounts lie in files of a folder, in order.</summary>
    public static IReadOnlyList<int> FoundIn(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, $"{First}*.db")
                    .Select(file => NumberOf(Path.GetFileNameWithoutExtension(file)))
                    .OfType<int>()
                    .Order(),
            ]
            : [];

    /// <returns>Null for what is no name of a part.</returns>
    private static int? NumberOf(string part) =>
        part == First ? Workspace.First
        : part.StartsWith($"{First}.", StringComparison.Ordinal)
        && int.TryParse(part.AsSpan(First.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
        : null;
}
