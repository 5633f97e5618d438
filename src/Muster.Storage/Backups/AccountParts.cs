using Microsoft.EntityFrameworkCore.Metadata;
using Muster.Storage.Postgres;

namespace Muster.Storage.Backups;

/// <summary>The accounts of an installation, of which this project does not know the tables.</summary>
public interface IAccountParts
{
    /// <summary>Version of their schema.</summary>
    int Schema { get; }

    /// <summary>Tables whose rows are left out, by name: what nobody should find again.</summary>
    IReadOnlySet<string> LeftOut { get; }

    /// <summary>The model of their tables, as a file has them.</summary>
    IModel OnFile { get; }

    /// <summary>The same on a server.</summary>
    IModel OnServer { get; }

    /// <summary>Name of the part with the accounts of a workspace.</summary>
    /// <param name="workspace">Its number.</param>
    string NameOf(int workspace);

    /// <summary>The workspace whose accounts a part has.</summary>
    /// <param name="part">The name.</param>
    int WorkspaceOf(string part);

    /// <summary>The workspaces whose accounts lie in files of a folder.</summary>
    /// <param name="folder">The data folder.</param>
    IReadOnlyList<int> InFolder(string folder);

    /// <summary>The file of a workspace's accounts.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="workspace">Its number.</param>
    string File(string folder, int workspace);

    /// <summary>Makes the empty file of a workspace's accounts.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="workspace">Its number.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task MakeFileAsync(string folder, int workspace, CancellationToken cancellationToken);

    /// <summary>Makes the tables of everybody's accounts on a server.</summary>
    /// <param name="address">The server.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task MakeOnServerAsync(PostgresAddress address, CancellationToken cancellationToken);
}
