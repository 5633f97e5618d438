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

    /// <summary>Names of those that are there, of the first workspace first.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="onServer">Whether those of the first workspace are on a server.</param>
    IReadOnlyList<string> There(string folder, bool onServer);

    /// <summary>Their file; of a part that lies on a server with the data, where it would be otherwise.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="part">The name.</param>
    string File(string folder, string part);

    /// <summary>Whether a part lies on the server where the data does.</summary>
    bool GoesWithData(string part);

    /// <summary>Makes the empty tables of a part.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="address">The server, of a part that lies there; null for a file.</param>
    /// <param name="part">The name.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task MakeAsync(string folder, PostgresAddress? address, string part, CancellationToken cancellationToken);
}
