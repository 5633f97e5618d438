using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Postgres;
using Muster.Storage.Backups;
using Muster.Storage.Postgres;

namespace Muster.Server.Databases;

/// <summary>The accounts of all workspaces of an installation as backups have them: those of the first where the data is, those of the others in files always.</summary>
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
    public IReadOnlyList<string> There(string folder, bool onServer) =>
        [
            .. onServer || System.IO.File.Exists(AccountsContext.File(folder)) ? (string[])[First] : [],
            .. Directory.Exists(folder)
                ? Directory
                    .EnumerateFiles(folder, $"{First}.*.db")
                    .Select(Path.GetFileNameWithoutExtension)
                    .Order(StringComparer.Ordinal)
                    .OfType<string>()
                : [],
        ];

    /// <inheritdoc />
    public string File(string folder, string part) => AccountsContext.File(folder, WorkspaceOf(part));

    /// <inheritdoc />
    public bool GoesWithData(string part) => part == First;

    /// <inheritdoc />
    public async Task MakeAsync(string folder, PostgresAddress? address, string part, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddAccountsContext(folder, address, WorkspaceOf(part)).BuildServiceProvider();
        await using var context = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        if (context.Database.GetDbConnection() is SqliteConnection pooled)
            SqliteConnection.ClearPool(pooled);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _file.Dispose();
        _server.Dispose();
    }

    private static int WorkspaceOf(string part) =>
        part == First ? Workspace.First : int.Parse(part.AsSpan(First.Length + 1), CultureInfo.InvariantCulture);
}
