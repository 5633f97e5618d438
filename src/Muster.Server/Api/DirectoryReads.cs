using Microsoft.AspNetCore.Http;
using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Groups;

namespace Muster.Server.Api;

/// <summary>The groups of a directory: as they were last read for whoever looks, and read anew for whoever may make plans, since nothing else can be done meanwhile.</summary>
internal static class DirectoryReads
{
    /// <summary>As they were last read; the directory is not asked, and work under way is not met.</summary>
    /// <exception cref="ApiException">They were never read.</exception>
    public static async Task<KnownDirectory> LastAsync(
        MusterInstance muster,
        KnownDirectories directories,
        Connection connection,
        CancellationToken cancellationToken
    ) =>
        await muster.Database.Mirror.BindingAsync(connection.Key, DirectoryStream.Groups, cancellationToken) is null
            ? throw ApiException.Conflict(
                "notRead",
                "The groups of the directory were not read so far. Ask with read=true, which takes whoever may make plans, or sync."
            )
            : await directories.OfAsync(connection, cancellationToken);

    /// <summary>Reads what changed.</summary>
    /// <exception cref="ApiException">The caller may not make plans.</exception>
    public static Task ReadAsync(HttpContext context, MusterInstance muster, Connection connection, CancellationToken cancellationToken)
    {
        context.Demand(Right.Plan);
        return muster.Groups.DiscoverAsync(connection, DirectoryGroupFilter.All, Quiet.Observer, cancellationToken);
    }
}
