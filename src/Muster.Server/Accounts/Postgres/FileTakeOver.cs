using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Databases;
using Muster.Storage;
using Muster.Storage.Moving;

namespace Muster.Server.Accounts.Postgres;

/// <summary>Takes over the file in which the accounts of a workspace lay while its data was on a server already: once, whole, and compared. The file stays.</summary>
internal static class FileTakeOver
{
    /// <summary>Takes over what lies in a data folder, of every workspace.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">A workspace has other accounts on the server.</exception>
    public static async Task RunForAllAsync(string dataFolder, MusterDatabase database, CancellationToken cancellationToken)
    {
        var there = await database.Workspaces.ListAsync(cancellationToken);
        foreach (var workspace in AccountFiles.FoundIn(dataFolder).Intersect(there.Select(workspace => workspace.Number)))
            await RunAsync(dataFolder, database.Of(workspace), cancellationToken);
    }

    /// <summary>Takes over the file of one workspace. Nothing is done where there is none, where the data is in a file too, and where the server has its accounts already: then it is left from a move.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="database">The database as the workspace has it, with a schema of accounts that is up to date.</param>
    /// <param name="cancellationToken">Cancels it; the server has nothing of it then.</param>
    /// <exception cref="StorageException">The workspace has other accounts on the server.</exception>
    public static async Task RunAsync(string dataFolder, MusterDatabase database, CancellationToken cancellationToken)
    {
        // Those of the first always were where the data is.
        if (database.Beside is null || database.Workspace == Workspace.First)
            return;
        var file = AccountsContext.File(dataFolder, database.Workspace);
        if (!File.Exists(file))
            return;
        await using var from = AccountsSchema.InFile(dataFolder, database.Workspace, mustExist: true);
        await AccountsSchema.BringUpToDateAsync(from, cancellationToken);
        await using var services = new ServiceCollection().AddAccountsContext(dataFolder, database).BuildServiceProvider();
        await using var to = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(cancellationToken);
        // Whoever else takes it over waits, and finds it done.
        await using var transaction = await to.Database.BeginTransactionAsync(cancellationToken);
        var known = await KeysAsync(to, cancellationToken);
        var left = (await KeysAsync(from, cancellationToken)).Except(known).Count();
        if (left == 0)
            return;
        if (known.Count > 0)
            throw new StorageException(
                StorageFault.Contradiction,
                $"The file {file} has accounts that its workspace does not have on the server ({left} of them), where there are others. Accounts of both cannot be put together. Put the file away if it is out of use; nothing was changed."
            );
        // What was noted before there was anybody; what the file has of it takes its place.
        await to.Setup.ExecuteDeleteAsync(cancellationToken);
        await to.FailedSignIns.ExecuteDeleteAsync(cancellationToken);
        await DatabaseMove.TakeOverAsync(
            database,
            new MovedFile(file, from.Model, to.Model, database.Workspace),
            transaction.GetDbTransaction(),
            cancellationToken
        );
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Accounts are disabled and never removed, but the one for emergencies.</summary>
    private static Task<List<Guid>> KeysAsync(AccountsContext context, CancellationToken cancellationToken) =>
        context.Users.Where(row => row.Id != EmergencyDoor.Account).Select(row => row.Id).ToListAsync(cancellationToken);
}
