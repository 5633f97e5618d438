using Microsoft.EntityFrameworkCore;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts;

namespace Muster.Testing;

/// <summary>Puts an empty file of accounts of the current schema into a data folder; like the <see cref="NewDatabase">database</see> it is made once for a program.</summary>
internal static class NewAccounts
{
    private static readonly Lazy<Task<byte[]>> Content = new(MakeAsync);

    /// <summary>Puts it there; one that is there stays.</summary>
    public static Task PutAsync(string folder, CancellationToken cancellationToken) =>
        NewDatabase.PutAsync(AccountsContext.File(folder), Content, cancellationToken);

    private static async Task<byte[]> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("muster-new-").FullName;
        await using (var context = AccountsSchema.InFile(folder, Workspace.First))
            await context.Database.MigrateAsync();
        var content = await File.ReadAllBytesAsync(AccountsContext.File(folder));
        Directory.Delete(folder, recursive: true);
        return content;
    }
}
